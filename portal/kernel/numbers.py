"""Numbers, money, dates and periods in words of each language, for pages, PDF and exports alike."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share

Value = Money | Quantity | Share | Decimal | int

UNKNOWN = "—"
MINUS = "−"

# Steps of a shortened number, least first: what one of it is worth, and its sign.
_STEPS = {
    "zh": ((0, ""), (4, "万"), (8, "亿"), (12, "万亿")),
    "en": ((0, ""), (3, "k"), (6, "M"), (9, "B")),
}
# What stands behind a quantity: one, several, Chinese. "each" needs no word: the label says what is counted.
_UNIT_WORDS = {
    "each": ("", "", ""),
    "case": (" case", " cases", "箱"),
    "layer": (" layer", " layers", "层"),
    "pallet": (" pallet", " pallets", "托盘"),
    "truck": (" truck", " trucks", "车"),
}


def locale_of(language: str) -> str:
    """Babel's name for a language of the portal; British English, since it writes the day before the month."""
    return "zh_Hans_CN" if language.startswith("zh") else "en_GB"


def _family(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"


def amount_of(value: Value | None) -> Decimal | None:
    """The bare number inside a kernel value; None when it is not known."""
    match value:
        case None:
            return None
        case Money():
            return value.amount
        case Quantity() | Share():
            return value.value
        case _:
            return Decimal(value)


def number_in_words(value: Decimal | int, language: str, *, places: int = 3) -> str:
    """A grouped number with at most `places` decimals: 1,234.5."""
    pattern = "#,##0" + ("." + "#" * places if places else "")
    return format_decimal(value, format=pattern, locale=locale_of(language))


def money_in_words(value: Money, language: str) -> str:
    """An amount in its currency's own places: ¥1,234.50."""
    rounded = value.rounded()
    return str(format_currency(rounded.amount, rounded.currency, locale=locale_of(language)))


def unit_word(unit: str, count: Decimal, language: str) -> str:
    """The word that follows a count of `unit`, with the space it needs; unknown units are written as they are."""
    one, several, chinese = _UNIT_WORDS.get(unit, (f" {unit}", f" {unit}", f" {unit}"))
    if _family(language) == "zh":
        return chinese
    return one if abs(count) == 1 else several


def quantity_in_words(value: Quantity, language: str) -> str:
    """A quantity with its unit: 1,250 cases, 1,250箱."""
    return number_in_words(value.value, language) + unit_word(value.unit, value.value, language)


def _three_figures(value: Decimal) -> Decimal:
    places = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def short_number(value: Decimal | int, language: str) -> str:
    """About three figures and a step: 4.4亿 in Chinese, 440M in English.

    A value that rounds up to the next step takes that step: 999,999 is 1M, never 1,000k.
    """
    exact, steps = Decimal(value), _STEPS[_family(language)]
    for (power, sign), (next_power, _) in pairwise(steps):
        shortened = _three_figures(exact.scaleb(-power))
        if abs(shortened) < Decimal(10) ** (next_power - power):
            return number_in_words(shortened, language, places=2) + sign
    power, sign = steps[-1]
    return number_in_words(_three_figures(exact.scaleb(-power)), language, places=2) + sign


def short_in_words(value: Value, language: str) -> str:
    """A kernel value shortened, with its currency or unit; a share as a percentage; unknown as a dash."""
    amount = amount_of(value)
    if amount is None:
        return UNKNOWN
    match value:
        case Money():
            sign = "-" if amount < 0 else ""
            symbol = get_currency_symbol(value.currency, locale=locale_of(language))
            return f"{sign}{symbol}{short_number(abs(amount), language)}"
        case Quantity():
            return short_number(amount, language) + unit_word(value.unit, amount, language)
        case Share():
            return percent_in_words(amount, language)
        case _:
            return short_number(amount, language)


def exact_in_words(value: Value, language: str) -> str:
    """A kernel value in full."""
    match value:
        case Money():
            return money_in_words(value, language)
        case Quantity():
            return quantity_in_words(value, language)
        case Share():
            return UNKNOWN if value.value is None else percent_in_words(value.value, language)
        case _:
            return number_in_words(Decimal(value), language)


def percent_in_words(ratio: Decimal, language: str, *, places: int = 1) -> str:
    """0.3812 as 38.1%; a round one without the nought: 38%."""
    pattern = "#,##0" + ("." + "#" * places if places else "") + "%"
    return format_percent(_half_up(ratio, places + 2), format=pattern, locale=locale_of(language))


def change_in_words(ratio: Decimal, language: str) -> str:
    """A change with its sign: +5.3%, −5.3%, 0%."""
    rounded = _half_up(ratio, 3)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return sign + percent_in_words(abs(rounded), language)


def _half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def change_between(value: Value | None, before: Value | None) -> Decimal | None:
    """How much `value` differs from `before`, as a part of it; a share's change is in points.

    None when either is unknown or there was nothing before: no number says "from nothing".
    """
    now, then = amount_of(value), amount_of(before)
    if now is None or then is None:
        return None
    if isinstance(value, Share):
        return now - then
    return None if then == 0 else (now - then) / abs(then)


def points_in_words(difference: Decimal, language: str) -> str:
    """A difference of two shares: +2.1 points, +2.1个百分点."""
    rounded = _half_up(difference * 100, 1)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    word = "个百分点" if _family(language) == "zh" else " point" if abs(rounded) == 1 else " points"
    return sign + number_in_words(abs(rounded), language, places=1) + word


def day_in_words(day: date, language: str) -> str:
    """2026年5月1日, 1 May 2026."""
    pattern = "y年M月d日" if _family(language) == "zh" else "d MMM y"
    return format_date(day, pattern, locale=locale_of(language))


def moment_in_words(moment: datetime, language: str) -> str:
    """A moment to the minute, in the time zone it carries: 2026年5月1日 14:05, 1 May 2026, 14:05."""
    pattern = "y年M月d日 HH:mm" if _family(language) == "zh" else "d MMM y, HH:mm"
    return format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=locale_of(language))


def days_in_words(days: Decimal | int, language: str) -> str:
    """12 days, 12天; one decimal under ten."""
    exact = Decimal(days)
    shown = _half_up(exact, 1 if abs(exact) < 10 else 0)
    word = "天" if _family(language) == "zh" else " day" if abs(shown) == 1 else " days"
    return number_in_words(shown, language, places=1) + word


def _week(period: Period) -> tuple[str, str]:
    year, week, _ = period.first_day.isocalendar()
    return f"week {week} of {year}", f"{year}年第{week}周"


# How a period's label tells its kind, and how each kind is written: English, Chinese.
_PERIOD_WORDS: dict[str, Callable[[Period], tuple[str, str]]] = {
    "year": lambda period: (f"{period.first_day.year}", f"{period.first_day.year}年"),
    "half": lambda period: (
        f"H{(period.first_day.month + 5) // 6} {period.first_day.year}",
        f"{period.first_day.year}年{'上' if period.first_day.month == 1 else '下'}半年",
    ),
    "quarter": lambda period: (
        f"Q{(period.first_day.month + 2) // 3} {period.first_day.year}",
        f"{period.first_day.year}年第{'一二三四'[period.first_day.month // 3]}季度",
    ),
    "week": _week,
    "month": lambda period: (
        format_date(period.first_day, "MMMM y", locale="en_GB"),
        f"{period.first_day.year}年{period.first_day.month}月",
    ),
    "day": lambda period: (
        day_in_words(period.first_day, "en"),
        day_in_words(period.first_day, "zh-hans"),
    ),
}


def _kind_of(label: str) -> str:
    for mark, kind in (("..", "span"), ("H", "half"), ("Q", "quarter"), ("W", "week")):
        if mark in label:
            return kind
    return {4: "year", 7: "month"}.get(len(label), "day")


def period_in_words(period: Period, language: str) -> str:
    """The shortest usual name of a period: H1 2026, 2026年上半年; else its two days."""
    kind = _kind_of(period.label)
    if kind != "span":
        english, chinese = _PERIOD_WORDS[kind](period)
        return chinese if _family(language) == "zh" else english
    first, last = (day_in_words(day, language) for day in (period.first_day, period.last_day))
    return f"{first}至{last}" if _family(language) == "zh" else f"{first} – {last}"
