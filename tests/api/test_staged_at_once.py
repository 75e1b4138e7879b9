"""Many announcements, puts and submits of one file at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.api.test_staged_files import BODY, count, left_in, put, staged, submit
from vmi.models import ReportDocument, SubmissionKey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def staging(settings, tmp_path):
    settings.STAGING_FOLDER = str(tmp_path / "staging")
    return tmp_path / "staging"


def test_twenty_submits_at_once_make_one_report(system_a, catalogue):
    file = staged(system_a)
    put(file, BODY)

    def submit_and_close(_number: int) -> str:
        try:
            return str(submit(system_a, file)["activityReport"]["id"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        reports = set(threads.map(submit_and_close, range(20)))

    assert len(reports) == 1
    assert (count(ReportDocument), count(SubmissionKey)) == (1, 1)


def test_twenty_announcements_and_puts_at_once_make_one_file(system_a, catalogue, staging):
    def announce_and_put(_number: int) -> tuple[str, int]:
        try:
            file = staged(system_a)
            return file["id"], put(file, BODY).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(announce_and_put, range(20)))

    assert len({identifier for identifier, _status in answers}) == 1
    assert sorted({status for _identifier, status in answers}) == [201, 409]
    assert [status for _identifier, status in answers].count(201) == 1
    assert left_in(staging) == [len(BODY)]
