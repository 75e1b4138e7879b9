"""Control numbers wanted by many processes at once, and by processes that die."""

from collections import Counter
from dataclasses import asdict, replace
from typing import Any

import pytest

from accounts.tenancy import active, system_scope_for
from tests.vmi.formats.edi_answers import answer_of, group, head, message, x12_read
from tests.vmi.intake.crew import DIED
from tests.vmi.intake.test_crashes import Crew, crew
from vmi.actions.settle_interchanges import settle_interchanges
from vmi.models import ControlNumber, Interchange, ReportDocument

__all__ = ["crew"]
EVERYTHING = system_scope_for("test")
WORKERS = 8


def job(partner_id: int, file: str, *contents: str, **changes: Any) -> dict[str, Any]:
    """Admit interchanges 7, 8, … of a file, each with the content given."""
    heads = [
        asdict(
            replace(head(), position=at, control_number=f"{6 + at:09}", sha256=content, messages=())
        )
        for at, content in enumerate(contents, 1)
    ]
    return {"do": "admit", "partner": partner_id, "content": file, "heads": heads, **changes}


def states() -> Counter[str]:
    with active(EVERYTHING):
        return Counter(Interchange.objects.values_list("state", flat=True))


@pytest.mark.slow
def test_of_many_contents_with_one_number_exactly_one_takes_it(crew: Crew, partner_a):
    jobs = [job(partner_a.pk, f"file {at}", f"content {at}") for at in range(WORKERS)]

    assert crew(jobs) == [[0] * WORKERS]

    assert states() == {"taken": 1, "reused": WORKERS - 1}
    with active(EVERYTHING):
        taker = Interchange.objects.get(state="taken")
        losers = Interchange.objects.filter(state="reused")
        assert {row.first_id for row in losers} == {taker.pk}


@pytest.mark.slow
def test_of_the_same_interchange_in_many_files_one_counts(crew: Crew, partner_a):
    jobs = [job(partner_a.pk, f"file {at}", "the same") for at in range(WORKERS)]

    assert crew(jobs) == [[0] * WORKERS]

    assert states() == {"taken": 1, "resent": WORKERS - 1}


@pytest.mark.slow
def test_files_with_the_same_numbers_in_another_order_do_not_wait_for_each_other(
    crew: Crew, partner_a
):
    contents = [f"interchange {at}" for at in range(40)]
    forward = job(partner_a.pk, "forward", *contents)
    backward = job(partner_a.pk, "backward", *contents)
    backward["heads"] = [
        {**one, "position": at} for at, one in enumerate(reversed(backward["heads"]), 1)
    ]

    assert crew([forward, backward] * 3) == [[0] * 6]

    assert states() == {"taken": 40, "resent": 40}


@pytest.mark.slow
def test_the_document_of_a_crashed_attempt_has_its_numbers_still(crew: Crew, partner_a):
    dying = job(partner_a.pk, "file", "content", die_at="admitted")
    again = job(partner_a.pk, "file", "content")
    other = job(partner_a.pk, "other file", "other content")

    assert crew([dying], [other], [again]) == [[DIED], [0], [0]]

    with active(EVERYTHING):
        found = Interchange.objects.order_by("pk").values_list("sha256", "state")
        assert list(found) == [("content", "taken"), ("other content", "reused")]


@pytest.mark.slow
def test_answers_written_at_once_have_numbers_without_gaps(crew: Crew, partner_a):
    files = [job(partner_a.pk, f"file {at}", do="settle") for at in range(WORKERS)]
    for at, one in enumerate(files):
        one["heads"] = [asdict(replace(head(), control_number=f"{at + 1:09}", messages=()))]

    assert crew(files) == [[0] * WORKERS]

    with active(EVERYTHING):
        numbers = Interchange.objects.values_list("answer_number", flat=True)
        assert sorted(numbers) == [f"{at:09}" for at in range(1, WORKERS + 1)]
        assert ControlNumber.objects.get(kind="interchange").last == WORKERS
        document = ReportDocument.objects.order_by("pk")[0]
        row = Interchange.objects.get(document=document)
        before = answer_of(row)
        settle_interchanges(document, [x12_read(group(message("R")), head=head())])
        row.refresh_from_db()
        assert answer_of(row) == before
