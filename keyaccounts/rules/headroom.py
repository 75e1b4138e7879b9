"""Headroom: how much more an account could buy from us before its target share is met."""

from dataclasses import dataclass
from decimal import Decimal

from portal.kernel.money import Money
from portal.kernel.share import Share


@dataclass(frozen=True)
class Headroom:
    """`value` is None when we have no price for it."""

    volume: Decimal
    value: Money | None


def headroom_of(share: Share, target: Decimal | None, price: Money | None) -> Headroom | None:
    """max(0, target share − share) × demand × our price; None without a target or a known share."""
    if target is None or share.value is None:
        return None
    volume = max(Decimal(0), target - share.value) * share.whole
    return Headroom(volume, None if price is None else price * volume)
