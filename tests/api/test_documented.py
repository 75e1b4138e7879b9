"""What docs/api.md shows works as it stands there."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = (Path(settings.ROOT) / "docs" / "api.md").read_text()
DOCUMENTS = re.findall(r"```graphql\n(.*?)```", PAGE, flags=re.DOTALL)
VARIABLES = json.loads(re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[0])


def test_the_report_of_the_page_posts_every_line(system_a, catalogue):
    answer = system_a.data(DOCUMENTS[0], **VARIABLES)["submitActivityReport"]

    assert answer["userErrors"] == []
    assert answer["activityReport"]["linesPosted"] == len(VARIABLES["lines"])


@pytest.mark.parametrize("document", DOCUMENTS[1:], ids=lambda text: text.split()[1])
def test_every_question_of_the_page_is_answered(document, system_a, catalogue):
    system_a.data(DOCUMENTS[0], **VARIABLES)

    (answer,) = system_a.data(document).values()

    assert len(answer["edges"]) == 1
