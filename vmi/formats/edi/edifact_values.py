"""Dates, numbers, places and items as EDIFACT writes them."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from stdnum import ean

from vmi.formats.dates import FIRST_YEAR, LAST_YEAR
from vmi.formats.edi.building import Item, Place
from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.edifact_elements import NUMBER
from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.numbers import settle
from vmi.formats.shape import QUANTITY_PLACES, VALUE_PLACES, CellError

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_LONGEST_NUMBER: Final = 35
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class Span(NamedTuple):
    """First and last day; `is_range` when both were said, so that a day stands for no more than itself."""

    first: date
    last: date
    is_range: bool = False


# 2379: how a day, or what is longer, is written. Times of day are dropped, the day stays as written.
_DAY_FORMATS: Final = """
    2=DDMMYY 3=MMDDYY 4=DDMMCCYY 5=DDMMCCYY 101=YYMMDD 102=CCYYMMDD 103=YYWWD 105=YYJJJ 201=YYMMDD
    202=YYMMDD 203=CCYYMMDD 204=CCYYMMDD 205=CCYYMMDD 301=YYMMDD 302=YYMMDD 303=CCYYMMDD 304=CCYYMMDD
    602=CCYY 608=CCYYQ 609=YYMM 610=CCYYMM 615=YYWW 616=CCYYWW
"""
# Two days or more, written one after the other; the guides show them with and without a hyphen.
_RANGE_FORMATS: Final = """
    710=CCYYMM 711=CCYYMMDD 713=YYMMDD 715=YYWW 716=CCYYWW 717=YYMMDD 718=CCYYMMDD 719=CCYYMMDD
"""
# How many signs of time and zone follow, at most.
_TIMES: Final = "5=4 201=4 202=6 203=4 204=6 205=9 301=7 302=9 303=7 304=9 713=4 719=4"


def _table(words: str) -> dict[str, str]:
    return {key: value for key, _sign, value in (one.partition("=") for one in words.split())}


_DAYS: Final = _table(_DAY_FORMATS)
_RANGES: Final = _table(_RANGE_FORMATS)
_TIME_SIGNS: Final = _table(_TIMES)
# What a date without a format must be, by its length.
_BY_LENGTH: Final = {6: "101", 8: "102", 12: "203", 14: "204", 16: "718", 17: "718"}


@lru_cache(maxsize=4096)
def span_of(text: str, form: str) -> Span:
    """The days of DTM 2380 in the format 2379; raises CellError("bad_date").

    Weeks are those of ISO 8601, from Monday. A year of two digits is of this century from 2000 on.
    """
    form = form or _BY_LENGTH.get(len(text), "")
    try:
        if form in _RANGES:
            return _range(text, _RANGES[form], int(_TIME_SIGNS.get(form, 0)))
        if form in _DAYS:
            return _span(text, _DAYS[form], int(_TIME_SIGNS.get(form, 0)))
    except ValueError as problem:
        raise CellError("bad_date") from problem
    raise CellError("bad_date")


def _range(text: str, pattern: str, time_signs: int) -> Span:
    digits = text.replace("-", "", 1)
    half = len(pattern) + time_signs
    if len(digits) != half * 2:
        raise CellError("bad_date")
    first = _span(digits[:half], pattern, time_signs)
    last = _span(digits[half:], pattern, time_signs)
    return Span(first.first, last.last, is_range=True)


def _span(text: str, pattern: str, time_signs: int) -> Span:
    body = text[: len(pattern)]
    rest = text[len(pattern) :]
    # A zone is written as letters; a time without minutes or with seconds more is no matter.
    if not (body.isascii() and body.isdecimal()) or len(body) != len(pattern):
        raise CellError("bad_date")
    if (rest and not time_signs) or len(rest) > time_signs + 3:
        raise CellError("bad_date")
    found: dict[str, int] = {}
    for sign in "CYMDWJQ":
        digits = "".join(digit for digit, one in zip(body, pattern, strict=True) if one == sign)
        if digits:
            found[sign] = int(digits)
    year = found["Y"] + (found["C"] * 100 if "C" in found else 2000)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("bad_date")
    return _of_parts(year, found)


def _of_parts(year: int, found: Mapping[str, int]) -> Span:
    if "W" in found:
        monday = date.fromisocalendar(year, found["W"], found.get("D", 1))
        return Span(monday, monday) if "D" in found else Span(monday, monday + timedelta(6), True)
    if "J" in found:
        day = date(year, 1, 1) + timedelta(found["J"] - 1)
        if day.year != year:
            raise CellError("bad_date")
        return Span(day, day)
    if "D" in found:
        day = date(year, found["M"], found["D"])
        return Span(day, day)
    first = found["Q"] * 3 - 2 if "Q" in found else found.get("M", 1)
    length = 3 if "Q" in found else 1 if "M" in found else 12
    return _months(year, first, first + length - 1)


def _months(year: int, first: int, last: int) -> Span:
    if not 1 <= first <= last <= 12:
        raise CellError("bad_date")
    end = calendar.monthrange(year, last)[1]
    return Span(date(year, first, 1), date(year, last, end), is_range=True)


@dataclass(frozen=True)
class Numbers:
    """Reads numbers; `mark` is the decimal mark that the interchange or the reading names, if any.

    The standard knows no sign between thousands and allows point and comma alike. Where one of them was
    named and the other stands before exactly three digits, nobody knows what the sender meant.
    """

    mark: str = ""

    def quantity(self, text: str) -> Decimal:
        return settle(self.exact(text), QUANTITY_PLACES)

    def money(self, text: str) -> Decimal:
        return settle(self.exact(text), VALUE_PLACES)

    def exact(self, text: str) -> Decimal:
        """Raises CellError("bad_number")."""
        if len(text) > _LONGEST_NUMBER or not NUMBER.fullmatch(text):
            raise CellError("bad_number")
        other = {".": ",", ",": "."}.get(self.mark, "")
        if other and other in text and len(text) - text.index(other) == 4:
            raise CellError("bad_number")
        return Decimal(text.replace(",", "."))


def rounded_money(amount: Decimal) -> Decimal:
    """A product or a price, rounded once, to what is kept; raises CellError when it is too large."""
    return settle(amount.quantize(Decimal(1).scaleb(-VALUE_PLACES), context=_EXACT), VALUE_PLACES)


def currency_of(text: str) -> str:
    """Raises CellError("bad_currency")."""
    if not _CURRENCY.fullmatch(text):
        raise CellError("bad_currency")
    return text


# 3055: the agency whose list a code is of; 9 is GS1, whose codes of places are GLN.
_GS1: Final = "9"
_GLN: Final = re.compile(r"[0-9]{13}")
_GTIN: Final = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_GTIN_DIGITS: Final = 14


def place_of(code: str, agency: str, name: str) -> Place | None:
    """A place by its GLN or by the partner's own code; None where neither is given.

    A code of GS1 with thirteen digits is a GLN, whatever its check digit: it is then found to be wrong
    where it is looked up. Without an agency it must have the right check digit.
    """
    if not code:
        return None
    is_gln = bool(_GLN.fullmatch(code)) and (agency == _GS1 or (not agency and ean.is_valid(code)))
    if is_gln:
        return Place(gln=code, name=name or None)
    return Place(code=code, name=name or None)


def place_of_loc(segment: Segment) -> Place | None:
    return place_of(segment.get(2), segment.get(2, 3), segment.get(2, 4))


def place_of_nad(segment: Segment) -> Place | None:
    name = segment.get(4) or segment.get(3)
    return place_of(segment.get(2), segment.get(2, 3), name)


# 7143. Codes that are GTINs of any length.
_GTINS: Final = ("SRV", "EN", "UP", "UK", "UI", "EU", "GU")
# The buyer's names first, as the partner speaks; then the vendor's, which are likely ours.
_BUYERS: Final = ("IN", "BP")
_VENDORS: Final = ("SA", "VN", "VP", "MF", "MP", "IB")
# What tells a batch, a serial number, a variant or a group names no item.
_NO_NAMES: Final = frozenset({"NB", "SN", "PV", "BB", "GB", "GN", "CG", "CC", "HS", "RY", "UA"})
# 4347: product identification, additional identification. A substitute is another item.
_NAMING: Final = frozenset({"1", "5"})


@dataclass
class ItemCodes:
    """What LIN, PIA and IMD say of one item."""

    codes: dict[str, str] = field(default_factory=dict)
    name: str = ""

    def add_line(self, segment: Segment) -> None:
        self._add(segment.get(3), segment.get(3, 2))

    def add_codes(self, segment: Segment) -> None:
        if segment.get(1) not in _NAMING:
            return
        for element in range(2, len(segment.elements) + 1):
            self._add(segment.get(element), segment.get(element, 2))

    def add_name(self, segment: Segment) -> None:
        """The first description in words is the name."""
        words = f"{segment.get(3, 4)} {segment.get(3, 5)}".strip()
        self.name = self.name or words

    def item(self, dialect: Dialect) -> Item:
        """Its code is the first of the dialect's `item_codes`, the buyer's, ours, the vendor's; else the GTIN."""
        own = dialect.own_item_codes
        wanted = (
            *dialect.item_codes,
            *(one for one in _BUYERS if one not in own),
            *own,
            *_VENDORS,
            *_GTINS,
        )
        code = next((self.codes[one] for one in wanted if one in self.codes), None)
        if code is None:
            code = next((one for kind, one in self.codes.items() if kind not in _NO_NAMES), None)
        gtin = next((self.codes[one] for one in _GTINS if one in self.codes), "").replace(" ", "")
        is_gtin = bool(_GTIN.fullmatch(gtin))
        return Item(code, gtin.zfill(_GTIN_DIGITS) if is_gtin else None, self.name or None)

    def _add(self, code: str, kind: str) -> None:
        if code:
            self.codes.setdefault(kind, code)
