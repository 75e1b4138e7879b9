"""How many single pieces a pack holds, as people write it in a column of their file."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

_PIECES: Final = "ea|pcs?|pce|pieces?|units?|cans?|tins?|bottles?|btl|件|个|個|只|支|罐|瓶|听"
_PACKS: Final = (
    "ca|cs|cases?|ctns?|cartons?|box|boxes|pk|packs?|箱|盒|包|件|提|托|托盘|pallets?|plt"
)
# 24, 1*24, 1x24, 24罐/箱, 24/箱, 24入, 24罐装, 24 pcs/ctn
_PACK: Final = re.compile(
    r"(?:1 ?[*×x] ?)?(?P<pieces>[1-9][0-9]{0,6}(?:[.][0-9]{1,3})?)"
    rf" ?(?:{_PIECES})?(?:入|装)?(?: ?(?:/|per|每) ?(?:{_PACKS}))?"
)

_BRACKETS: Final = re.compile(r"[(\[【](?P<inside>[^)\]】]*)[)\]】]")
_IS_PACK: Final = re.compile(
    f"{_PACKS.replace('件|', '')}|dz|dozens?|打|千[只个件罐支]?|万[只个件罐支]?"
)
_IS_UNIT: Final = re.compile(f"{_IS_PACK.pattern}|{_PIECES}")


def is_pack(unit: str) -> bool:
    """Whether one of this unit is several pieces."""
    return bool(_IS_PACK.fullmatch(unit))


def unit_in_brackets(header: str) -> str:
    """The unit that a header names, as in 销量（箱）or Sold [cases]; "" when it names none."""
    for matched in _BRACKETS.finditer(unicodedata.normalize("NFKC", header).casefold()):
        inside = matched["inside"].strip().removeprefix("单位:").removeprefix("in ").strip()
        if _IS_UNIT.fullmatch(inside):
            return inside
    return ""


def pack_said(text: str) -> Decimal | None:
    """The pieces of a pack, in any of the usual ways; None when it is not clear.

    A line in single pieces does not need it, so nothing is refused for a pack that can't be read: the
    line whose unit is a pack waits instead.
    """
    tidy = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    matched = _PACK.fullmatch(tidy)
    return Decimal(matched["pieces"]) if matched else None
