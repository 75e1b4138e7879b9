"""What X12 names items and places by, taken to the codes that lines carry."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from stdnum import ean

from vmi.formats.edi.building import Item, Place
from vmi.formats.edi.dialect import Dialect

_GTIN_DIGITS: Final = 14
_GLN_DIGITS: Final = 13
# Qualifiers of element 235 that are GTINs, and how many digits each has with its check digit; what is one
# shorter came without it. Best first: a single piece before the case that holds it.
_GTINS: Final[Mapping[str, int]] = MappingProxyType(
    {"UP": 12, "EN": 13, "EO": 8, "UI": 12, "UD": 13, "UK": 14, "UN": 12, "UA": 13, "GT": 14}
)
# The buyer's names first, as the partner speaks; then the vendor's, which are likely ours.
_BUYERS: Final = ("CB", "BP", "IN", "PI", "SK", "CR", "PN", "ZZ")
_VENDORS: Final = ("VN", "VC", "VA", "VP", "MG", "MF", "SW", "PD", "MN", "F8", "ST", "SN")
_SIGNS: Final = str.maketrans("", "", "- ")


def item_of(pairs: Sequence[tuple[str, str]], dialect: Dialect, name: str | None = None) -> Item:
    """The item of the pairs of qualifier and code; the first of each qualifier counts.

    The product code is the first of the dialect's `item_codes`, of the buyer's codes, of our own (`own_item_codes`),
    of the vendor's; where all of them are absent, the GTIN as it came, or any other code.
    """
    codes: dict[str, str] = {}
    for qualifier, code in pairs:
        if code:
            codes.setdefault(qualifier, code)
    wanted = _preferred(dialect.item_codes, dialect.own_item_codes)
    product = next((codes[one] for one in wanted if one in codes), None)
    gtin = _gtin_of(codes, dialect)
    if product is None:
        product = next((codes[one] for one in _GTINS if one in codes), None)
    if product is None and gtin is None:
        product = next(iter(codes.values()), None)
    return Item(product, gtin, name)


@cache
def _preferred(item_codes: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    return (*item_codes, *(one for one in _BUYERS if one not in own), *own, *_VENDORS)


def _gtin_of(codes: Mapping[str, str], dialect: Dialect) -> str | None:
    preferred = [one for one in dialect.item_codes if one in _GTINS]
    for qualifier in (*preferred, *_GTINS):
        found = gtin_of(qualifier, codes[qualifier]) if qualifier in codes else None
        if found:
            return found
    return None


def gtin_of(qualifier: str, code: str) -> str | None:
    """The code as 14 digits; None when it can't be one.

    A code of full length is taken as it is. One digit less has lost its check digit, which is made
    anew, or a zero in front, when its last digit is right as a check digit. Two less (5-5) have
    neither number system nor check digit.
    """
    digits = code.translate(_SIGNS)
    if not (digits.isascii() and digits.isdecimal()):
        return None
    full = _GTINS[qualifier]
    if len(digits) == full or (len(digits) in (8, 12, 13, 14) and ean.is_valid(digits.zfill(14))):
        return digits.zfill(_GTIN_DIGITS)
    if len(digits) == full - 1:
        is_whole = qualifier in ("UP", "EN", "UK") and ean.is_valid(digits.zfill(_GTIN_DIGITS))
        return (digits if is_whole else _checked(digits)).zfill(_GTIN_DIGITS)
    if len(digits) in (full - 2, 10) and qualifier not in ("UK", "EO", "GT"):
        is_whole = qualifier in ("UP", "EN") and ean.is_valid(digits.zfill(_GTIN_DIGITS))
        return (digits if is_whole else _checked(digits)).zfill(_GTIN_DIGITS)
    return None


def _checked(digits: str) -> str:
    check: str = ean.calc_check_digit(digits.zfill(_GTIN_DIGITS - 1))
    return digits + check


def place_of(code_type: str, code: str, name: str | None = None) -> Place:
    """The place by N103 and N104, or SDQ02 and a store; UL says that the code is a GLN."""
    if code_type == "UL" and len(code) == _GLN_DIGITS and code.isascii() and code.isdecimal():
        return Place(None, code, name)
    return Place(code or name or None, None, name)


def id_pairs(elements: Sequence[str], first: int) -> list[tuple[str, str]]:
    """The pairs of qualifier and code that begin at element `first`."""
    return [
        (elements[place].strip(), elements[place + 1].strip())
        for place in range(first, len(elements) - 1, 2)
    ]
