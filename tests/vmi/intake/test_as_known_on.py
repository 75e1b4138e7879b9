"""What was known at a past moment can be asked again, and what was read in which order makes no difference."""

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.models import Partner, PartnerKind
from accounts.tenancy import Scope, active, system_scope
from portal.kernel.clock import now
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import EVER, posting_states, sold, sold_by_day
from vmi.actions.map_code import map_product_code
from vmi.actions.name_columns import name_columns
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.formats.shape import Reading
from vmi.models import Location, Product, ReportDocument
from vmi.selectors.scopes import scope_for_work
from vmi.selectors.sell_through import Dimension, sell_through
from vmi.selectors.stock import stock_positions

FIRST = date(2026, 3, 1)
LAW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers = itertools.count(1)


def told(scope: Scope, as_known_on: datetime | None = None) -> tuple[Any, ...]:
    """Everything that sell-through and stock say, by product, place and day."""
    by = (Dimension.PRODUCT, Dimension.LOCATION, Dimension.DAY)
    sales = sell_through(scope, period=EVER, group_by=by, as_known_on=as_known_on)
    stock = stock_positions(scope, on_day=date(2026, 4, 30), as_known_on=as_known_on)
    return (
        tuple((row.labels, row.figures.sold, row.figures.returned) for row in sales),
        tuple(row.position for row in stock),
    )


@dataclass
class Story:
    """One partner of its own, what it sends, and what was known after each step."""

    catalogue: dict[str, Product]
    partner: Partner = field(init=False)
    received: list[int] = field(default_factory=list)
    answers: list[tuple[datetime, tuple[Any, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        code = f"K{next(_numbers)}"
        with system_scope(reason="test set-up"):
            self.partner = Partner.objects.create(code=code, name=code, kind=PartnerKind.RETAILER)
            for place in ("S1", "S2"):
                Location.objects.create(partner=self.partner, code=place, name=place)

    @property
    def scope(self) -> Scope:
        return scope_for_work(self.partner.pk, "tell a story")

    def receive(self, content: str) -> int:
        receipt = receive_report(
            self.scope,
            self.partner.pk,
            io.BytesIO(content.encode()),
            filename="r.csv",
            door="upload",
        )
        self.received.append(receipt.document_id)
        return receipt.document_id

    def read(self, document_id: int) -> None:
        read_report(self.scope, document_id)

    def read_anew(self, document_id: int, sold_column: str) -> None:
        columns = {"day": "date", "product_code": "product code", "location_code": "store code"}
        reading = Reading(columns={**columns, "sold": sold_column, "on_hand": "on hand"})
        name_columns(self.scope, document_id, reading)
        self.read(document_id)

    def map(self, code: str) -> None:
        map_product_code(self.scope, self.partner.pk, code, self.catalogue["P3"].pk)
        release_parked_lines(self.scope, self.partner.pk)

    def remember(self) -> None:
        self.answers.append((now(), told(self.scope)))


def report(first: int, days: int, base: int, *, measures: str = "both") -> str:
    """Days of two products and an unknown one at two places; `base` makes the figures others."""
    head = "date,product code,store code,units sold,counted,on hand\n"
    rows = []
    for step in range(days):
        day = FIRST + timedelta(days=first + step)
        for number, code in enumerate(("P1", "X7", "X9")):
            place = "S1" if (step + number) % 2 else "S2"
            sales = str(base + step) if measures != "stock" else ""
            stock = str(100 + base + number) if measures != "flow" else ""
            rows.append(f"{day},{code},{place},{sales},{base + 40 + step},{stock}\n")
    return head + "".join(rows)


REPORTS = some.tuples(
    some.integers(0, 6),
    some.integers(1, 5),
    some.integers(1, 30),
    some.sampled_from(["both", "flow", "stock"]),
)
STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("post"), REPORTS),
        some.tuples(some.just("receive"), REPORTS),
        some.tuples(some.just("read late"), some.integers(0, 9)),
        some.tuples(some.just("read anew"), some.integers(0, 9)),
        some.tuples(some.just("map"), some.sampled_from(["X7", "X9"])),
    ),
    min_size=4,
    max_size=8,
)


def tell(story: Story, steps: list[tuple[str, Any]]) -> Iterator[None]:
    """Play the steps, and stop after each."""
    late: list[int] = []
    for what, detail in steps:
        if what in {"post", "receive"}:
            first, days, base, measures = detail
            document_id = story.receive(report(first, days, base, measures=measures))
            if what == "post":
                story.read(document_id)
            else:
                late.append(document_id)
        elif what == "map":
            story.map(detail)
        elif what == "read late" and late:
            story.read(late.pop(detail % len(late)))
        elif what == "read anew" and story.received:
            column = "counted" if detail % 2 else "units sold"
            story.read_anew(story.received[detail % len(story.received)], column)
        yield


@pytest.mark.slow
@LAW
@given(steps=STEPS)
def test_every_answer_ever_given_is_given_again_as_known_on_its_moment(steps, catalogue):
    story = Story(catalogue)
    story.remember()

    for _ in tell(story, steps):
        story.remember()

    for moment, answer in story.answers:
        assert told(story.scope, moment) == answer


def tell_in_order(
    story: Story, reports: list[tuple[Any, ...]], order: list[int], mapped_after: int
) -> tuple[Any, ...]:
    """Receive the reports in their order, read them in another, and say in between what X9 means."""
    ids = [story.receive(report(*each[:3], measures=each[3])) for each in reports]
    for step, number in enumerate(order):
        if step == mapped_after:
            story.map("X9")
        story.read(ids[number])
    story.map("X7")
    story.map("X9")
    sales, stock = told(story.scope)
    plain = tuple(
        (labels[0].code, labels[1].code, labels[2].text, *figures) for labels, *figures in sales
    )
    # Places have ids of their own in each story, and no two stories have the same partner.
    with active(story.scope):
        places = dict(Location.objects.values_list("pk", "code"))
    shelves = {
        (position.product_id, places[position.location_id], position.on_hand, position.sold)
        for position in stock
    }
    return plain, shelves


@pytest.mark.slow
@LAW
@given(
    reports=some.lists(REPORTS, min_size=3, max_size=4, unique=True).flatmap(
        lambda reports: some.tuples(some.just(reports), some.permutations(range(len(reports))))
    ),
    mapped_after=some.integers(0, 3),
)
def test_any_order_of_reading_and_releasing_gives_the_same_facts(reports, mapped_after, catalogue):
    sent, order = reports

    expected = tell_in_order(Story(catalogue), sent, list(range(len(sent))), 9)

    assert tell_in_order(Story(catalogue), sent, order, mapped_after) == expected


def test_a_month_sent_three_times_ends_as_the_third_says_and_each_state_can_be_asked(send, bo):
    march = [f"2026-03-{day:02}" for day in range(1, 32)]
    send(lines(*(f"{day},P1,S1,10,50" for day in march)))
    after_first = now()
    send(lines(*(f"{day},P1,S1,{12 if day < '2026-03-11' else 10},50" for day in march)))
    after_second = now()
    third = send(lines(*(f"{day},P1,S1,11,50" for day in march[:20])))

    assert third.lines_posted == 20
    assert sold(bo.scope) == 20 * 11 + 11 * 10
    [then] = sell_through(bo.scope, period=EVER, as_known_on=after_first)
    [later] = sell_through(bo.scope, period=EVER, as_known_on=after_second)
    assert [then.sold, later.sold] == [310, 10 * 12 + 21 * 10]
    assert sell_through(bo.scope, period=EVER, as_known_on=now() - timedelta(days=1)) == ()


def test_posting_the_same_bytes_twice_is_posting_once(send, bo):
    content = lines("2026-03-01,P1,S1,5,20", "2026-03-01,X9,S1,5,20")
    first = send(content)
    before = told(bo.scope)

    assert send(content).pk == first.pk
    assert told(bo.scope) == before
    assert posting_states(first.pk) == ["current"]
    with active(bo.scope):
        assert ReportDocument.objects.count() == 1


def test_a_replaced_report_that_is_read_anew_and_gives_days_back_is_known_on_each_moment(send, bo):
    send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,P1,S1,6,20"))
    second = send("date,other,product code,store code,sold\n2026-03-01,2026-03-05,P1,S1,9\n")
    replaced_at = now()
    columns = {"day": "other", "product_code": "product code", "location_code": "store code"}

    name_columns(bo.scope, second.pk, Reading(columns={**columns, "sold": "sold"}))
    read_report(bo.scope, second.pk)

    assert sold_by_day(bo.scope) == {"2026-03-01": 5, "2026-03-02": 6, "2026-03-05": 9}
    by_day = sell_through(bo.scope, period=EVER, group_by=(Dimension.DAY,), as_known_on=replaced_at)
    assert {row.labels[0].text: row.sold for row in by_day} == {"2026-03-01": 9, "2026-03-02": 6}
    assert posting_states(second.pk) == ["read_anew", "current"]


@pytest.mark.usefixtures("catalogue")
def test_another_partners_past_is_not_told(send, bo, chen):
    send(lines("2026-03-01,P1,S1,5,20"))

    assert told(chen.scope, now()) == ((), ())


def test_everything_that_a_report_changes_changes_at_one_moment(send, bo):
    send(lines("2026-03-01,P1,S1,5,20"))
    second = send(lines("2026-03-01,P1,S1,6,20"))

    with active(bo.scope):
        changed_at = second.postings.get().current_at
    just_before = changed_at - timedelta(microseconds=1)

    assert [
        sell_through(bo.scope, period=EVER, as_known_on=at)[0].sold
        for at in (just_before, changed_at)
    ] == [5, 6]
