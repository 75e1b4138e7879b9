"""Days of cover: how long the stock on hand lasts at the daily use."""

from decimal import Decimal


def daily_use(sold: Decimal | None, covered_days: int) -> Decimal | None:
    """What was sold a day over the days that reports covered.

    None when no day was covered or nothing was said of sales: silence is not a use of zero.
    """
    if sold is None or covered_days <= 0:
        return None
    return sold / covered_days


def days_of_cover(on_hand: Decimal | None, daily_use: Decimal | None) -> Decimal | None:
    """On hand ÷ daily use, in days.

    None when the stock is unknown, or when nothing is used: there is no number of days then, and 0
    or 999 would be read as one. Stock at or below zero covers no day.
    """
    if on_hand is None or daily_use is None or daily_use <= 0:
        return None
    return max(on_hand, Decimal(0)) / daily_use
