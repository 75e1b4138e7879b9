"""Whether the stock of a line follows from what moved: opening + received − sold … = closing."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

BALANCE: Final = "balance"
STOCK_JUMP: Final = "stock_jump"

# What each movement does to the stock of a place.
SIGNS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "received": 1,
        "sold": -1,
        "returned": 1,
        "adjusted": 1,
        "transferred": -1,
        "withdrawn": -1,
    }
)
# Without these nothing can be said; the others may not be part of a partner's books at all.
NEEDED: Final = ("sold", "received")
# Half a piece: what turning packs into pieces may round away.
TOLERANCE: Final = Decimal("0.5")


def expected_closing(
    opening: Decimal | None, moved: Mapping[str, Decimal | None], *, spoken: Collection[str]
) -> Decimal | None:
    """The stock that the movements of a line lead to; None while a piece of it is not known.

    Unknown is never zero: a line is judged only when it says its opening stock, what it sold and what
    it received, and every other movement of which its document speaks at all (`spoken`). A movement of
    which no line of the document speaks is not kept by this partner, or is part of another one.
    """
    if opening is None:
        return None
    total = opening
    for name, sign in SIGNS.items():
        amount = moved.get(name)
        if amount is not None:
            total += sign * amount
        elif name in NEEDED or name in spoken:
            return None
    return total


def is_off(closing: Decimal, expected: Decimal) -> bool:
    """Whether the stock said is another than the one expected."""
    return abs(closing - expected) > TOLERANCE


def unexplained_rise(
    opening: Decimal | None,
    closing: Decimal | None,
    moved: Mapping[str, Decimal | None],
    *,
    spoken: Collection[str],
) -> bool:
    """Whether stock grew by more than all that came in, even had nothing been sold.

    For lines that do not say what they sold; the receipts they must say, be it none.
    """
    most = expected_closing(opening, {**moved, "sold": Decimal(0)}, spoken=set(spoken) - {"sold"})
    return most is not None and closing is not None and closing - most > TOLERANCE
