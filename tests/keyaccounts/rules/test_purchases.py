from datetime import date
from decimal import Decimal

from keyaccounts.rules.purchases import (
    Bought,
    MixPart,
    Step,
    bought_in,
    category_mix,
    largest_month,
    series,
    step_of,
)
from portal.kernel.period import Period

TODAY = date(2026, 5, 17)
DAILY = {
    date(2025, 5, 10): Decimal(40),
    date(2025, 5, 20): Decimal(60),
    date(2025, 12, 1): Decimal(500),
    date(2026, 4, 1): Decimal(70),
    date(2026, 5, 2): Decimal(30),
    date(2026, 5, 17): Decimal(20),
}


def test_the_running_month_meets_the_year_before_up_to_the_same_day():
    bought = bought_in(DAILY, Step.MONTH, TODAY, today=TODAY, on_record_since=min(DAILY))

    assert bought == Bought(Period.parse("2026-05"), TODAY, Decimal(50), Decimal(40))
    assert bought.is_partial


def test_a_finished_month_meets_the_whole_month():
    bought = bought_in(DAILY, Step.MONTH, date(2026, 4, 3), today=TODAY, on_record_since=min(DAILY))

    assert (bought.value, bought.is_partial) == (Decimal(70), False)


def test_before_the_first_record_nothing_is_known_rather_than_zero():
    bought = bought_in(DAILY, Step.MONTH, date(2026, 4, 3), today=TODAY, on_record_since=min(DAILY))

    assert bought.before is None


def test_a_week_meets_the_week_fifty_two_before_monday_with_monday():
    assert step_of(Step.WEEK, TODAY) == Period(date(2026, 5, 11), date(2026, 5, 17))
    daily = {
        date(2025, 5, 12): Decimal(1),
        date(2025, 5, 18): Decimal(2),
        date(2025, 5, 19): Decimal(4),
    }

    bought = bought_in(daily, Step.WEEK, TODAY, today=TODAY, on_record_since=min(daily))

    assert bought.before == 3


def test_a_series_ends_with_the_running_step():
    months = series(DAILY, Step.MONTH, today=TODAY, count=3)

    assert [month.period.label for month in months] == ["2026-03", "2026-04", "2026-05"]
    assert [month.value for month in months] == [0, 70, 50]


def test_the_largest_month_is_the_one_with_the_most():
    months = series(DAILY, Step.MONTH, today=TODAY, count=12)

    largest = largest_month(months)

    assert largest is not None
    assert (largest.period.label, largest.value) == ("2025-12", Decimal(500))
    assert largest_month(series({}, Step.MONTH, today=TODAY, count=12)) is None


def test_a_mix_keeps_the_largest_and_adds_up_the_rest():
    amounts = [
        ("Paint", Decimal(60), Decimal(50)),
        ("Insecticide", Decimal(30), Decimal(20)),
        ("Food", Decimal(6), Decimal(0)),
        ("Car care", Decimal(4), Decimal(1)),
    ]

    assert category_mix(amounts, most=3) == (
        MixPart("Paint", Decimal(60), Decimal(50), Decimal("0.6")),
        MixPart("Insecticide", Decimal(30), Decimal(20), Decimal("0.3")),
        MixPart("", Decimal(10), Decimal(1), Decimal("0.1")),
    )
