"""Two accounts with everything that a review speaks of; today is Sunday, 17 May 2026."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Partner
from accounts.tenancy import system_scope
from keyaccounts.models import (
    Account,
    AccountSegment,
    Complaint,
    Confidence,
    Contact,
    DemandFigure,
    PromiseMade,
    Segment,
    SupplierKind,
    SupplyFigure,
    Visit,
)
from portal.kernel.period import Period
from tests.vmi.facts.posted import batch_of
from vmi.facts.store import fact_store
from vmi.models import (
    LeadTime,
    Location,
    Order,
    OrderLine,
    Posting,
    Product,
    ReportDocument,
    Supplier,
)

TODAY = date(2026, 5, 17)
FIRST_HALF = Period.parse("2026H1")


@dataclass(frozen=True)
class Reviewed:
    """The rows that tests speak of."""

    account: Account
    other: Account
    complaint: Complaint


@pytest.fixture(autouse=True)
def may_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.clock.timezone.localdate", lambda: TODAY)


@pytest.fixture
def can(db: None) -> Product:
    us = Supplier.objects.create(name="Us", is_us=True)
    return Product.objects.create(
        code="CAN-52",
        name="Can 52 mm",
        name_zh="52毫米罐",
        category="Household",
        supplier=us,
        segment_code="insecticide",
    )


@pytest.fixture
def reviewed(partner_a: Partner, partner_b: Partner, can: Product, song: Any) -> Reviewed:
    """A buys 40,000 of the 137,000 cans it needs up to 17 May, and sells them on; B has nothing but a name."""
    segment = Segment.objects.create(code="insecticide", name="Insecticide", name_zh="杀虫剂")
    with system_scope(reason="test set-up"):
        account = Account.objects.create(
            partner=partner_a,
            standing=Account.Standing.CONFIRMED,
            target_share=Decimal("0.5"),
            line=Account.Line.FIRST_LINE,
        )
        AccountSegment.objects.create(
            partner=partner_a, account=account, segment=segment, price=Decimal("1.5")
        )
        _orders(partner_a, can)
        _market(partner_a, segment)
        complaint = _relations(partner_a, song)
        _reports(partner_a, can)
        other = Account.objects.create(partner=partner_b, standing=Account.Standing.CONFIRMED)
    return Reviewed(account, other, complaint)


def _orders(partner: Partner, can: Product) -> None:
    for year, pieces in ((2026, 8_000), (2025, 6_000)):
        for month in range(1, 6):
            day = date(year, month, 10)
            order = Order.objects.create(
                partner=partner,
                number=f"{year}-{month}",
                ordered_on=day,
                promised_on=day + timedelta(days=5),
                delivered_on=day + timedelta(days=5 if month < 5 else 7),
                currency="CNY",
            )
            OrderLine.objects.create(
                partner=partner,
                order=order,
                product=can,
                quantity=Decimal(pieces),
                delivered_quantity=Decimal(pieces),
                amount=Decimal(pieces * 3 // 2),
            )


def _market(partner: Partner, segment: Segment) -> None:
    """1,000 a day declared, half of it from a rival and a tenth made by itself."""
    said: dict[str, Any] = {
        "partner": partner,
        "segment": segment,
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 6, 30),
        "source": "annual talk",
        "as_of": date(2026, 1, 10),
        "confidence": Confidence.DECLARED,
    }
    DemandFigure.objects.create(**said, quantity=Decimal(181_000))
    SupplyFigure.objects.create(
        **said,
        quantity=Decimal(90_500),
        kind=SupplierKind.COMPETITOR,
        supplier_name="=Rival Cans",
    )
    SupplyFigure.objects.create(**said, quantity=Decimal(18_100), kind=SupplierKind.SELF_MADE)


def _relations(partner: Partner, song: Any) -> Complaint:
    Contact.objects.create(partner=partner, name="Lin", role="Purchasing", influence="decides")
    visit = Visit.objects.create(
        partner=partner,
        visitor=song.person,
        on=date(2026, 4, 1),
        state=Visit.State.DONE,
        outcome="They like the new valve.",
    )
    PromiseMade.objects.create(
        partner=partner,
        text="Send ten samples",
        made_on=date(2026, 4, 1),
        due_on=date(2026, 5, 12),
        visit=visit,
    )
    return Complaint.objects.create(
        partner=partner, received_on=date(2026, 5, 2), subject="Dented rims <b>"
    )


def _reports(partner: Partner, can: Product) -> None:
    """Twelve weeks of 700 sold a week, and 500 in the like weeks a year before; 150 left on 15 May."""
    place = Location.objects.create(partner=partner, code="S1", name="Store 1")
    LeadTime.objects.create(partner=partner, days=7)
    document = ReportDocument.objects.create(
        partner=partner,
        door=ReportDocument.Door.SHELL,
        sha256="0" * 64,
        size=1,
        received_at=datetime(2026, 5, 16, tzinfo=ZoneInfo("Asia/Shanghai")),
        state=ReportDocument.State.POSTED,
        last_day=date(2026, 5, 15),
        lines_in=10,
        lines_posted=8,
        lines_parked=2,
    )
    posting = Posting.objects.create(
        partner=partner,
        document=document,
        state=Posting.State.CURRENT,
        created_at=document.received_at,
    )
    days = [date(2026, 5, 15) - timedelta(days=back) for back in range(84)]
    lines = [_line(number, day, can, place, 100) for number, day in enumerate(days)]
    lines[0]["on_hand"] = Decimal(150)
    lines += [
        _line(100 + number, day - timedelta(weeks=52), can, place, 50)
        for number, day in enumerate(days)
    ]
    fact_store().append_once(posting.pk, partner.pk, [batch_of(*lines)])


def _line(number: int, day: date, can: Product, place: Location, sold: int) -> dict[str, Any]:
    return {
        "line": number + 1,
        "product_id": can.pk,
        "location_id": place.pk,
        "first_day": day,
        "last_day": day,
        "currency": None,
        "sold": Decimal(sold),
    }
