"""What to offer a place that runs low: how much fills it up again."""

from decimal import ROUND_CEILING, Decimal

# An offer lasts over the lead time and this many days more.
COVER_DAYS = 28


def offer_quantity(
    on_hand: Decimal | None,
    coming: Decimal,
    daily_use: Decimal | None,
    *,
    lead_days: int,
    pack_size: int = 1,
) -> Decimal | None:
    """Daily use over lead time and four weeks, less what is there and coming, in whole packs.

    None when the use or the stock is unknown: an offer without reason is none.
    """
    if on_hand is None or daily_use is None or daily_use <= 0:
        return None
    missing = daily_use * (lead_days + COVER_DAYS) - max(on_hand, Decimal(0)) - coming
    if missing <= 0:
        return Decimal(0)
    packs = (missing / pack_size).to_integral_value(rounding=ROUND_CEILING)
    return packs * pack_size
