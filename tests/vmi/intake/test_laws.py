"""Laws of the intake from the door to the facts, whatever the format: nothing is lost, nothing counts twice."""

import io
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.models import Partner, PartnerKind
from accounts.tenancy import Scope, active, system_scope
from tests.vmi.intake.one_report import (
    OF_SALES,
    OF_STOCK,
    SALES,
    STOCK,
    Report,
    Told,
    Writer,
    as_852,
    as_csv,
    as_invrpt,
    as_slsrpt,
    as_xlsx,
)
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.facts.comparisons import sums_by_posting
from vmi.facts.engine import thread_engine
from vmi.facts.lines import lines_for
from vmi.facts.questions import rows_of
from vmi.facts.schema import MEASURES
from vmi.models import DocumentLine, Location, Posting, Product, ReportDocument
from vmi.rules.control_totals import FATES, IN, PIECES, QuantityTotals
from vmi.selectors.scopes import scope_for_work
from vmi.selectors.visible import visible

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LAW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FIRST = date(2026, 3, 1)
_numbers = itertools.count(1)

amounts = some.decimals(-99, 9_999, places=2).map(str)
quantities = amounts | some.sampled_from(["0", "1O", "1.23456", "9" * 20])
key = some.tuples(
    some.integers(0, 2),
    some.sampled_from(["S1", "S2", "S9"]),
    some.sampled_from(["P1", "P2", "X9"]),
)


def reports(measures: tuple[str, ...], written: some.SearchStrategy[str]) -> Any:
    """Lines of days, known and unknown places and products, pieces and cases; each key once."""
    told = some.dictionaries(
        some.sampled_from([one for one in measures if one != "sold_value"]), written, min_size=1
    )
    line = some.tuples(some.sampled_from(["EA", "CA"]), told, some.none() | amounts)
    return some.dictionaries(key, line, min_size=1, max_size=8).map(
        lambda lines: [
            Told(FIRST + timedelta(day), place, product, unit, _with_value(said, value, measures))
            for (day, place, product), (unit, said, value) in lines.items()
        ]
    )


def _with_value(
    said: Mapping[str, str], value: str | None, measures: tuple[str, ...]
) -> Mapping[str, str]:
    """A value is that of sales: it stands only where something is sold, before all quantities."""
    has_value = value is not None and "sold_value" in measures and "sold" in said
    return {"sold_value": value, **said} if has_value and value is not None else said


@dataclass
class Sender:
    """A partner of its own, with two stores, that sends in one format."""

    name: str = field(default_factory=lambda: f"L{next(_numbers)}")
    partner: Partner = field(init=False)

    def __post_init__(self) -> None:
        with system_scope(reason="test set-up"):
            self.partner = Partner.objects.create(
                code=self.name, name=self.name, kind=PartnerKind.RETAILER
            )
            for place in ("S1", "S2"):
                Location.objects.create(partner=self.partner, code=place, name=place)

    @property
    def scope(self) -> Scope:
        return scope_for_work(self.partner.pk, "hold the intake to its laws")

    def send(self, content: bytes) -> ReportDocument:
        receipt = receive_report(
            self.scope, self.partner.pk, io.BytesIO(content), filename="report", door="upload"
        )
        return read_report(self.scope, receipt.document_id)

    def facts(self) -> list[tuple[Any, ...]]:
        """Every line that readers see, by product, place and days."""
        with active(self.scope):
            lines = lines_for(self.scope, visible(self.scope).hidden)
            places = dict(Location.objects.values_list("pk", "code"))
        columns = ["product_id", "location_id", "first_day", "last_day", *MEASURES]
        rows = rows_of(thread_engine().answer(lines.select(columns)))
        return sorted(((row[0], places[row[1]], *row[2:]) for row in rows), key=str)


@pytest.fixture
def cans(catalogue: Mapping[str, Product]) -> None:
    """P1 comes in cases of 24; of P2 nobody has said how many a case holds."""
    Product.objects.filter(code="P1").update(pack_size=24)


def fates(document: ReportDocument) -> tuple[int, ...]:
    names = ("in", "posted", "parked", "refused", "duplicate")
    return tuple(getattr(document, f"lines_{name}") for name in names)


def hold_every_line(sender: Sender, document: ReportDocument) -> None:
    """Lines and quantities in are where the document, the lines kept and the facts say they are."""
    came_in, *rest = fates(document)
    assert came_in == sum(rest)
    totals = QuantityTotals.from_json(document.quantities)
    for _measure, _unit, row in totals.rows():
        assert row[IN] == sum(row[fate] for fate in FATES)
    with active(sender.scope):
        posting = Posting.objects.get(document=document, state="current")
        kept = list(DocumentLine.objects.filter(attempt=posting))
        quantities_only = [name for name in MEASURES if name != "sold_value"]
        posted = sums_by_posting(sender.scope, posting.pk, quantities_only)
    assert posted.lines == document.lines_posted
    for state in ("parked", "refused"):
        assert sum(line.state == state for line in kept) == getattr(document, f"lines_{state}")
    for measure in quantities_only:
        rows = [row for name, _unit, row in totals.rows() if name == measure]
        waiting = [line.values.get(measure, "0") for line in kept if line.state == "parked"]
        assert sum(row["parked"] for row in rows) == sum(map(Decimal, waiting))
        assert sum(row[PIECES] for row in rows) == (posted.sums[measure] or 0)


WRITERS = {
    "csv of sales": (as_csv, SALES),
    "xlsx of sales": (as_xlsx, SALES),
    "852 of sales": (as_852, SALES),
    "SLSRPT": (as_slsrpt, SALES),
    "852 of stock": (as_852, STOCK),
    "INVRPT": (as_invrpt, STOCK),
}


@pytest.mark.parametrize(("write", "measures"), WRITERS.values(), ids=WRITERS)
@LAW
@given(data=some.data())
def test_every_line_and_quantity_that_comes_in_has_its_place(write, measures, data, cans):
    report = data.draw(reports(measures, quantities))
    sender = Sender()

    document = sender.send(write(report, 1))

    assert document.lines_in == len(report)
    hold_every_line(sender, document)


def alike(report: Report, writers: Mapping[str, Writer]) -> Iterator[tuple[str, Any]]:
    """What each format's reading of the report comes to."""
    for name, write in writers.items():
        sender = Sender()
        document = sender.send(write(report, 1))
        hold_every_line(sender, document)
        yield name, (fates(document), document.quantities, sender.facts())


@LAW
@given(report=reports(SALES, amounts))
def test_a_report_of_sales_is_the_same_in_every_format(report, cans):
    [(_first, expected), *others] = alike(report, OF_SALES)

    for name, came in others:
        assert came == expected, name


@LAW
@given(report=reports(STOCK, amounts))
def test_a_report_of_stock_is_the_same_in_every_format(report, cans):
    [(_first, expected), *others] = alike(report, OF_STOCK)

    for name, came in others:
        assert came == expected, name


@LAW
@given(
    report=reports(STOCK, quantities),
    writer=some.sampled_from([as_csv, as_xlsx, as_852, as_invrpt]),
)
def test_posting_twice_is_posting_once_in_every_format(report, writer, cans):
    sender = Sender()
    content = writer(report, 1)
    first = sender.send(content)
    hold_every_line(sender, first)
    before = sender.facts()

    again = sender.send(content)
    # Other bytes that say the same: of EDI the interchange is known again, a table replaces its days.
    is_edi = writer in (as_852, as_invrpt)
    other = sender.send(content + b"\r\n") if is_edi else sender.send(as_csv(report, 2))

    assert again.pk == first.pk
    assert other.pk != first.pk
    assert sender.facts() == before
    if is_edi:
        assert fates(other) == (len(report), 0, 0, 0, len(report))


@LAW
@given(
    report=reports(SALES, amounts),
    others=reports(SALES, amounts),
    write=some.sampled_from([as_852, as_slsrpt]),
)
def test_an_interchange_twice_in_one_file_counts_once(report, others, write, cans):
    # Days of their own, so that the two interchanges do not speak of the same.
    later = [
        Told(one.day + timedelta(10), one.place, one.product, one.unit, one.said) for one in others
    ]
    first, second = write(report, 1), write(later, 2)
    once, twice = Sender(), Sender()
    once.send(first + second)

    document = twice.send(first + second + first)

    assert (document.lines_in, document.lines_duplicate) == (
        2 * len(report) + len(later),
        len(report),
    )
    hold_every_line(twice, document)
    assert twice.facts() == once.facts()


@LAW
@given(report=reports(SALES, amounts), data=some.data())
def test_lines_of_a_table_that_come_again_with_their_reference_count_once(report, data, cans):
    head, *rows = as_csv(report, 1).splitlines(keepends=True)
    again = data.draw(some.lists(some.sampled_from(rows), max_size=5))
    once, twice = Sender(), Sender()
    once.send(head + b"".join(rows))

    document = twice.send(head + b"".join(rows + again))

    assert fates(document)[0] == len(rows) + len(again)
    assert document.lines_duplicate == len(again)
    hold_every_line(twice, document)
    assert twice.facts() == once.facts()
