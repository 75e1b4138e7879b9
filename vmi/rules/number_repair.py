"""Article numbers that came damaged: which number of the standard each could have been."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from stdnum import ean

from vmi.rules.matching import has_check_digit, spellings

_DIGITS: Final = 14
_ROUNDED: Final = re.compile(r"([0-9])[.,]?([0-9]*)[eE]\+?([0-9]{1,2})")
# So many digits have to be left of a rounded number before it says anything.
_FEWEST_ROUNDED: Final = 6


class Damage(StrEnum):
    """What has to be undone to get from the number that came to that of the product."""

    NONE = "none"
    CASE = "case"
    COMPRESSED = "compressed"
    NO_CHECK_DIGIT = "no_check_digit"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


class Repaired(NamedTuple):
    """A number of 14 digits that the one that came could stand for."""

    number: str
    damage: Damage


def body_of(number: str) -> str:
    """Of a number of 14 digits those that name the article: without packing level and check digit."""
    return number[1:-1]


def repaired(code: str | None) -> tuple[Repaired, ...]:
    """Every number of 14 digits that the code could stand for, the least damage first.

    A packing level other than 0 is kept as it came: compare by `body_of` to find the piece of a case.
    """
    digits = _only_digits(code)
    if digits is None or not 6 <= len(digits) <= _DIGITS:
        return ()
    found: dict[str, Repaired] = {}
    for each in _readings(digits):
        found.setdefault(each.number, each)
    return tuple(found.values())


def rounded_start(code: str | None) -> str | None:
    """The digits that a spreadsheet left of a long number, or None: 6.901234E+12 → 690123.

    The last of them may have been rounded up and is left out.
    """
    found = _ROUNDED.fullmatch((code or "").strip())
    if found is None:
        return None
    digits = (found[1] + found[2])[:-1]
    is_long = int(found[3]) >= 10 and len(digits) >= _FEWEST_ROUNDED
    return digits if is_long and len(digits) <= int(found[3]) else None


def upc_a_of(digits: str) -> str | None:
    """The number of 12 digits that a compressed one of 8 stands for (GS1 General Specifications, 5.2.2.4.2)."""
    if len(digits) != 8 or digits[0] not in "01":
        return None
    system, six, check = digits[0], digits[1:7], digits[7]
    last = six[5]
    if last in "012":
        body = f"{six[:2]}{last}0000{six[2:5]}"
    elif last == "3":
        body = f"{six[:3]}00000{six[3:5]}"
    elif last == "4":
        body = f"{six[:4]}00000{six[4]}"
    else:
        body = f"{six[:5]}0000{last}"
    return f"{system}{body}{check}"


def _readings(digits: str) -> Iterator[Repaired]:
    whole = digits.zfill(_DIGITS)
    is_sound = has_check_digit(digits)
    if is_sound:
        yield Repaired(whole, Damage.CASE if whole[0] != "0" else Damage.NONE)
    # A compressed number begins with a zero, which a spreadsheet takes away.
    compressed = upc_a_of(digits.zfill(8)) if len(digits) in {7, 8} else None
    if compressed is not None and has_check_digit(compressed):
        yield Repaired(compressed.zfill(_DIGITS), Damage.COMPRESSED)
    if len(digits) < _DIGITS:
        padded = digits.zfill(_DIGITS - 1)
        yield Repaired(padded + ean.calc_check_digit(padded), Damage.NO_CHECK_DIGIT)
    if not is_sound and len(digits) in {8, 12, 13, 14}:
        yield Repaired(whole[:-1] + ean.calc_check_digit(whole[:-1]), Damage.WRONG_CHECK_DIGIT)


def _only_digits(code: str | None) -> str | None:
    for spelling in reversed(spellings(code)):
        digits = re.sub(r"[\s\-.]", "", spelling)
        if digits.isascii() and digits.isdecimal():
            return digits
    return None
