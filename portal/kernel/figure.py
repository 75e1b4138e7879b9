"""Figure: a value that says where it comes from and of when it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.kernel.money import Money
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share
from portal.kernel.trust import DataTrust, Trust

__all__ = ["DataTrust", "Figure", "Trust"]


@dataclass(frozen=True)
class Figure:
    """One number of a report. `value` None means not known, never zero.

    `before` is the value of the like period a year earlier; `source` names the data in words,
    `as_of` is the last day that the data covers. `data` says what `trust` rests on, where the figure is
    made of what partners share.
    """

    key: str
    label: str
    value: Money | Quantity | Share | Decimal | int | None
    source: str
    as_of: date | None
    unit: str = ""
    before: Money | Quantity | Share | Decimal | int | None = None
    trust: Trust = Trust.GOOD
    note: str = ""
    data: DataTrust | None = None
