"""What one account bought: by step with the year before, by category, and when the next order is due."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum

from keyaccounts.rules.next_order import NextOrder, next_order
from keyaccounts.rules.purchases import (
    Bought,
    MixPart,
    Step,
    bought_in,
    category_mix,
    largest_month,
    series,
)
from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from vmi.models import Order, OrderLine, Product

# Two years and a bit: the running year, the one before, and twelve months before the first month shown.
RECORD_DAYS = 3 * 366
PRODUCTS_PREDICTED = 5


@dataclass(frozen=True)
class OrderRow:
    """One order as the brief shows it."""

    number: str
    ordered_on: date
    delivered_on: date | None
    quantity: Decimal
    amount: Money


@dataclass(frozen=True)
class ProductDue:
    """A product and when it is ordered next."""

    code: str
    name: str
    unit: str
    due: NextOrder

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.due.quantity, self.unit)


@dataclass(frozen=True)
class Purchases:
    """Revenue with us, in the portal's currency. `steps` are week, month, quarter and year so far.

    `order_due` counts in pieces; None when fewer than three orders are on record.
    """

    currency: str
    steps: tuple[tuple[Step, Bought], ...]
    months: tuple[Bought, ...]
    largest_month: Bought | None
    mix: tuple[MixPart, ...]
    last_orders: tuple[OrderRow, ...]
    order_due: NextOrder | None
    products_due: tuple[ProductDue, ...]
    last_order_on: date | None


@dataclass(frozen=True)
class _Line:
    day: date
    product_id: int
    category: str
    currency: str
    quantity: Decimal
    amount: Decimal


def purchases_of(partner_ids: Iterable[int], today: date, *, mix_period: Period) -> Purchases:
    """The purchases of one account, or of a group together; three queries."""
    ids = tuple(partner_ids)
    lines = _lines(ids, today)
    valued = [line for line in lines if line.currency == settings.CURRENCY]
    daily = _daily((line.day, line.amount) for line in valued)
    since = min(daily, default=None)
    months = series(daily, Step.MONTH, today=today, count=13)
    return Purchases(
        currency=settings.CURRENCY,
        steps=tuple(
            (step, bought_in(daily, step, today, today=today, on_record_since=since))
            for step in Step
        ),
        months=months,
        largest_month=largest_month(months[:-1]) or largest_month(months),
        mix=_mix(valued, mix_period),
        last_orders=_last_orders(ids),
        order_due=next_order((line.day, line.quantity) for line in lines),
        products_due=_products_due(lines),
        last_order_on=max((line.day for line in lines), default=None),
    )


def orders_by_partner(today: date) -> dict[int, list[tuple[date, Decimal, Decimal]]]:
    """Days with orders of every partner in the active scope: day, quantity, amount in our currency."""
    rows = (
        OrderLine.objects.filter(
            order__ordered_on__range=(today - timedelta(days=RECORD_DAYS), today),
            order__currency=settings.CURRENCY,
        )
        .order_by("order__ordered_on")
        .values_list("partner_id", "order__ordered_on")
        .annotate(pieces=Sum("quantity"), value=Sum("amount"))
    )
    found: dict[int, list[tuple[date, Decimal, Decimal]]] = defaultdict(list)
    for partner_id, day, pieces, value in rows:
        found[partner_id].append((day, pieces, value))
    return found


def _lines(ids: tuple[int, ...], today: date) -> list[_Line]:
    rows = (
        OrderLine.objects.filter(
            partner_id__in=ids,
            order__ordered_on__range=(today - timedelta(days=RECORD_DAYS), today),
        )
        .order_by()
        .values_list("order__ordered_on", "product_id", "product__category", "order__currency")
        .annotate(pieces=Sum("quantity"), value=Sum("amount"))
    )
    return [_Line(*row) for row in rows]


def _daily(amounts: Iterable[tuple[date, Decimal]]) -> dict[date, Decimal]:
    daily: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount in amounts:
        daily[day] += amount
    return dict(daily)


def _mix(lines: list[_Line], period: Period) -> tuple[MixPart, ...]:
    before = period.year_before()
    totals: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for line in lines:
        if line.day in period:
            totals[line.category][0] += line.amount
        elif line.day in before:
            totals[line.category][1] += line.amount
    return category_mix(
        (name, now, then) for name, (now, then) in totals.items() if now > 0 or then > 0
    )


def _last_orders(ids: tuple[int, ...], *, most: int = 5) -> tuple[OrderRow, ...]:
    orders = (
        Order.objects.filter(partner_id__in=ids)
        .annotate(pieces=Sum("lines__quantity"), value=Sum("lines__amount"))
        .order_by("-ordered_on", "-number")[:most]
    )
    return tuple(
        OrderRow(
            order.number,
            order.ordered_on,
            order.delivered_on,
            order.pieces or Decimal(0),
            Money(order.value or Decimal(0), order.currency),
        )
        for order in orders
    )


def _products_due(lines: list[_Line]) -> tuple[ProductDue, ...]:
    """The products ordered most, each with its own rhythm, soonest first."""
    worth: dict[int, Decimal] = defaultdict(Decimal)
    by_product: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for line in lines:
        worth[line.product_id] += line.amount
        by_product[line.product_id].append((line.day, line.quantity))
    largest = sorted(worth, key=lambda key: -worth[key])[:PRODUCTS_PREDICTED]
    products = Product.objects.in_bulk(largest)
    found = [
        ProductDue(products[key].code, products[key].display_name, products[key].unit, due)
        for key in largest
        if (due := next_order(by_product[key])) is not None
    ]
    return tuple(sorted(found, key=lambda row: (row.due.due_on, row.code)))
