"""One cell of a known field: its text into a value, or the code of what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from vmi.formats.dates import parse_span
from vmi.formats.numbers import parse_number
from vmi.formats.packs import pack_said
from vmi.formats.shape import (
    CODE_FIELDS,
    DAY_FIELDS,
    MEASURES,
    CellError,
    DateOrder,
    DecimalMark,
    places_of,
)

# A value and "", or None and the code of the refusal.
ReadCell = Callable[[str], tuple[Any, str]]

_BLANKS: Final = " \t\r\n\f\v\u00a0\u3000\ufeff\u200b\u2002\u2003\u2009\u202f"
# Exports write ="00123" so that a spreadsheet leaves the zeros alone: a text, not a formula.
_HELD_TEXT: Final = re.compile(r'="([^"]*)"')
_CELL_ERRORS: Final = frozenset(
    {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)
# 6.90123E+12: a spreadsheet has thrown the last digits of this code away.
_SHORTENED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,2}")
_CURRENCIES: Final = {
    **dict.fromkeys(("RMB", "¥", "元", "人民币", "人民币元", "CNH"), "CNY"),
    "€": "EUR",
    "£": "GBP",
    "US$": "USD",
    "美元": "USD",
    "欧元": "EUR",
    "港币": "HKD",
    "港元": "HKD",
    "HK$": "HKD",
    "日元": "JPY",
}
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def cell_reader(name: str, *, order: DateOrder, mark: DecimalMark) -> ReadCell:
    """The function that reads a cell of the field `name`."""
    read = _reader_of(name, order, mark)

    def read_cell(text: str) -> tuple[Any, str]:
        try:
            return read(_text_of(text)), ""
        except CellError as problem:
            return None, problem.code

    return read_cell


def _reader_of(name: str, order: DateOrder, mark: DecimalMark) -> Callable[[str], Any]:
    if name in MEASURES:
        places, is_money = places_of(name), name == "sold_value"
        return lambda text: parse_number(text, mark=mark, places=places, is_money=is_money)
    if name in DAY_FIELDS:
        return lambda text: parse_span(text, order)
    if name == "currency":
        return _currency
    if name == "pack":
        return pack_said
    return _code if name in CODE_FIELDS else (lambda text: text or None)


def _text_of(cell: str) -> str:
    text = cell.strip(_BLANKS)
    if text.startswith("="):
        held = _HELD_TEXT.fullmatch(text)
        if not held:
            raise CellError("formula")
        return held[1].strip(_BLANKS)
    if text.startswith("#") and text.upper() in _CELL_ERRORS:
        raise CellError("cell_error")
    return text


def _code(text: str) -> str | None:
    if _SHORTENED.fullmatch(text):
        raise CellError("damaged_code")
    return text or None


def _currency(text: str) -> str | None:
    if not text:
        return None
    tidy = unicodedata.normalize("NFKC", text).upper()
    code = _CURRENCIES.get(tidy, tidy)
    if not _CURRENCY.fullmatch(code):
        raise CellError("bad_currency")
    return code
