"""What the codes of EDIFACT for quantities mean: to which measure each belongs, and which is telling first.

A line has one figure for a measure. Where several codes of one item, place and span say the same thing, the
one of the lowest rank counts alone and the others are told in a note; codes of equal rank are parts of it
and add up. So nothing is counted twice: a promotion quantity beside all sales is taken as a part of them.
A dialect that gives a code its measure gives it rank 0, so that it adds up with the others.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from vmi.formats.edi.dialect import LEFT_OUT, Dialect
from vmi.formats.shape import MEASURES


class Meaning(NamedTuple):
    """`measure` is empty for a code that is understood and has no figure here: a signal."""

    measure: str
    rank: int = 0


_SIGNAL: Final = Meaning("")

# 6063, in sales and inventory reports.
QUANTITIES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        # Statistical sales quantity: what the tills counted.
        "153": Meaning("sold", 0),
        # Retail sales; then sales to the forces, on and off the premises, which are parts of all sales.
        "25": Meaning("sold", 1),
        "28": Meaning("sold", 2),
        "29": Meaning("sold", 2),
        "30": Meaning("sold", 2),
        # Sold on promotion: a part of 153, and all that is known where 153 is not given.
        "26": Meaning("sold", 3),
        # Returned by consumers; then whatever came back.
        "210": Meaning("returned", 0),
        "61": Meaning("returned", 1),
        # Actual stock; then all that is there, goods waiting to go back included; then only the
        # promotional and the discounted part of it.
        "145": Meaning("on_hand", 0),
        "17": Meaning("on_hand", 1),
        "31E": Meaning("on_hand", 2),
        "32E": Meaning("on_hand", 2),
        # On hold for its quality, failed, damaged, on display and not for sale, held back: they exclude
        # each other. Unusable is all of them.
        "89": Meaning("unsellable", 0),
        "96": Meaning("unsellable", 0),
        "124": Meaning("unsellable", 0),
        "35E": Meaning("unsellable", 0),
        "27": Meaning("unsellable", 0),
        "20": Meaning("unsellable", 1),
        # Committed; else what is reserved for deliveries to homes and for shops.
        "66": Meaning("committed", 0),
        "243": Meaning("committed", 1),
        "244": Meaning("committed", 1),
        "157": Meaning("opening"),
        "198": Meaning("in_transit"),
        # Ordered and not yet come; else what was ordered.
        "73": Meaning("on_order", 0),
        "21": Meaning("on_order", 1),
        "97": Meaning("minimum"),
        "98": Meaning("maximum"),
        "197": Meaning("reorder_point"),
        # The stock that is aimed at.
        "146": Meaning("planned"),
        # Received; then the pieces that came; then only deliveries that nobody had planned.
        "48": Meaning("received", 0),
        "46": Meaning("received", 1),
        "81": Meaning("received", 2),
        # Taken out of stock; else despatched from it.
        "199": Meaning("withdrawn", 0),
        "12": Meaning("withdrawn", 1),
        # Out of inventory, smallest and largest order, back orders, totals since some day: told only.
        **dict.fromkeys(("217", "53", "54", "83", "3", "70", "71", "79"), _SIGNAL),
    }
)

# 6063 in forecasts: forecast, estimate; what only names sales or pieces is expected here, not counted.
FORECASTS: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "38E": Meaning("forecast", 0),
        "99": Meaning("forecast", 1),
        "153": Meaning("forecast", 2),
        "25": Meaning("forecast", 3),
        "1": Meaning("forecast", 4),
        "21": Meaning("forecast", 5),
        # What is expected of a promotion is a part of what is expected.
        "26": Meaning("forecast", 6),
    }
)

# 6063 in orders: ordered; else a quantity without further meaning.
ORDERED: Final = ("21", "1")
# How many pieces one unit holds: per pack, or consumer units in the traded unit.
PACKS: Final = frozenset({"52", "59"})

# 4501 of INV, by 4499: what a quantity is that moves. Scrapped goods and counted differences correct the
# stock; goods that change their owner go to another place of the partner's books; a reversal takes back
# what the direction says. A negative sign stands for stock that leaves by a correction.
_INTO: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {"3": ("adjusted", 1), "4": ("adjusted", 1), "5": ("transferred", -1), "6": ("adjusted", 1)}
    | {"7": ("withdrawn", -1), "10": ("adjusted", 1)}
)
_OUT: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {"3": ("adjusted", -1), "4": ("adjusted", -1), "5": ("transferred", 1), "6": ("adjusted", -1)}
    | {"7": ("received", -1), "8": ("adjusted", -1), "10": ("adjusted", -1)}
)
OUT: Final = "1"
INTO: Final = "2"
# 7491: the stock that a figure of actual stock is about, where it is not the good and free one.
_KINDS_OF_STOCK: Final = MappingProxyType({"2": "unsellable", "4": "committed"})
_ACTUAL_STOCK: Final = frozenset({"145", "17"})


def meaning_of(code: str, table: Mapping[str, Meaning], dialect: Dialect) -> Meaning | None:
    """What the partner means by the code; None when nobody knows."""
    told = dialect.activities.get(code)
    if told is None:
        return table.get(code)
    if told == LEFT_OUT:
        return _SIGNAL
    return Meaning(told) if told in MEASURES else None


def movement_of(direction: str, reason: str) -> tuple[str, int]:
    """The measure of goods that move, and its sign."""
    if direction == INTO:
        return _INTO.get(reason, ("received", 1))
    return _OUT.get(reason, ("withdrawn", 1))


def stock_of(code: str, measure: str, kind: str) -> str:
    """The measure of a stock figure, once INV has said which stock it is about."""
    return _KINDS_OF_STOCK.get(kind, measure) if code in _ACTUAL_STOCK else measure
