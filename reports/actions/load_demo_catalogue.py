"""Writes the example's partners, products, places, codes, lead times and orders."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.conf import settings

from accounts.actions.base import action
from accounts.models import Partner, PartnerKind
from accounts.permissions import Permission
from accounts.tenancy import Scope
from reports.demo.catalogue import Item, every_item
from reports.demo.feeds import FEEDS, codes_of, items_of
from reports.demo.market import BRANDS, DISTRIBUTOR, GROUP, OTHER_BUYERS, RETAILER, US
from reports.demo.orders import PlannedOrder
from reports.demo.places import every_place
from reports.demo.seasons import Calendar
from vmi.models import (
    LeadTime,
    Location,
    Order,
    OrderLine,
    Product,
    ProductCode,
    Supplier,
)

_ROWS_AT_A_TIME = 500


@action(Permission.EDIT_MASTER_DATA)
def load_demo_catalogue(
    _scope: Scope, calendar: Calendar, orders: Mapping[str, Sequence[PlannedOrder]]
) -> dict[str, Partner]:
    """Make everything that orders and reports refer to, and the orders; partners by code."""
    partners = _partners()
    products = _products(every_item())
    _places(partners)
    _codes(partners, products, calendar)
    _lead_times(partners, products)
    for code, planned in orders.items():
        _orders(partners[code], planned, products)
    return partners


def _partners() -> dict[str, Partner]:
    code, name, name_zh, city, _ = GROUP
    group = _partner(code, name, name_zh, PartnerKind.GROUP, city)
    found = [group]
    for brand in BRANDS:
        parent = group if brand.group == group.code else None
        kind = PartnerKind.BRAND_OWNER
        found.append(_partner(brand.code, brand.name, brand.name_zh, kind, brand.city, parent))
    code, name, name_zh, city, _ = RETAILER
    found.append(_partner(code, name, name_zh, PartnerKind.RETAILER, city))
    code, name, name_zh, city, _ = DISTRIBUTOR
    found.append(_partner(code, name, name_zh, PartnerKind.DISTRIBUTOR, city))
    found.append(_partner(*OTHER_BUYERS, PartnerKind.GROUP, ""))
    return {partner.code: partner for partner in found}


def _partner(
    code: str,
    name: str,
    name_zh: str,
    kind: PartnerKind,
    city: str,
    parent: Partner | None = None,
) -> Partner:
    return Partner.objects.create(
        code=code,
        name=name,
        name_zh=name_zh,
        kind=kind,
        city=city,
        parent=parent,
        is_illustrative=True,
    )


def _products(items: Iterable[Item]) -> dict[str, Product]:
    items = tuple(items)
    suppliers = {
        name: Supplier.objects.create(name=name, is_us=name == US)
        for name in dict.fromkeys(item.supplier for item in items)
    }
    made = Product.objects.bulk_create(
        Product(
            code=item.code,
            gtin=item.gtin,
            name=item.name,
            name_zh=item.name_zh,
            category=item.category,
            brand=item.brand,
            supplier=suppliers[item.supplier],
            segment_code=item.segment,
            pack_size=item.pack,
            pallet_size=item.pallet,
        )
        for item in items
    )
    return {product.code: product for product in made}


def _places(partners: Mapping[str, Partner]) -> None:
    Location.objects.bulk_create(
        Location(
            partner=partners[place.partner],
            code=place.code,
            name=place.name,
            kind=place.kind,
            region=place.region,
            city=place.city,
        )
        for place in every_place()
    )


def _codes(
    partners: Mapping[str, Partner], products: Mapping[str, Product], calendar: Calendar
) -> None:
    """The retailer reports by GTIN and needs no codes of its own."""
    ProductCode.objects.bulk_create(
        ProductCode(
            partner=partners[partner],
            product=products[known.item.code],
            code=known.code,
            valid_from=known.valid_from,
            valid_to=known.valid_to,
        )
        for partner in (*(brand.code for brand in BRANDS), DISTRIBUTOR[0])
        for known in codes_of(partner, items_of(partner), calendar)
    )


def _lead_times(partners: Mapping[str, Partner], products: Mapping[str, Product]) -> None:
    days = {brand.code: brand.lead_days for brand in BRANDS}
    days |= {DISTRIBUTOR[0]: 9, RETAILER[0]: 7}
    rows = [LeadTime(partner=partners[code], days=each) for code, each in days.items()]
    # A size that is made only now and then takes longer.
    for feed in FEEDS[:3]:
        slow = items_of(feed.partner)[-1]
        rows.append(
            LeadTime(
                partner=partners[feed.partner],
                product=products[slow.code],
                days=days[feed.partner] + 7,
            )
        )
    LeadTime.objects.bulk_create(rows)


def _orders(
    partner: Partner, planned: Sequence[PlannedOrder], products: Mapping[str, Product]
) -> None:
    places = list(Location.objects.filter(partner=partner).order_by("code"))
    orders = Order.objects.bulk_create(
        (
            Order(
                partner=partner,
                number=each.number,
                ordered_on=each.ordered_on,
                promised_on=each.promised_on,
                delivered_on=each.delivered_on,
                ship_to=places[each.place],
                currency=settings.CURRENCY,
            )
            for each in planned
        ),
        batch_size=_ROWS_AT_A_TIME,
    )
    OrderLine.objects.bulk_create(
        (
            OrderLine(
                partner=partner,
                order=order,
                product=products[line.item.code],
                quantity=Decimal(line.quantity),
                delivered_quantity=None if line.delivered is None else Decimal(line.delivered),
                amount=line.amount,
            )
            for order, each in zip(orders, planned, strict=True)
            for line in each.lines
        ),
        batch_size=_ROWS_AT_A_TIME,
    )
