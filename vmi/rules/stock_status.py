"""Is there enough: one word for what is on hand at a place."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from vmi.rules.cover import daily_use, days_of_cover

DEFAULT_LEAD_TIME_DAYS = 14
# What a place said longer ago than this says nothing of today.
STALE_AFTER_DAYS = 14
# A product that a place has told nothing of for so long, while it told of others, is not kept there any more.
INACTIVE_AFTER_DAYS = 56


class StockStatus(StrEnum):
    """In order of urgency."""

    OUT = "out"
    LOW = "low"
    STALE = "stale"
    UNKNOWN = "unknown"
    FINE = "fine"


URGENCY = {status: place for place, status in enumerate(StockStatus)}


@dataclass(frozen=True)
class StockSaid:
    """What is known of a product at a place, as vmi.facts tells it."""

    on_hand: Decimal | None
    as_of: date | None
    sold: Decimal | None
    covered_days: int


def stock_status(said: StockSaid, *, lead_time_days: int, today: date) -> StockStatus:
    """Low is when what is there does not last until an order placed now arrives.

    A place that reported sales, but none of this product, has enough as long as any is there.
    """
    if said.on_hand is None or said.as_of is None:
        return StockStatus.UNKNOWN
    if (today - said.as_of).days > STALE_AFTER_DAYS:
        return StockStatus.STALE
    if said.on_hand <= 0:
        return StockStatus.OUT
    return _by_cover(said, lead_time_days)


def is_inactive(
    said_on: date, place_said_on: date | None, *, inactive_after_days: int = INACTIVE_AFTER_DAYS
) -> bool:
    """Whether a place went on reporting for more than so many days without a word of the product.

    Silence of the place as a whole proves nothing: its stock is old then, not gone.
    """
    return place_said_on is not None and (place_said_on - said_on).days > inactive_after_days


def _by_cover(said: StockSaid, lead_time_days: int) -> StockStatus:
    if said.covered_days <= 0:
        return StockStatus.UNKNOWN
    cover = days_of_cover(said.on_hand, daily_use(said.sold, said.covered_days))
    is_low = cover is not None and cover < lead_time_days
    return StockStatus.LOW if is_low else StockStatus.FINE
