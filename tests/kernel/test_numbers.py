"""Numbers are written as each language writes them, and what is not known is never a nought."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.kernel import numbers
from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (999, "999", "999"),
        (4_800, "4,800", "4.8k"),
        (12_345, "1.23万", "12.3k"),
        (999_999, "100万", "1M"),
        (99_999_999, "1亿", "100M"),
        (440_000_000, "4.4亿", "440M"),
        (12_350_000, "1,235万", "12.4M"),
        (-440_000_000, "-4.4亿", "-440M"),
        (1_500_000_000_000, "1.5万亿", "1,500B"),
        (Decimal("0.125"), "0.13", "0.13"),
    ],
)
def test_a_number_is_shortened_in_steps_of_the_language(value, chinese, english):
    assert numbers.short_number(value, "zh-hans") == chinese
    assert numbers.short_number(value, "en") == english


def test_money_keeps_its_currency_short_and_in_full():
    revenue = Money(Decimal("440000000.5"), "CNY")

    assert numbers.short_in_words(revenue, "zh-hans") == "¥4.4亿"
    assert numbers.short_in_words(revenue, "en") == "CN¥440M"
    assert numbers.money_in_words(revenue, "zh-hans") == "¥440,000,000.50"
    assert numbers.money_in_words(Money(Decimal("-12.345"), "CNY"), "en") == "-CN¥12.34"
    assert numbers.short_in_words(Money(Decimal(-45000), "CNY"), "zh-hans") == "-¥4.5万"


def test_a_quantity_is_followed_by_its_unit():
    assert numbers.quantity_in_words(Quantity(Decimal("1250.000")), "en") == "1,250"
    assert numbers.quantity_in_words(Quantity(Decimal(1), "case"), "en") == "1 case"
    assert numbers.quantity_in_words(Quantity(Decimal(1250), "case"), "en") == "1,250 cases"
    assert numbers.quantity_in_words(Quantity(Decimal(1250), "case"), "zh-hans") == "1,250箱"
    assert numbers.quantity_in_words(Quantity(Decimal("2.5"), "kg"), "zh-hans") == "2.5 kg"


def test_percentages_and_changes_carry_their_sign():
    assert numbers.percent_in_words(Decimal("0.38"), "en") == "38%"
    assert numbers.percent_in_words(Decimal("0.38125"), "zh-hans") == "38.1%"
    assert numbers.change_in_words(Decimal("0.0534"), "en") == "+5.3%"
    assert numbers.change_in_words(Decimal("-0.0534"), "en") == "−5.3%"
    assert numbers.change_in_words(Decimal("0.0001"), "en") == "0%"
    assert numbers.points_in_words(Decimal("0.021"), "en") == "+2.1 points"
    assert numbers.points_in_words(Decimal("-0.021"), "zh-hans") == "−2.1个百分点"


def test_a_change_needs_both_sides_and_something_before():
    assert numbers.change_between(Decimal(110), Decimal(100)) == Decimal("0.1")
    assert numbers.change_between(Decimal(110), None) is None
    assert numbers.change_between(None, Decimal(100)) is None
    assert numbers.change_between(Decimal(110), Decimal(0)) is None


def test_a_change_of_shares_is_in_points():
    now = Share(Decimal(40), Decimal(100), Decimal(0))
    then = Share(Decimal(38), Decimal(80), Decimal(20))

    assert numbers.change_between(now, then) == Decimal("0.02")


def test_an_unknown_share_is_a_dash():
    assert numbers.short_in_words(Share(None, Decimal(0), Decimal(0)), "en") == "—"


def test_days_and_moments_are_written_in_the_order_of_the_language():
    assert numbers.day_in_words(date(2026, 5, 1), "en") == "1 May 2026"
    assert numbers.day_in_words(date(2026, 5, 1), "zh-hans") == "2026年5月1日"
    moment = datetime(2026, 5, 1, 14, 5, tzinfo=UTC)
    assert numbers.moment_in_words(moment, "en") == "1 May 2026, 14:05"
    assert numbers.moment_in_words(moment, "zh-hans") == "2026年5月1日 14:05"


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [(1, "1 day", "1天"), (12, "12 days", "12天"), (Decimal("3.25"), "3.3 days", "3.3天")],
)
def test_days_are_counted_in_words(days, english, chinese):
    assert numbers.days_in_words(days, "en") == english
    assert numbers.days_in_words(days, "zh-hans") == chinese


@pytest.mark.parametrize(
    ("label", "english", "chinese"),
    [
        ("2026", "2026", "2026年"),
        ("2026H1", "H1 2026", "2026年上半年"),
        ("2026H2", "H2 2026", "2026年下半年"),
        ("2026Q1", "Q1 2026", "2026年第一季度"),
        ("2026Q4", "Q4 2026", "2026年第四季度"),
        ("2026-05", "May 2026", "2026年5月"),
        ("2026W07", "week 7 of 2026", "2026年第7周"),
        ("2026-05-17", "17 May 2026", "2026年5月17日"),
        ("2026-05-17..2026-06-02", "17 May 2026 – 2 Jun 2026", "2026年5月17日至2026年6月2日"),
    ],
)
def test_a_period_has_its_usual_name(label, english, chinese):
    assert numbers.period_in_words(Period.parse(label), "en") == english
    assert numbers.period_in_words(Period.parse(label), "zh-hans") == chinese
