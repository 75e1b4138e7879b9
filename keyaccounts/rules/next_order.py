"""When the next order is due, how much, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median

FEWEST_ORDERS = 3
# An old rhythm says little about the present one.
LATEST_ORDERS = 13


class Sureness(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class NextOrder:
    """The next order is expected on `due_on`, give or take `spread_days`."""

    due_on: date
    spread_days: int
    quantity: Decimal
    interval_days: int
    orders: int
    last_on: date
    sureness: Sureness

    @property
    def earliest(self) -> date:
        return self.due_on - timedelta(days=self.spread_days)

    @property
    def latest(self) -> date:
        return self.due_on + timedelta(days=self.spread_days)

    def days_late(self, today: date) -> int:
        """Days after the latest expected day; 0 when it is not late."""
        return max(0, (today - self.latest).days)


def next_order(orders: Iterable[tuple[date, Decimal]]) -> NextOrder | None:
    """The median interval after the last order, with the median quantity; orders of one day are one.

    The spread is the median absolute deviation of the intervals. None when fewer than three days have
    an order: two intervals are the least that can differ.
    """
    by_day: dict[date, Decimal] = {}
    for day, quantity in orders:
        by_day[day] = by_day.get(day, Decimal(0)) + quantity
    days = sorted(by_day)[-LATEST_ORDERS:]
    if len(days) < FEWEST_ORDERS:
        return None
    intervals = [(later - earlier).days for earlier, later in pairwise(days)]
    usual = Decimal(str(median(intervals)))
    spread = Decimal(str(median(abs(Decimal(interval) - usual) for interval in intervals)))
    step = _whole(usual)
    return NextOrder(
        due_on=days[-1] + timedelta(days=step),
        spread_days=_whole(spread),
        quantity=median(by_day[day] for day in days),
        interval_days=step,
        orders=len(days),
        last_on=days[-1],
        sureness=_sureness(usual, spread, len(intervals)),
    )


def _whole(days: Decimal) -> int:
    return int(days.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _sureness(usual: Decimal, spread: Decimal, intervals: int) -> Sureness:
    """High when the usual deviation is within a fifth of the interval and five intervals show it."""
    if intervals >= 5 and spread * 5 <= usual:
        return Sureness.HIGH
    if intervals >= 3 and spread * 2 <= usual:
        return Sureness.MEDIUM
    return Sureness.LOW
