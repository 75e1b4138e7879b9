"""X12 text into segments and elements, and elements into dates and numbers."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from vmi.formats import limits
from vmi.formats.edi.shape import Delimiters
from vmi.formats.numbers import settle
from vmi.formats.shape import QUANTITY_PLACES, VALUE_PLACES, CellError, UnreadableFile

_NUMBER: Final = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_LONGEST_NUMBER: Final = 30
# Two-digit years, of the versions before 4010: 70 to 99 are of the last century.
_PIVOT: Final = 70


def segments(text: Iterator[str], signs: Delimiters) -> Iterator[list[str]]:
    """The segments of each block of text, without white space around them and without empty ones.

    Line ends mean nothing unless they end the segments: some carriers wrap every 80 characters.
    """
    terminator = signs.segment
    has_free_lines = terminator not in ("\n", "\r")
    rest = ""
    for piece in text:
        block = piece.replace("\r", "").replace("\n", "") if has_free_lines else piece
        pieces = (rest + block).split(terminator)
        rest = pieces.pop()
        if len(rest) > limits.SEGMENT_CHARACTERS:
            raise UnreadableFile("segment_too_long", limit=limits.SEGMENT_CHARACTERS)
        yield [bare for one in pieces if (bare := one.strip(_BLANKS))]
    if bare := rest.strip(_BLANKS):
        yield [bare]


_BLANKS: Final = " \t\r\n\ufeff\x1a"


def day_of(text: str) -> date | None:
    """CCYYMMDD, or YYMMDD of the old versions; None when it is no day of the calendar."""
    if not (text.isascii() and text.isdecimal()):
        return None
    if len(text) == 6:
        text = ("19" if int(text[:2]) >= _PIVOT else "20") + text
    if len(text) != 8:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def number_of(text: str, places: int) -> Decimal:
    """An element of type R with at most `places` decimals. Raises CellError."""
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise CellError("bad_number")
    return settle(Decimal(text), places)


class Numbers:
    """Reads quantities and values, each text once, within bounds."""

    def __init__(self) -> None:
        self._known: dict[str, Decimal] = {}

    def quantity(self, text: str) -> Decimal:
        found = self._known.get(text)
        if found is None:
            if len(self._known) > limits.REMEMBERED_TEXTS:
                self._known.clear()
            found = self._known[text] = number_of(text.strip(), QUANTITY_PLACES)
        return found

    def value(self, text: str) -> Decimal:
        return number_of(text.strip(), VALUE_PLACES)
