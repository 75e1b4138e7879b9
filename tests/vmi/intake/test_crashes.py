"""Many processes at once, and processes that are killed: each line counts once all the same."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from accounts.tenancy import active, system_scope, system_scope_for
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.crew import DIED
from tests.vmi.intake.sums import posting_states, sold
from vmi.actions import leases, sort_lines
from vmi.actions import read_report as module
from vmi.actions.leases import LeaseLost
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.actions.resume_intake import resume_intake, sweep_stray_files
from vmi.models import DocumentLine, Posting, ReportDocument

ROOT = Path(__file__).parents[3]
EVERYTHING = system_scope_for("test")
Crew = Callable[..., list[list[int]]]

_RUN_CREW = "import django; django.setup(); from tests.vmi.intake.crew import main; main()"

READING_MOMENTS = [
    "claimed",
    "posting begun",
    "lines kept",
    "rows half written",
    "rows written",
    "nearly settled",
    "settled",
]
RELEASE_MOMENTS = ["release begun", "release written", "release nearly settled"]


@pytest.fixture
def crew(transactional_db: None, tmp_path: Path) -> Crew:
    """Let processes of their own work on this test's database, in waves."""

    def run(*waves: list[dict[str, Any]]) -> list[list[int]]:
        orders = {
            "facts": str(tmp_path / "facts"),
            "documents": str(tmp_path / "documents"),
            "waves": waves,
        }
        done = subprocess.run(  # noqa: S603  (our own interpreter)
            [sys.executable, "-c", _RUN_CREW],
            cwd=ROOT,
            input=json.dumps(orders),
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "portal.config.settings.test",
                "TANDEM_TEST_DATA": str(tmp_path),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        # What those said who ended badly is shown when the test fails.
        sys.stderr.write(done.stderr)
        found: list[list[int]] = json.loads(done.stdout)
        return found

    return run


def database_url() -> str:
    """This test's own database, as another process names it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    address, _sign, rest = os.environ["DATABASE_URL"].rpartition("/")
    query = rest.partition("?")[2]
    return f"{address}/{name}" + (f"?{query}" if query else "")


def file_of(number: int) -> str:
    """A file for one month of its own: two lines post, one waits, one is refused."""
    day = f"20{20 + number // 12}-{number % 12 + 1:02}-01"
    return lines(f"{day},P1,S1,5,20", f"{day},P2,S2,3,1", f"{day},X9,S1,7,1", f"{day},P1,S1,x,1")


def only_document() -> ReportDocument:
    with active(EVERYTHING):
        return ReportDocument.objects.get()


@pytest.mark.slow
def test_twenty_processes_with_the_same_file_post_it_once(crew, catalogue, places, partner_a):
    job = {"do": "post", "partner": partner_a.pk, "content": file_of(0)}

    codes = crew([job] * 20)

    assert codes == [[0] * 20]
    document = only_document()
    counts = (document.lines_posted, document.lines_parked, document.lines_refused)
    assert (document.state, document.lines_in, counts) == ("partly", 4, (2, 1, 1))
    assert posting_states(document.pk) == ["current"]
    assert sold(EVERYTHING) == 8
    with active(EVERYTHING):
        assert DocumentLine.objects.count() == 2
    kept = list((Path(django_settings.STORAGES["documents"]["OPTIONS"]["location"])).rglob("*"))
    assert len([path for path in kept if path.is_file()]) == 1


@pytest.mark.slow
def test_killed_at_any_moment_the_next_reading_counts_every_line_once(
    crew, catalogue, places, partner_a
):
    jobs = [
        {"do": "post", "partner": partner_a.pk, "content": file_of(number), "die_at": moment}
        for number, moment in enumerate(READING_MOMENTS)
    ]
    again = [{**job, "die_at": None} for job in jobs]

    codes = crew(*([job] for job in jobs), *([job] for job in again))

    assert codes == [[DIED]] * len(jobs) + [[0]] * len(again)
    with active(EVERYTHING):
        documents = list(ReportDocument.objects.all())
        kept = DocumentLine.objects.exclude(attempt__state="discarded").count()
        current = Posting.objects.filter(state="current").count()
        pending = Posting.objects.filter(state="pending").count()
    assert len(documents) == len(jobs)
    for document in documents:
        counts = (document.lines_posted, document.lines_parked, document.lines_refused)
        assert (document.lines_in, counts) == (4, (2, 1, 1))
    assert (kept, current, pending) == (2 * len(jobs), len(jobs), 0)
    assert sold(EVERYTHING) == 8 * len(jobs)


@pytest.mark.slow
def test_a_release_killed_at_any_moment_posts_its_lines_once(crew, catalogue, places, partner_a):
    waves: list[list[dict[str, Any]]] = []
    release = {"do": "release", "partner": partner_a.pk}
    for number, moment in enumerate(RELEASE_MOMENTS):
        content, code = file_of(number).replace("X9", f"X{number}"), f"X{number}"
        meaning = {"code": code, "product": catalogue["P3"].pk, "die_at": moment}
        waves += [
            [{"do": "post", "partner": partner_a.pk, "content": content}],
            [{"do": "map", "partner": partner_a.pk, **meaning}],
            [release],
            [release] * 3,
        ]

    codes = crew(*waves)

    assert codes == [[0], [DIED], [0], [0, 0, 0]] * len(RELEASE_MOMENTS)
    with active(EVERYTHING):
        documents = list(ReportDocument.objects.all())
    assert len(documents) == len(RELEASE_MOMENTS)
    for document in documents:
        counts = (document.lines_posted, document.lines_parked, document.lines_refused)
        assert (document.lines_in, counts) == (4, (3, 0, 1))
        assert posting_states(document.pk) == ["current", "discarded", "current"]
    assert sold(EVERYTHING) == 15 * len(RELEASE_MOMENTS)


def test_resume_takes_up_what_was_never_read(send, partner_a, catalogue, places):
    receive_report(
        EVERYTHING, partner_a.pk, io.BytesIO(file_of(0).encode()), filename="a.csv", door="shell"
    )

    [document] = resume_intake(EVERYTHING)

    assert document.state == "partly"
    assert resume_intake(EVERYTHING) == []


def test_a_reader_that_was_silent_too_long_cannot_finish(send, monkeypatch, bo):
    monkeypatch.setattr(leases, "SILENCE", timedelta(0))
    keep = sort_lines.keep_lines
    nested: list[str] = []

    def overtaken(*args: Any) -> None:
        keep(*args)
        if not nested:
            nested.append("overtaken")
            nested.append(read_report(bo.scope, only_document().pk).state)

    monkeypatch.setattr(module, "keep_lines", overtaken)
    document = send(file_of(0))

    assert nested == ["overtaken", "partly"]
    assert (document.state, document.lines_in, document.lines_posted) == ("partly", 4, 2)
    assert posting_states(document.pk) == ["discarded", "current"]
    assert sold(bo.scope) == 8


def test_lines_of_an_attempt_that_was_given_up_can_not_be_kept(send, bo, partner_a):
    document = send(file_of(0))
    with system_scope(reason="test"):
        given_up = Posting.objects.create(
            partner=partner_a,
            document=document,
            state=Posting.State.DISCARDED,
            created_at=document.received_at,
        )
        line = DocumentLine(
            partner=partner_a, document=document, attempt=given_up, line=9, state="parked"
        )
        with pytest.raises(LeaseLost):
            sort_lines.keep_lines([line], given_up, lambda: None)
        assert DocumentLine.objects.filter(line=9).count() == 0


def test_stray_bytes_of_a_killed_upload_are_swept_after_a_day(send, tmp_path, monkeypatch):
    document = send(file_of(0))
    stray = tmp_path / "documents" / str(document.partner_id) / "stray"
    stray.write_bytes(b"x")
    young = sweep_stray_files(EVERYTHING)
    os.utime(stray, (0, 0))

    assert (young, sweep_stray_files(EVERYTHING)) == (0, 1)
    assert not stray.exists()
    assert read_report(EVERYTHING, document.pk).state == "partly"
