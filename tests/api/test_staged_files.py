"""A system announces a file, puts its bytes to an address, and submits it as a report, once for each key."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tenancy import system_scope, system_scope_for
from portal.kernel.graphql.ids import encode_id
from tests.api.conftest import system_of
from vmi.actions.sweep_staged import sweep_staged
from vmi.models import ReportDocument, StagedFile, SubmissionKey

STAGE = """
mutation ($name: String!, $size: ByteCount!, $sha256: String, $partner: String, $key: String!) {
  stageActivityFile(
    filename: $name, size: $size, sha256: $sha256, partnerCode: $partner, idempotencyKey: $key
  ) {
    stagedFile { id address token expiresAt received size }
    userErrors { code field message }
  }
}
"""
SUBMIT = """
mutation ($id: ID!, $key: String!, $policy: ErrorPolicy, $reading: ReadingInput) {
  submitStagedFile(stagedId: $id, idempotencyKey: $key, errorPolicy: $policy, reading: $reading) {
    activityReport { id state filename sha256 linesIn linesPosted linesParked linesRefused }
    receipt
    userErrors { code field message }
  }
}
"""
BODY = b"date,product code,store code,units sold\n2026-05-04,CAN-52,1,5\n2026-05-05,CAN-52,1,7\n"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def staging(settings, tmp_path):
    settings.STAGING_FOLDER = str(tmp_path / "staging")
    return tmp_path / "staging"


def stage(system, body=BODY, key="k", **more):
    announced = {"name": "week.csv", "size": len(body), "key": key, **more}
    return system.data(STAGE, **announced)["stageActivityFile"]


def staged(system, body=BODY, key="k", **more):
    answer = stage(system, body, key, **more)
    assert answer["userErrors"] == []
    return answer["stagedFile"]


def put(file, body, **headers):
    """Put bytes to the address, with the headers that differ from the usual."""
    path = file["address"].partition("8000")[2]
    usual = {"Authorization": f"Bearer {file['token']}"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().put(path, body, "application/octet-stream", headers=usual | given)


def submit(system, file, key="s", **more):
    return system.data(SUBMIT, id=file["id"], key=key, **more)["submitStagedFile"]


def left_in(folder: Path) -> list[int]:
    return sorted(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def count(model):
    with system_scope(reason="look"):
        return model.objects.count()


def codes(answer):
    return [error["code"] for error in answer["userErrors"]]


def test_a_file_is_announced_put_and_submitted(system_a, catalogue, staging):
    file = staged(system_a, sha256=hashlib.sha256(BODY).hexdigest().upper())

    response = put(file, BODY)
    answer = submit(system_a, file)

    assert (response.status_code, response.json()) == (
        201,
        {"received": len(BODY), "size": len(BODY), "sha256": hashlib.sha256(BODY).hexdigest()},
    )
    assert answer["userErrors"] == []
    report = answer["activityReport"]
    assert (report["state"], report["filename"], report["linesIn"], report["linesPosted"]) == (
        "posted",
        "week.csv",
        2,
        2,
    )
    assert report["sha256"] in answer["receipt"]
    assert "does not say that the report is right" in answer["receipt"]
    assert left_in(staging) == []


def test_a_repeated_announcement_is_answered_alike(system_a, partner_a, staging):
    first = staged(system_a)

    assert staged(system_of(partner_a, "submit")) == first
    assert count(StagedFile) == 1


def test_a_key_with_another_file_is_refused(system_a):
    staged(system_a)

    answer = stage(system_a, BODY + b"x")

    assert (codes(answer), answer["stagedFile"]) == (["KEY_REUSED"], None)
    assert count(StagedFile) == 1


@pytest.mark.parametrize(
    ("announced", "code"),
    [
        ({"size": 0}, "EMPTY_FILE"),
        ({"size": 2**40}, "FILE_TOO_LARGE"),
        ({"sha256": "abc"}, "BAD_SHA256"),
        ({"key": "a b"}, "IDEMPOTENCY_KEY_INVALID"),
    ],
)
def test_what_can_not_be_taken_is_refused_when_it_is_announced(system_a, announced, code):
    assert codes(stage(system_a, **announced)) == [code]
    assert count(StagedFile) == 0


@pytest.mark.parametrize("size", [1.5, "12", -1, True, 2**60])
def test_a_size_is_a_whole_number(system_a, size):
    answer = system_a.ask(STAGE, name="a", size=size, key="k")

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_pieces_come_in_order_and_make_the_file(system_a, catalogue, staging):
    file, size = staged(system_a), len(BODY)

    first = put(file, BODY[:50], Content_Range=f"bytes 0-49/{size}")
    again = put(file, BODY[:50], Content_Range=f"bytes 0-49/{size}")
    asked = Client().head(
        file["address"].partition("8000")[2], headers={"Authorization": f"Bearer {file['token']}"}
    )
    last = put(file, BODY[50:], Content_Range=f"bytes 50-{size - 1}/{size}")

    assert (first.status_code, first["Upload-Offset"]) == (202, "50")
    assert (again.status_code, again.json()["code"], again["Upload-Offset"]) == (
        409,
        "wrong_offset",
        "50",
    )
    assert (asked.status_code, asked["Upload-Offset"]) == (204, "50")
    assert (last.status_code, last.json()["sha256"]) == (201, hashlib.sha256(BODY).hexdigest())
    assert submit(system_a, file)["activityReport"]["linesPosted"] == 2


def test_other_bytes_than_announced_leave_nothing_and_may_come_anew(system_a, catalogue, staging):
    file = staged(system_a, sha256=hashlib.sha256(BODY).hexdigest())

    wrong = put(file, BODY.replace(b"7", b"8"))
    after_wrong = left_in(staging)
    right = put(file, BODY)

    assert (wrong.status_code, wrong.json()["code"]) == (422, "sha256_differs")
    assert after_wrong == []
    assert right.status_code == 201


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (BODY[:-1], {}, 422, "size_differs"),
        (BODY + b"x", {}, 422, "size_differs"),
        (BODY, {"Content_Range": "bytes 0-5/6"}, 400, "bad_range"),
        (BODY, {"Content_Range": "all of it"}, 400, "bad_range"),
        (BODY, {"Content_Range": f"bytes 1-0/{len(BODY)}"}, 400, "bad_range"),
        (BODY + b"x", {"Content_Range": f"bytes 0-{len(BODY)}/*"}, 422, "piece_too_long"),
        (BODY, {"Content_Encoding": "gzip"}, 415, "encoding_not_supported"),
        (BODY, {"Content_Length": ""}, 411, "length_missing"),
        (BODY, {"Authorization": "Bearer tandemput_0"}, 404, "staged_file_not_found"),
        (BODY, {"Authorization": "Basic eA=="}, 401, "token_missing"),
    ],
)
def test_a_put_that_does_not_fit_is_told_why_and_leaves_nothing(
    system_a, staging, body, headers, status, code
):
    file = staged(system_a)

    response = put(file, body, **headers)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert left_in(staging) == []
    with system_scope(reason="look"):
        assert StagedFile.objects.get().received == 0


def test_the_address_takes_the_file_once(system_a):
    file = staged(system_a)
    put(file, BODY)

    again = put(file, BODY)

    assert (again.status_code, again.json()["code"]) == (409, "already_complete")


@pytest.mark.parametrize("method", ["get", "post", "delete", "patch", "options"])
def test_the_address_knows_put_and_head_alone(system_a, method):
    file = staged(system_a)

    response = getattr(Client(), method)(file["address"].partition("8000")[2])

    assert (response.status_code, response["Allow"]) == (405, "PUT, HEAD")


def test_nothing_that_opens_the_address_is_kept_or_part_of_it(system_a):
    file = staged(system_a)

    with system_scope(reason="look"):
        row = StagedFile.objects.values().get()
    assert file["token"] not in str(row)
    assert file["token"] not in file["address"]


def test_the_token_of_one_address_opens_no_other(system_a, system_b, staging):
    mine, theirs = staged(system_a), staged(system_b)

    response = put({**theirs, "token": mine["token"]}, BODY)

    assert (response.status_code, response.json()["code"]) == (404, "staged_file_not_found")
    assert left_in(staging) == []


def test_a_session_opens_no_address(bo, system_a, staging):
    file = staged(system_a)

    response = bo.browser.put(file["address"].partition("8000")[2], BODY)

    assert response.status_code == 401
    assert left_in(staging) == []


def test_another_partner_submits_nothing_and_is_told_as_of_an_absent_file(
    system_a, system_b, catalogue
):
    file = staged(system_a)
    put(file, BODY)
    with system_scope(reason="look"):
        absent = {"id": encode_id("StagedFile", StagedFile.objects.get().pk + 1)}

    foreign, missing = submit(system_b, file), submit(system_b, absent)

    assert foreign == missing
    assert codes(foreign) == ["STAGED_FILE_NOT_FOUND"]
    assert (count(ReportDocument), count(SubmissionKey)) == (0, 0)


def test_a_partner_announces_nothing_for_another(system_a, partner_b):
    answer = stage(system_a, partner="B")

    assert (codes(answer), count(StagedFile)) == (["PARTNER_NOT_FOUND"], 0)


def test_a_key_that_may_only_read_stages_nothing(partner_a):
    answer = stage(system_of(partner_a, "read"))

    assert (codes(answer), count(StagedFile)) == (["PERMISSION_MISSING"], 0)


def test_half_a_file_is_not_submitted(system_a, catalogue):
    file = staged(system_a)
    put(file, BODY[:50], Content_Range=f"bytes 0-49/{len(BODY)}")

    answer = submit(system_a, file)

    assert (codes(answer), count(ReportDocument)) == (["FILE_NOT_COMPLETE"], 0)


def test_the_same_key_gives_the_same_report_even_after_the_staged_file_is_gone(system_a, catalogue):
    file = staged(system_a)
    put(file, BODY)
    first = submit(system_a, file)["activityReport"]
    with system_scope(reason="time passes"):
        StagedFile.objects.all().delete()

    again = submit(system_a, file)["activityReport"]

    assert again == first
    assert count(ReportDocument) == 1


def test_the_key_with_another_policy_is_refused(system_a, catalogue):
    file = staged(system_a)
    put(file, BODY)
    submit(system_a, file)

    assert codes(submit(system_a, file, policy="REFUSE_ALL")) == ["KEY_REUSED"]
    assert submit(system_a, file, "other", policy="REFUSE_ALL")["userErrors"] == []
    assert count(ReportDocument) == 1


def test_one_bad_line_refuses_the_file_when_the_sender_wants_that(system_a, catalogue):
    body = BODY + b"2026-05-06,CAN-52,1,many\n"
    file = staged(system_a, body)
    put(file, body)

    report = submit(system_a, file, policy="REFUSE_ALL")["activityReport"]

    assert (report["state"], report["linesIn"], report["linesRefused"]) == ("refused", 3, 3)


def test_columns_can_be_named_when_the_file_is_submitted(system_a, catalogue):
    body = BODY.replace(b"units sold", b"menge")
    file = staged(system_a, body)
    put(file, body)

    answer = submit(system_a, file, reading={"columns": [{"field": "sold", "header": "menge"}]})

    assert answer["activityReport"]["linesPosted"] == 2


def test_a_column_for_no_field_is_refused(system_a, catalogue):
    file = staged(system_a)
    put(file, BODY)

    answer = submit(system_a, file, reading={"columns": [{"field": "hue", "header": "x"}]})

    assert (codes(answer), count(ReportDocument)) == (["NO_SUCH_FIELD"], 0)


def test_a_partner_has_so_many_files_at_once_and_no_more(system_a, system_b, settings):
    settings.STAGED_FILES_AT_ONCE = 2
    for key in ("one", "two"):
        staged(system_a, key=key)

    assert codes(stage(system_a, key="three")) == ["TOO_MANY_STAGED_FILES"]
    assert codes(stage(system_b, key="three")) == []


def test_expired_files_are_told_as_absent_and_swept(system_a, staging):
    file = staged(system_a)
    put(file, BODY)
    with system_scope(reason="time passes"):
        row = StagedFile.objects.get()
        row.expires_at -= timedelta(hours=26)
        row.save()

    assert put(file, BODY).status_code == 404
    assert codes(submit(system_a, file)) == ["STAGED_FILE_NOT_FOUND"]
    assert sweep_staged(system_scope_for("test")) == 1
    assert (left_in(staging), count(StagedFile)) == ([], 0)
    assert sweep_staged(system_scope_for("test")) == 0


def test_an_expired_key_may_be_used_again(system_a):
    first = staged(system_a)
    with system_scope(reason="time passes"):
        StagedFile.objects.update(expires_at=StagedFile.objects.get().created_at)

    assert staged(system_a)["id"] != first["id"]


def test_the_address_is_the_one_that_is_configured(system_a, settings):
    settings.PORTAL_ADDRESS = "https://portal.example"
    file = staged(system_a)

    with system_scope(reason="look"):
        public_id = StagedFile.objects.get().public_id
    path = reverse("machines:staged_file", args=[public_id])
    assert file["address"] == f"https://portal.example{path}"
