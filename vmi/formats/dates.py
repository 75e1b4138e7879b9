"""Dates as people write them, into days and spans of days."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, get_args

from vmi.formats.shape import CellError, DateOrder

Span = tuple[date, date]

ORDERS: Final[tuple[DateOrder, ...]] = get_args(DateOrder)
LONGEST_DATE: Final = 64
FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2099

# Day 1 of a spreadsheet is 1900-01-01, and it believes in a 29 February 1900.
_SERIAL_START: Final = date(1899, 12, 30)

_TIME: Final = (
    r"(?:[T ] ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?(?:[AP]M)?"
    r" ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YEAR_FIRST: Final = re.compile(
    r"([0-9]{4}) ?([-/.年]) ?([0-9]{1,2}) ?(?:月|(?<!月)\2) ?([0-9]{1,2}) ?日?" + _TIME,
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})" + _TIME, re.IGNORECASE)
_THREE: Final = re.compile(
    r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})" + _TIME, re.IGNORECASE
)
_NAMED: Final = re.compile(
    r"(?:(?P<day>[0-9]{1,2})[-/. ]*(?P<name>[a-z]{3,9})[-/., ]*(?P<year>[0-9]{4}|[0-9]{2})"
    r"|(?P<name2>[a-z]{3,9})[-/. ]*(?P<day2>[0-9]{1,2}),? +(?P<year2>[0-9]{4}))" + _TIME,
    re.IGNORECASE,
)
_WEEK: Final = re.compile(r"([0-9]{4})[- ]?(?:W|年第) ?([0-9]{1,2}) ?周?", re.IGNORECASE)
_MONTH: Final = re.compile(r"([0-9]{4})(?:[-/]|年)([0-9]{1,2})月?")
_SERIAL: Final = re.compile(r"([2-7][0-9]{4})(?:\.[0-9]+)?")
_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)


def parse_span(text: str, order: DateOrder) -> Span | None:
    """First and last day of what `text` says: a day, an ISO week or a month; None when it is blank.

    A year of four digits in front, a compact 20261105, a named month and a spreadsheet's serial
    number need no order. A time of day is dropped: the day stays as it was written.
    """
    tidy = _tidy(text)
    if tidy in {"", "-"}:
        return None
    if len(tidy) > LONGEST_DATE:
        raise CellError("bad_date")
    try:
        span = _without_order(tidy) or _with_order(tidy, order)
    except ValueError as problem:
        raise CellError("bad_date") from problem
    if span is None or not FIRST_YEAR <= span[0].year <= span[1].year <= LAST_YEAR:
        raise CellError("bad_date")
    return span


def find_date_order(
    texts: Iterable[str], *, is_whole: bool
) -> tuple[DateOrder | None, tuple[DateOrder, ...], tuple[str, ...]]:
    """The order that all texts share, else None; the orders left, and some texts they were left by.

    Texts that need no order, and texts that are a date in no order, have no voice. When several
    orders read every text, the order is open, unless they agree on each date and there are no more texts
    (`is_whole`). When no single order reads them all, the file contradicts itself: it is open as well.
    """
    readings = {text: found for text in texts if (found := _by_order(_tidy(text)))}
    if not readings:
        return "YMD", (), ()
    left = tuple(order for order in ORDERS if all(order in found for found in readings.values()))
    if len(left) == 1:
        return left[0], left, ()
    if left and is_whole and all(len(set(found.values())) == 1 for found in readings.values()):
        return left[0], left, ()
    return None, left or ORDERS, tuple(readings)[:3]


def _by_order(tidy: str) -> dict[DateOrder, date]:
    found: dict[DateOrder, date] = {}
    if _is_orderless(tidy):
        return found
    for order in ORDERS:
        try:
            span = _with_order(tidy, order)
        except ValueError:
            continue
        if span and FIRST_YEAR <= span[0].year <= LAST_YEAR:
            found[order] = span[0]
    return found


def _is_orderless(tidy: str) -> bool:
    try:
        return _without_order(tidy) is not None
    except ValueError:
        return True


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _one(day: date) -> Span:
    return day, day


def _without_order(tidy: str) -> Span | None:
    if m := _YEAR_FIRST.fullmatch(tidy):
        return _one(date(int(m[1]), int(m[3]), int(m[4])))
    if m := _COMPACT.fullmatch(tidy):
        return _one(date(int(m[1]), int(m[2]), int(m[3])))
    if m := _SERIAL.fullmatch(tidy):
        return _one(_SERIAL_START + timedelta(days=int(m[1])))
    return _span_of_notation(tidy) or _named(tidy)


def _span_of_notation(tidy: str) -> Span | None:
    if m := _WEEK.fullmatch(tidy):
        monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
        return monday, monday + timedelta(days=6)
    if m := _MONTH.fullmatch(tidy):
        first = date(int(m[1]), int(m[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return None


def _named(tidy: str) -> Span | None:
    m = _NAMED.fullmatch(tidy)
    if not m:
        return None
    name = (m["name"] or m["name2"]).casefold()
    months = [number for number, full in enumerate(_MONTH_NAMES, 1) if full.startswith(name)]
    if len(months) != 1:
        return None
    return _one(date(_year(m["year"] or m["year2"]), months[0], int(m["day"] or m["day2"])))


def _with_order(tidy: str, order: DateOrder) -> Span | None:
    m = _THREE.fullmatch(tidy)
    if not m:
        return None
    first, second, third = m[1], m[3], m[4]
    if order == "YMD":
        # 26/11/05; a year of four digits stands at the other end here.
        if len(third) == 4 or len(first) != 2:
            return None
        return _one(date(_year(first), int(second), int(third)))
    day, month = (first, second) if order == "DMY" else (second, first)
    return _one(date(_year(third), int(month), int(day)))


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
