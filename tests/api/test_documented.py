"""What docs/api.md shows works as it stands there."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.api.conftest import system_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = (Path(settings.ROOT) / "docs" / "api.md").read_text()
DOCUMENTS = re.findall(r"```graphql\n(.*?)```", PAGE, flags=re.DOTALL)
VARIABLES = json.loads(re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[0])


def test_the_report_of_the_page_posts_every_line(system_a, catalogue):
    answer = system_a.data(DOCUMENTS[0], **VARIABLES)["submitActivityReport"]

    assert answer["userErrors"] == []
    assert answer["activityReport"]["linesPosted"] == len(VARIABLES["lines"])


QUESTIONS = [text for text in DOCUMENTS if text.startswith("query") and "$" not in text]


@pytest.mark.parametrize("document", QUESTIONS, ids=lambda text: text.split()[1])
def test_every_question_of_the_page_is_answered(document, system_a, catalogue):
    system_a.data(DOCUMENTS[0], **VARIABLES)

    (answer,) = system_a.data(document).values()

    assert len(answer["edges"]) == 1


def test_codes_and_changes_are_asked_for_as_the_page_says(system_a, partner_a, catalogue):
    waiting, map_codes, changes = (
        next(text for text in DOCUMENTS if name in text)
        for name in ("query Waiting", "mutation Map", "query Changes")
    )
    line = {**VARIABLES["lines"][0], "productCode": "CAN52"}
    system_a.data(DOCUMENTS[0], key="k", lines=[*VARIABLES["lines"], line])
    mapper = system_of(partner_a, "map")

    [edge] = mapper.data(waiting, first=5)["waitingCodes"]["edges"]
    meaning = {"field": "PRODUCT", "code": "CAN52", "target": "CAN-52"}
    mapped = mapper.data(map_codes, key="m", codes=[meaning])["mapCodes"]
    told = system_a.data(changes, since="2026-01-01T00:00:00Z")["changes"]

    assert [each["code"] for each in edge["node"]["suggestions"]] == ["CAN-52"]
    assert (mapped["userErrors"], len(mapped["mappedCodes"])) == ([], 1)
    assert {each["node"]["kind"] for each in told["edges"]} == {"NEW"}


def test_the_file_of_the_page_is_announced_put_submitted_and_judged(
    system_a, catalogue, settings, tmp_path
):
    settings.STAGING_FOLDER = str(tmp_path)
    stage, submit, verdict = (
        next(text for text in DOCUMENTS if name in text)
        for name in ("mutation StageFile", "mutation SubmitFile", "query Verdict")
    )
    body = b"date,product code,store code,units sold\n2026-05-04,CAN-52,1,5\n2026-05-04,NEW-1,1,5\n"
    announced = {"key": "f", "filename": "week.csv", "size": len(body)}

    file = system_a.data(stage, **announced)["stageActivityFile"]["stagedFile"]
    response = Client().put(
        urlsplit(file["address"]).path,
        body,
        content_type="text/csv",
        headers={"Authorization": f"Bearer {file['token']}"},
    )
    submitted = system_a.data(submit, key="s", stagedId=file["id"])["submitStagedFile"]
    answer = system_a.data(verdict, reportId=submitted["activityReport"]["id"])

    assert response.status_code == 201
    assert submitted["userErrors"] == []
    assert answer["activityReport"]["linesPosted"] == 1
    assert [edge["node"]["value"] for edge in answer["unpostedLines"]["edges"]] == ["NEW-1"]
