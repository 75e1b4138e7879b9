"""Filters write values in the page's language, exact and short, and say what is not known."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share

UNKNOWN = '<span class="unknown"><span aria-hidden="true">—</span><span class="visually-hidden">{word}</span></span>'
CANS = Quantity(Decimal(440_000_000))


def written(filters: str, value: object, language: str) -> str:
    with translation.override(language):
        return Template("{{ value|" + filters + " }}").render(Context({"value": value}))


def test_short_is_440_million_in_both_languages_with_the_exact_value_behind():
    chinese = '<data class="short" value="440000000" title="440,000,000">4.4亿</data>'
    english = '<data class="short" value="440000000" title="440,000,000">440M</data>'

    assert written("short", CANS, "zh-hans") == chinese
    assert written("short", CANS, "en") == english
    assert written('short:"plain"', CANS, "zh-hans") == "4.4亿"


def test_short_money_keeps_its_cents_behind():
    revenue = Money(Decimal("186400000.55"), "CNY")

    assert (
        written("short", revenue, "zh-hans")
        == '<data class="short" value="186400000.55" title="¥186,400,000.55">¥1.86亿</data>'
    )


@pytest.mark.parametrize(
    "name", ["money", "quantity", "short", "share", "percent", "change", "day", "days", "period"]
)
def test_what_is_not_known_is_a_dash_and_a_word_never_a_nought(name):
    assert written(name, None, "en") == UNKNOWN.format(word="not known")
    assert written(name, None, "zh-hans") == UNKNOWN.format(word="未知")
    assert written(f'{name}:"plain"', None, "en") == "—"


def test_a_share_of_an_unknown_whole_is_not_known():
    nothing = Share(None, Decimal(0), Decimal(0))

    assert written("share", nothing, "en") == UNKNOWN.format(word="not known")
    assert written("short", nothing, "en") == UNKNOWN.format(word="not known")


def test_a_share_says_how_much_of_the_demand_is_known():
    share = Share(Decimal(38), Decimal(72), Decimal(28))

    assert written("share", share, "en") == "38% (72% of demand known)"
    assert written("share", share, "zh-hans") == "38%（需求已知72%）"
    assert (
        written("share", Share(Decimal(1), Decimal(2), Decimal(0)), "en")
        == "50% (demand known in full)"
    )


def test_money_and_quantity_are_written_in_full():
    assert written("money", Money(Decimal("1234.5"), "CNY"), "zh-hans") == "¥1,234.50"
    assert written("money", Decimal("1234.5"), "en") == "CN¥1,234.50"
    assert written("money", Decimal(0), "en") == "CN¥0.00"
    assert written("quantity", Quantity(Decimal(1250), "case"), "zh-hans") == "1,250箱"
    assert written("quantity", Decimal(1250), "en") == "1,250"


def test_days_periods_and_percentages():
    assert (
        written("day", date(2026, 5, 17), "zh-hans")
        == '<time datetime="2026-05-17">2026年5月17日</time>'
    )
    assert written('day:"plain"', date(2026, 5, 17), "en") == "17 May 2026"
    assert written("days", Decimal("2.5"), "en") == "2.5 days"
    assert written("period", Period.parse("2026H1"), "zh-hans") == "2026年上半年"
    assert written("period", "2026H1", "en") == "H1 2026"
    assert written("percent", Decimal("0.381"), "en") == "38.1%"
    assert written("change", Decimal("-0.05"), "zh-hans") == "−5%"


def test_a_moment_is_told_in_the_time_of_the_portal(settings):
    settings.TIME_ZONE = "Asia/Shanghai"

    moment = datetime(2026, 5, 17, 1, 30, tzinfo=UTC)

    assert (
        written("day", moment, "en")
        == '<time datetime="2026-05-17T09:30+08:00">17 May 2026, 09:30</time>'
    )
