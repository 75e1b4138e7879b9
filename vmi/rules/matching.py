"""Spellings of codes: what may be taken for the same code, and what may only be suggested."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from stdnum import ean

_WHOLE_NUMBER: Final = re.compile(r"([0-9]+)\.0+")
_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
_GTIN_DIGITS: Final = 14
_GLN_DIGITS: Final = 13


@dataclass(frozen=True)
class DatedTarget:
    """What a code means, from `valid_from` to `valid_to`, both included; None is without end."""

    target_id: int
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def spellings(code: str | None) -> tuple[str, ...]:
    """The code as it came, in half-width letters, and without the .0 that a spreadsheet adds; best first."""
    if not code:
        return ()
    exact = code.strip()
    plain = unicodedata.normalize("NFKC", exact).strip()
    whole = _WHOLE_NUMBER.fullmatch(plain)
    found = [exact, plain, whole[1] if whole else plain]
    return tuple(dict.fromkeys(spelling for spelling in found if spelling))


def gtin14(code: str | None) -> str | None:
    """The code as a GTIN of 14 digits, or None when it can't be one.

    Lengths of the standard are taken as they are. Others, down to 8 digits, have lost zeros in front
    (a spreadsheet's doing) and are only taken when their check digit agrees.
    """
    for spelling in reversed(spellings(code)):
        digits = spelling.replace(" ", "").replace("-", "")
        if not digits.isascii() or not digits.isdecimal() or not 8 <= len(digits) <= _GTIN_DIGITS:
            continue
        if len(digits) in _GTIN_LENGTHS or has_check_digit(digits):
            return digits.zfill(_GTIN_DIGITS)
    return None


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of the others, whatever zeros are lost in front."""
    return digits.isascii() and digits.isdecimal() and ean.is_valid(digits.zfill(_GTIN_DIGITS))


def gln13(code: str | None) -> str | None:
    """The code as a GLN of 13 digits, or None when it can't be one."""
    for spelling in reversed(spellings(code)):
        digits = spelling.replace(" ", "")
        if digits.isascii() and digits.isdecimal() and len(digits) == _GLN_DIGITS:
            return digits
    return None


def valid_target(targets: Sequence[DatedTarget], day: date) -> int | None:
    """What the code means on the day; where several claim it, the one that began last."""
    valid = [target for target in targets if target.is_valid_on(day)]
    if not valid:
        return None
    return max(valid, key=lambda target: target.valid_from or date.min).target_id
