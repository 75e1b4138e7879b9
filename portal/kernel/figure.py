"""Figure: a value that says where it comes from and of when it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.kernel.money import Money
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share


class Trust(StrEnum):
    """How far the data behind a figure carries it."""

    GOOD = "good"
    # Part of it is estimated, or places are missing.
    THIN = "thin"
    # The newest data is older than it should be.
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Figure:
    """One number of a report. `value` None means not known, never zero.

    `before` is the value of the like period a year earlier; `source` names the data in words,
    `as_of` is the last day that the data covers.
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
