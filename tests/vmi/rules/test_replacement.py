"""Which days of an earlier document give way to which later one."""

from datetime import date

from vmi.rules.replacement import Given, Spoken, covered_days, replacement
from vmi.rules.spans import Span

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
WEEK = Span(date(2026, 3, 9), date(2026, 3, 15))


def spoken(document_id, *days, groups=("flow",)):
    return Spoken(document_id, days, groups)


def test_the_same_period_again_replaces_the_whole():
    found = replacement(spoken(1, MARCH), [spoken(2, MARCH)])

    assert found.given == (Given(2, "flow", MARCH),)
    assert found.is_whole


def test_a_week_takes_its_days_out_of_a_month():
    found = replacement(spoken(1, MARCH), [spoken(2, WEEK)])

    assert found.given == (Given(2, "flow", WEEK),)
    assert not found.is_whole


def test_each_day_goes_to_the_first_later_document_only():
    found = replacement(spoken(1, MARCH), [spoken(2, WEEK), spoken(3, MARCH)])

    assert found.given == (
        Given(2, "flow", WEEK),
        Given(3, "flow", Span(date(2026, 3, 1), date(2026, 3, 8))),
        Given(3, "flow", Span(date(2026, 3, 16), date(2026, 3, 31))),
    )
    assert found.is_whole


def test_a_stock_report_takes_nothing_from_sales():
    earlier = spoken(1, MARCH, groups=("flow", "stock"))

    found = replacement(earlier, [spoken(2, MARCH, groups=("stock",))])

    assert found.given == (Given(2, "stock", MARCH),)
    assert not found.is_whole


def test_one_wrong_year_does_not_speak_of_the_days_between():
    found = covered_days(
        [(date(2026, 3, 1), date(2026, 3, 31)), (date(2024, 3, 5), date(2024, 3, 5))]
    )

    assert found == (Span(date(2024, 3, 5), date(2024, 3, 5)), MARCH)
