"""Which places of an account run out, and what to offer them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from accounts.permissions import Permission
from accounts.tenancy import Scope
from keyaccounts.rules.offer import offer_quantity
from portal.kernel.trust import DataTrust
from vmi.models import Product
from vmi.selectors.sell_through import Filters
from vmi.selectors.stock import StockRow, StockStatus, stock_positions
from vmi.selectors.trust import trust_of_stock

_RUNS_OUT = {StockStatus.OUT, StockStatus.LOW}
# A stock that hardly moves would last into the next century; no day is said beyond this.
_FARTHEST_DAYS = Decimal(3650)


@dataclass(frozen=True)
class LowPlace:
    """A product at a place that runs out before a delivery ordered today could arrive.

    `days_of_cover` and `runs_out_on` are None when its use is not known; `offer` then too.
    """

    product_code: str
    product_name: str
    place_code: str
    place_name: str
    on_hand: Decimal | None
    days_of_cover: Decimal | None
    lead_days: int
    runs_out_on: date | None
    as_of: date | None
    offer: Decimal | None


def low_counts(scope: Scope, today: date) -> Mapping[int, int]:
    """How many of our product-places run low, by partner; a partner without stock reports is absent."""
    if not scope.may(Permission.VIEW_STOCK):
        return {}
    found: Counter[int] = Counter()
    # Ours alone: what runs out of a competitor's is no sorrow of ours.
    for row in stock_positions(scope, on_day=today, filters=Filters(is_ours=True)):
        if row.status is not StockStatus.UNKNOWN:
            found[row.position.partner_id] += row.status in _RUNS_OUT
    return dict(found)


def running_low(scope: Scope, partner_ids: tuple[int, ...], today: date) -> tuple[LowPlace, ...]:
    """Our product-places of these partners that run low, the most urgent first."""
    if not scope.may(Permission.VIEW_STOCK):
        return ()
    filters = Filters(partner_ids=frozenset(partner_ids), is_ours=True)
    low = [
        row
        for row in stock_positions(scope, on_day=today, filters=filters)
        if row.status in _RUNS_OUT
    ]
    products = {row.position.product_id for row in low}
    packs = dict(Product.objects.filter(pk__in=products).values_list("pk", "pack_size"))
    return tuple(_low_place(row, packs.get(row.position.product_id, 1)) for row in low)


def shared_data_trust(scope: Scope, partner_ids: tuple[int, ...], today: date) -> DataTrust | None:
    """How far the reports of these partners carry what is said of their stock; None for who may not see it."""
    if not scope.may(Permission.VIEW_STOCK):
        return None
    filters = Filters(partner_ids=frozenset(partner_ids))
    rows = stock_positions(scope, on_day=today, filters=filters)
    return trust_of_stock(scope, rows, filters=filters)


def _low_place(row: StockRow, pack_size: int) -> LowPlace:
    position, cover = row.position, row.days_of_cover
    coming = (position.on_order or Decimal(0)) + (position.in_transit or Decimal(0))
    lasts = None if cover is None else min(cover, _FARTHEST_DAYS)
    return LowPlace(
        product_code=row.product.code,
        product_name=row.product.display_name,
        place_code=row.place.code,
        place_name=row.place.display_name,
        on_hand=row.on_hand,
        days_of_cover=cover,
        lead_days=row.lead_time_days,
        runs_out_on=None if lasts is None or row.as_of is None else _day_after(row.as_of, lasts),
        as_of=row.as_of,
        offer=offer_quantity(
            row.on_hand, coming, row.daily_use, lead_days=row.lead_time_days, pack_size=pack_size
        ),
    )


def _day_after(day: date, lasts: Decimal) -> date:
    return day + timedelta(days=int(lasts.to_integral_value(ROUND_FLOOR)))
