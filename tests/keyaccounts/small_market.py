"""The rows of the small market, and how more are added."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Partner
from keyaccounts.models import (
    Account,
    Confidence,
    Contact,
    DemandFigure,
    PromiseMade,
    Segment,
)
from vmi.models import Order, OrderLine, Product

TODAY = date(2026, 5, 17)


@dataclass(frozen=True)
class Market:
    """The rows that tests speak of."""

    a: Account
    b: Account
    aerosol: Segment
    insecticide: Segment
    paint: Segment
    contact_a: Contact
    contact_b: Contact
    promise_a: PromiseMade
    promise_b: PromiseMade
    demand_a: DemandFigure
    demand_b: DemandFigure
    rows_b: dict[str, Any]


def order(partner: Partner, number: str, day: date, *lines: tuple[Product, int, int]) -> Order:
    """An order in CNY; lines are product, pieces, amount."""
    placed = Order.objects.create(partner=partner, number=number, ordered_on=day, currency="CNY")
    for product, pieces, amount in lines:
        OrderLine.objects.create(
            partner=partner,
            order=placed,
            product=product,
            quantity=Decimal(pieces),
            amount=Decimal(amount),
        )
    return placed


def demand(
    account: Account,
    segment: Segment,
    quantity: int,
    confidence: Confidence = Confidence.DECLARED,
    days: tuple[date, date] = (date(2026, 1, 1), date(2026, 6, 30)),
) -> DemandFigure:
    return DemandFigure.objects.create(
        partner_id=account.partner_id,
        segment=segment,
        first_day=days[0],
        last_day=days[1],
        quantity=Decimal(quantity),
        source="annual talk",
        as_of=date(2026, 1, 10),
        confidence=confidence,
    )
