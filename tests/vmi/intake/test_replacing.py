"""A report that is sent again replaces what was said of its days before, and nothing else."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.tenancy import system_scope
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import posting_states, sold, sold_by_day
from vmi.actions.map_code import map_product_code
from vmi.actions.name_columns import name_columns
from vmi.actions.read_report import read_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.formats.shape import Reading
from vmi.models import Location
from vmi.rules.replacement import Spoken, covered_days, replacement
from vmi.rules.spans import Span, joined, without
from vmi.selectors.restatements import correction_of, restatement_of
from vmi.selectors.stock import stock_positions


def test_a_second_report_of_the_same_days_replaces_the_first(send, bo):
    first = send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,P1,S1,5,20"))
    second = send(lines("2026-03-01,P1,S1,6,20", "2026-03-02,P1,S1,7,20"))

    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(6), "2026-03-02": Decimal(7)}
    assert posting_states(first.pk) == ["superseded"]
    assert posting_states(second.pk) == ["current"]


def test_only_the_days_that_the_later_one_covers_are_replaced(send, bo):
    first = send(lines(*(f"2026-03-0{day},P1,S1,{day},20" for day in range(1, 6))))
    send(lines("2026-03-02,P1,S1,20,20", "2026-03-03,P1,S1,30,20"))

    assert sold_by_day(bo.scope) == {
        "2026-03-01": 1,
        "2026-03-02": 20,
        "2026-03-03": 30,
        "2026-03-04": 4,
        "2026-03-05": 5,
    }
    assert posting_states(first.pk) == ["current"]


def test_a_report_of_stock_alone_leaves_sales_standing(send, bo):
    send(lines("2026-03-01,P1,S1,5,20"))
    send("date,product code,store code,on hand\n2026-03-01,P1,S1,99\n")

    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(5)}
    [stock] = stock_positions(bo.scope, on_day=date(2026, 3, 2))
    assert stock.on_hand == 99


def test_a_report_that_posts_nothing_replaces_nothing(send, bo):
    send(lines("2026-03-01,P1,S1,5,20"))
    later = send(lines("2026-03-01,X9,S1,6,20"))

    assert later.state == "parked"
    assert sold(bo.scope) == 5


def test_lines_released_late_replace_then_and_give_way_to_what_came_after(
    send, bo, partner_a, catalogue
):
    send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,P1,S1,5,20"))
    second = send(lines("2026-03-01,X9,S1,6,20", "2026-03-02,X9,S1,6,20"))
    send(lines("2026-03-02,P2,S1,7,20"))
    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)

    release_parked_lines(bo.scope, partner_a.pk)

    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(6), "2026-03-02": Decimal(7)}
    assert posting_states(second.pk) == ["current", "current"]


def test_parked_lines_of_a_replaced_report_do_not_come_back(send, bo, partner_a, catalogue):
    first = send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,X9,S1,6,20"))
    send(lines("2026-03-01,P1,S1,9,20"))
    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)

    assert release_parked_lines(bo.scope, partner_a.pk) == 1

    assert sold(bo.scope) == 9
    assert posting_states(first.pk) == ["superseded", "superseded"]


def test_one_wrong_year_does_not_replace_what_lies_between(send, bo):
    send(lines(*(f"2024-0{month}-15,P1,S1,1,20" for month in range(1, 8))))
    send(lines("2021-03-01,P1,S1,9,20", "2026-03-01,P1,S1,9,20"))

    assert sold(bo.scope) == 7 + 18


def test_another_partner_keeps_its_days(send, bo, chen, partner_b, catalogue):
    with system_scope(reason="test set-up"):
        Location.objects.create(partner=partner_b, code="S1", name="B's store")
    send(lines("2026-03-01,P1,S1,5,20"))

    send(lines("2026-03-01,P1,S1,6,20"), scope=chen.scope, partner_id=partner_b.pk)

    assert sold(bo.scope) == 5
    assert sold(chen.scope) == 6


DAYS = st.integers(0, 60).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
SPANS = st.lists(
    st.tuples(DAYS, st.integers(0, 20)).map(
        lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
    ),
    min_size=1,
    max_size=4,
)
GROUPS = st.sampled_from([("flow",), ("stock",), ("flow", "stock")])
DOCUMENTS = st.lists(st.tuples(SPANS, GROUPS), min_size=1, max_size=5)


def days_of(spans) -> set[date]:
    return {
        span[0] + timedelta(days=step)
        for span in spans
        for step in range((span[1] - span[0]).days + 1)
    }


@given(DOCUMENTS)
def test_each_day_and_group_belongs_to_the_last_document_that_speaks_of_it(documents):
    spoken = [
        Spoken(number, tuple(joined(spans)), groups)
        for number, (spans, groups) in enumerate(documents)
    ]

    for number, document in enumerate(spoken):
        outcome = replacement(document, spoken[number + 1 :])
        for group in document.groups:
            given_up = [given.days for given in outcome.given if given.group == group]
            later = [other.days for other in spoken[number + 1 :] if group in other.groups]
            expected = days_of(document.days) & set().union(*map(days_of, later), set())
            assert days_of(given_up) == expected
            assert len(given_up) == len(set(given_up))
        left = any(
            days_of(document.days)
            - days_of(given.days for given in outcome.given if given.group == group)
            for group in document.groups
        )
        assert outcome.is_whole is (not left)


@given(SPANS, SPANS)
def test_spans_are_sets_of_days(left, right):
    assert days_of(joined(left)) == days_of(left)
    assert days_of(without(joined(left), joined(right))) == days_of(left) - days_of(right)


def test_gaps_of_a_month_are_bridged_and_longer_ones_are_not():
    ends = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]

    assert covered_days((day, day) for day in ends) == (Span(ends[0], ends[-1]),)
    assert covered_days([(ends[0], ends[0]), (date(2026, 3, 5), date(2026, 3, 5))]) == (
        Span(ends[0], ends[0]),
        Span(date(2026, 3, 5), date(2026, 3, 5)),
    )


def test_what_a_second_report_changed_is_told_exactly(send, bo):
    send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,P1,S2,4,9", "2026-03-02,P1,S1,5,20"))
    second = send(lines("2026-03-01,P1,S1,6,20", "2026-03-01,P2,S1,1,20"))

    found = restatement_of(bo.scope, second.pk)

    assert found is not None
    assert [document.pk for document in found.earlier] != [second.pk]
    assert found.days_changed == 3
    assert [(total.measure, total.before, total.now) for total in found.totals] == [
        ("sold", Decimal(9), Decimal(7))
    ]
    told = {(change.product.code, change.place.code, change.measure) for change in found.changes}
    assert told == {
        ("P1", "S1", "sold"),
        ("P1", "S2", "sold"),
        ("P1", "S2", "on_hand"),
        ("P2", "S1", "sold"),
        ("P2", "S1", "on_hand"),
    }
    assert [place.code for place in found.lost_places] == ["S2"]


def test_a_third_report_is_held_against_what_stood_before_it_and_no_more(send, bo):
    send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,P1,S1,5,20"))
    send(lines("2026-03-01,P1,S1,6,20"))
    third = send(lines("2026-03-01,P1,S1,7,20", "2026-03-02,P1,S1,5,20"))

    found = restatement_of(bo.scope, third.pk)

    assert found is not None
    assert [(change.day, change.before, change.now) for change in found.changes] == [
        (date(2026, 3, 1), Decimal(6), Decimal(7))
    ]
    assert [(total.before, total.now) for total in found.totals] == [(Decimal(11), Decimal(12))]
    assert (found.days_changed, found.lost_place_count) == (1, 0)


def test_stock_that_a_report_of_sales_is_silent_on_is_no_difference(send, bo):
    send(lines("2026-03-01,P1,S1,5,20"))
    later = send("date,product code,store code,units sold\n2026-03-01,P1,S1,5\n")

    found = restatement_of(bo.scope, later.pk)

    assert found is not None
    assert (found.days_changed, found.changes, found.totals) == (0, (), ())


def test_a_report_of_new_days_replaced_nothing(send, bo):
    send(lines("2026-03-01,P1,S1,5,20"))
    later = send(lines("2026-03-02,P1,S1,5,20"))

    assert restatement_of(bo.scope, later.pk) is None


def test_a_new_reading_of_a_report_is_held_against_the_reading_before(send, bo):
    document = send("date,sku,store code,units sold,counted\n2026-03-01,P1,S1,5,9\n")
    assert correction_of(bo.scope, document.pk) is None
    columns = {"day": "date", "product_code": "sku", "location_code": "store code"}
    for column in ("counted", "units sold", "counted"):
        name_columns(bo.scope, document.pk, Reading(columns={**columns, "sold": column}))
        read_report(bo.scope, document.pk)

    found = correction_of(bo.scope, document.pk)

    assert found is not None
    assert [(change.measure, change.before, change.now) for change in found.changes] == [
        ("sold", Decimal(5), Decimal(9))
    ]
    assert (found.days_changed, found.lost_place_count, found.earlier) == (1, 0, ())
    assert restatement_of(bo.scope, document.pk) is None
    assert posting_states(document.pk) == ["read_anew", "read_anew", "read_anew", "current"]
