"""Many processes at once, some of them killed wherever they are: every line of every document counts once."""

import io
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from accounts.tenancy import active, system_scope_for
from portal.kernel.events import unheard
from tests.vmi.intake.one_report import Told, as_852, as_csv, as_slsrpt
from tests.vmi.intake.sums import posting_states, sold

# The crew is a fixture of the tests of crashes.
from tests.vmi.intake.test_crashes import crew  # noqa: F401
from vmi.actions.receive_report import receive_report
from vmi.actions.resume_intake import unfinished
from vmi.actions.submit_lines import submit_lines
from vmi.events import DocumentReceived
from vmi.facts.comparisons import sums_by_posting
from vmi.formats.canonical import LineValues
from vmi.models import DocumentLine, Interchange, Posting, ReportDocument

pytestmark = pytest.mark.slow
EVERYTHING = system_scope_for("test")
WRITERS = (as_csv, as_852, as_slsrpt)
DOCUMENTS = 6


def content_of(number: int) -> bytes:
    """A report for one month of its own: two lines post, one waits, one is refused."""
    day = date(2025, number + 1, 1)
    return WRITERS[number % len(WRITERS)](
        [
            Told(day, "S1", "P1", "EA", {"sold": "5", "on_hand": "20"}),
            Told(day, "S1", "P2", "EA", {"sold": "3"}),
            Told(day, "S1", "X9", "EA", {"sold": "7"}),
            Told(day, "S2", "P1", "EA", {"sold": "1O"}),
        ],
        number + 1,
    )


def receive(partner_id: int, content: bytes) -> int:
    # Nobody reads it yet.
    with unheard(DocumentReceived):
        receipt = receive_report(
            EVERYTHING, partner_id, io.BytesIO(content), filename="report", door="shell"
        )
    return receipt.document_id


@pytest.mark.parametrize("seed", [20261123])
def test_killed_anywhere_under_load_every_line_counts_once(
    seed,
    crew,  # noqa: F811
    catalogue,
    places,
    partner_a,
):
    chance = random.Random(seed)  # noqa: S311  (nothing is kept secret by it)
    documents = [receive(partner_a.pk, content_of(number)) for number in range(DOCUMENTS)]
    # The interchange of the second one once more, in a file of its own.
    twin = receive(partner_a.pk, content_of(1) + b"\r\n")

    def reader(document: int, killed_at: int = 0) -> dict[str, Any]:
        job = {"do": "read", "partner": partner_a.pk, "document": document}
        return {**job, "killed_at": killed_at, "seed": chance.randrange(10**6)}

    # Of the thirteen steps of a reading; two readers of a document wait for each other.
    steps = chance.sample([1, 3, 4, 6, 7, 9, 11], DOCUMENTS + 1)
    doomed = [reader(each, at) for each, at in zip([*documents, twin], steps, strict=True)]
    mixed = [
        reader(each, killed_at)
        for each in [*documents[:3], twin]
        for killed_at in (chance.randrange(1, 12), chance.choice([0, 8]))
    ]
    chance.shuffle(mixed)

    codes = crew(doomed, mixed, [{"do": "resume"}] * 2)

    assert codes[0] == [-9] * len(doomed)
    assert set(codes[1]) <= {0, -9}
    assert codes[2] == [0, 0]
    with active(EVERYTHING):
        assert unfinished() == []
        assert Posting.objects.filter(state="pending").count() == 0
        # Some did die in the middle.
        assert Posting.objects.filter(state="discarded").count() > 0
        assert Posting.objects.filter(state="current").count() == DOCUMENTS + 1
        assert Interchange.objects.filter(state="taken").count() == 0
    found = {each: look(each) for each in [*documents, twin]}
    pair = [found.pop(documents[1]), found.pop(twin)]
    assert list(found.values()) == [((4, 2, 1, 1, 0), 2, Decimal(8), 2)] * (DOCUMENTS - 1)
    assert sorted(pair) == [((4, 0, 0, 0, 4), 0, 0, 4), ((4, 2, 1, 1, 0), 2, Decimal(8), 2)]
    assert sold(EVERYTHING) == 8 * DOCUMENTS


def look(document_id: int) -> tuple[tuple[int, ...], int, Decimal, int]:
    """What a document says became of its lines; then its facts, what they sold, and the lines kept."""
    names = ("in", "posted", "parked", "refused", "duplicate")
    with active(EVERYTHING):
        document = ReportDocument.objects.get(pk=document_id)
        posting = Posting.objects.get(document=document, state="current")
        kept = DocumentLine.objects.filter(attempt=posting).count()
        facts = sums_by_posting(EVERYTHING, posting.pk, ["sold"])
    counts = tuple(getattr(document, f"lines_{name}") for name in names)
    return counts, facts.lines, facts.sums["sold"] or Decimal(0), kept


@pytest.mark.django_db(transaction=True)
def test_twenty_identical_submits_of_lines_at_once_make_one_document(catalogue, places, partner_a):
    line: LineValues = {
        "product_code": "P1",
        "location_code": "S1",
        "first_day": date(2026, 3, 1),
        "last_day": date(2026, 3, 7),
        "sold": Decimal(5),
    }

    def submit(_number: int) -> tuple[int, str, int]:
        try:
            with active(EVERYTHING):
                document = submit_lines(EVERYTHING, partner_a.pk, [line, line], key="week-10")
            return document.pk, document.state, document.lines_posted
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        answers = set(threads.map(submit, range(20)))

    [(document_id, state, posted)] = answers
    assert (state, posted) == ("posted", 2)
    assert posting_states(document_id) == ["current"]
    with active(EVERYTHING):
        assert ReportDocument.objects.count() == 1
    assert sold(EVERYTHING) == 10
