"""Which places of an account run out, and what to offer them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.tenancy import Scope


@dataclass(frozen=True)
class LowPlace:
    """A product at a place that runs out before a delivery ordered today could arrive."""

    product_code: str
    product_name: str
    place_code: str
    place_name: str
    on_hand: Decimal
    days_of_cover: Decimal
    lead_days: int | None
    runs_out_on: date
    as_of: date
    offer: Decimal | None


def low_counts(scope: Scope, today: date) -> Mapping[int, int]:
    """How many product-places run low, by partner; a partner without stock reports is absent."""
    return {}


def running_low(scope: Scope, partner_ids: tuple[int, ...], today: date) -> tuple[LowPlace, ...]:
    """The product-places of these partners that run low, the soonest first."""
    return ()
