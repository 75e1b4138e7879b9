"""What the codes of X12 for quantities mean: to which measure each belongs, and which is telling first.

A line has one figure for a measure. Where several codes of one item, place and span say the same thing in
other words (sold, sold net, sold in total), the one of the lowest rank counts alone; codes of equal rank
are parts of it and add up. What is passed over for a better one is told in a note.
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

# ZA01, element 859.
ACTIVITIES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        # Sold, as the till counts it; returns stand apart, in QU.
        "QS": Meaning("sold", 0),
        # Sold less returned: only where nobody says what was sold.
        "Q1": Meaning("sold", 1),
        # All sales of a place, over its counters: the sum of what follows.
        "TS": Meaning("sold", 2),
        # Parts of all sales that exclude each other, so they add up where no sum is given: retail and
        # wholesale, drunk on the premises and carried off, to the forces, from bailment, for transport.
        "RE": Meaning("sold", 3),
        "WQ": Meaning("sold", 3),
        "OP": Meaning("sold", 3),
        "OF": Meaning("sold", 3),
        "MS": Meaning("sold", 3),
        "BS": Meaning("sold", 3),
        "BT": Meaning("sold", 3),
        # Wanted and not had.
        "LS": Meaning("lost_sales"),
        # Ready for sale or shipment: what stock on hand means here.
        "QA": Meaning("on_hand", 0),
        # At the end of the period, whatever state it is in; then all that is there; then what lies in bond.
        "QE": Meaning("on_hand", 1),
        "OH": Meaning("on_hand", 2),
        "QF": Meaning("on_hand", 3),
        "QB": Meaning("opening"),
        # Damaged or on hold in one figure; else each by itself.
        "QH": Meaning("unsellable", 0),
        "HL": Meaning("unsellable", 1),
        "DG": Meaning("unsellable", 1),
        "QP": Meaning("on_order"),
        "QI": Meaning("in_transit"),
        "QR": Meaning("received"),
        "QC": Meaning("committed"),
        # To another place of the partner.
        "QZ": Meaning("transferred"),
        # Out of the distribution centre: its sales, which are not yet the customers'.
        "QW": Meaning("withdrawn"),
        # By customers; then all returns in one figure; then its parts.
        "QU": Meaning("returned", 0),
        "Q2": Meaning("returned", 1),
        "Q3": Meaning("returned", 2),
        "RQ": Meaning("returned", 2),
        "QM": Meaning("maximum"),
        "QL": Meaning("minimum"),
        "PO": Meaning("reorder_point"),
        # The stock that is aimed at; the order that is planned is no stock and only stands in for it.
        "QN": Meaning("planned", 0),
        "OQ": Meaning("planned", 1),
        # Corrections of stock: counted anew, made or used up.
        "QT": Meaning("adjusted"),
        "PA": Meaning("adjusted"),
        # Asked for beyond the plan: overriding it, or on top of it.
        "QX": Meaning("requested", 0),
        "QD": Meaning("requested", 1),
        # Out of stock, not listed, stolen, shipped, ordered: told, not counted.
        "QO": _SIGNAL,
        "QK": _SIGNAL,
        "AA": _SIGNAL,
        "AB": _SIGNAL,
        "Q4": _SIGNAL,
    }
)

# QTY01, element 673, as inventories (846) and resale reports (867) use it.
QUANTITIES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "33": Meaning("on_hand", 0),
        "17": Meaning("on_hand", 1),
        "ES": Meaning("on_hand", 2),
        "26": Meaning("on_hand", 3),
        # On the shelf and promised to nobody.
        "34": Meaning("on_hand", 4),
        "QH": Meaning("unsellable", 0),
        "74": Meaning("unsellable", 0),
        "63": Meaning("on_order"),
        "IQ": Meaning("in_transit"),
        "27": Meaning("committed"),
        "XU": Meaning("committed"),
        "72": Meaning("minimum"),
        "73": Meaning("maximum"),
        "87": Meaning("received", 0),
        "75": Meaning("received", 1),
        "32": Meaning("sold", 0),
        "83": Meaning("sold", 1),
        # What a distributor shipped to its customer, in a report of its sales.
        "39": Meaning("sold", 2),
        "76": Meaning("returned", 0),
        "84": Meaning("returned", 1),
        "78": Meaning("transferred"),
        "A5": Meaning("adjusted", 0),
        "AJ": Meaning("adjusted", 1),
        "31": Meaning("requested"),
        "AY": Meaning("forecast"),
        # Cumulative, discrete, previous, projected, work in process, transfers in, back orders, smallest
        # and largest orders, days of cover: told, not counted.
        **dict.fromkeys(
            (
                "01",
                "02",
                "18",
                "29",
                "35",
                "36",
                "37",
                "57",
                "62",
                "69",
                "70",
                "77",
                "BQ",
                "TO",
            ),
            _SIGNAL,
        ),
    }
)

# PTD01, element 521: the kinds of movement that an 867 tells, where they change what a quantity sold means.
MOVEMENTS: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        **dict.fromkeys(("SS", "SD", "SH", "DS", "CS", "SU", "BP", "PL", "BQ"), Meaning("sold")),
        **dict.fromkeys(("BN", "RU", "RB", "RP"), Meaning("returned")),
        # Between branches.
        **dict.fromkeys(("IB", "BJ"), Meaning("transferred")),
        "RC": Meaning("received"),
        **dict.fromkeys(("SA", "IA", "SC"), Meaning("adjusted")),
        "BS": Meaning("withdrawn"),
        # Prices, samples, returns to the vendor: no movement of ours to count.
        **dict.fromkeys(("PA", "PB", "SM", "RV", "RA", "BB"), _SIGNAL),
    }
)


def meaning_of(code: str, table: Mapping[str, Meaning], dialect: Dialect) -> Meaning | None:
    """What the partner means by the code; None when nobody knows."""
    told = dialect.activities.get(code)
    if told is None:
        return table.get(code)
    if told == LEFT_OUT:
        return _SIGNAL
    if told not in MEASURES:
        return None
    known = table.get(code)
    return known if known and known.measure == told else Meaning(told)
