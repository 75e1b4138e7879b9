"""A small market: two accounts in two segments, with orders, demand, people and a visit."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Partner
from accounts.tenancy import system_scope
from keyaccounts.models import (
    Account,
    AccountSegment,
    Complaint,
    Confidence,
    Contact,
    PromiseMade,
    Segment,
    SupplierKind,
    SupplyFigure,
    Visit,
)
from tests.keyaccounts.small_market import TODAY, Market, demand, order
from vmi.models import Product, Supplier


@pytest.fixture(autouse=True)
def may_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything happens on 17 May 2026, a Sunday."""
    for module in (
        "keyaccounts.selectors.key_accounts",
        "keyaccounts.selectors.attention",
        "keyaccounts.selectors.account_page",
        "keyaccounts.selectors.overview",
        "keyaccounts.actions.plan_visit",
        "keyaccounts.actions.record_visit",
        "keyaccounts.actions.keep_promise",
        "keyaccounts.actions.set_market_figure",
        "keyaccounts.web.asking",
        "keyaccounts.web.account",
        "keyaccounts.web.changes",
    ):
        monkeypatch.setattr(f"{module}.today", lambda: TODAY)


@pytest.fixture
def segments(db: None) -> tuple[Segment, Segment, Segment]:
    aerosol = Segment.objects.create(code="aerosol", name="Aerosol", name_zh="气雾罐")
    return (
        aerosol,
        Segment.objects.create(
            code="insecticide", name="Insecticide", name_zh="杀虫剂", parent=aerosol
        ),
        Segment.objects.create(code="paint", name="Paint", name_zh="油漆", parent=aerosol),
    )


@pytest.fixture
def products(db: None) -> tuple[Product, Product]:
    us = Supplier.objects.create(name="Us", is_us=True)
    return (
        Product.objects.create(
            code="can-i",
            name="Can 52",
            category="Household",
            supplier=us,
            segment_code="insecticide",
        ),
        Product.objects.create(
            code="can-p", name="Can 65", category="Paint", supplier=us, segment_code="paint"
        ),
    )


@pytest.fixture
def market(
    partner_a: Partner,
    partner_b: Partner,
    segments: tuple[Segment, Segment, Segment],
    products: tuple[Product, Product],
    song: Any,
) -> Market:
    """A buys 38,000 insecticide cans in the first half of 2026 up to 17 May; B 20,000 paint cans."""
    aerosol, insecticide, paint = segments
    can_i, can_p = products
    with system_scope(reason="test set-up"):
        a = Account.objects.create(partner=partner_a, target_share=Decimal("0.6"))
        b = Account.objects.create(partner=partner_b)
        AccountSegment.objects.create(
            partner=partner_a, account=a, segment=insecticide, price=Decimal("1.5")
        )
        AccountSegment.objects.create(partner=partner_b, account=b, segment=paint)
        for number, (month, day) in enumerate([(1, 10), (2, 10), (3, 10), (4, 10), (5, 10)]):
            pieces = 14_000 if month == 5 else 6_000
            order(
                partner_a, f"A-{number}", date(2026, month, day), (can_i, pieces, pieces * 3 // 2)
            )
        order(partner_a, "A-old", date(2025, 5, 1), (can_i, 20_000, 30_000))
        order(partner_a, "A-after", date(2025, 5, 20), (can_i, 7_000, 10_500))
        order(partner_b, "B-1", date(2026, 2, 1), (can_p, 20_000, 40_000))
        # 181 days: 1,000 a day declared; until 17 May that is 137,000.
        demand_a = demand(a, insecticide, 181_000)
        demand_b = demand(b, paint, 181_000, Confidence.ESTIMATED)
        SupplyFigure.objects.create(
            partner=partner_a,
            segment=insecticide,
            first_day=date(2026, 1, 1),
            last_day=date(2026, 6, 30),
            quantity=Decimal(90_500),
            source="their buyer",
            as_of=date(2026, 2, 1),
            confidence=Confidence.ESTIMATED,
            kind=SupplierKind.COMPETITOR,
            supplier_name="Rival Cans",
        )
        visit_a = Visit.objects.create(
            partner=partner_a,
            visitor=song.person,
            on=date(2026, 4, 1),
            state=Visit.State.DONE,
            outcome="They like the new valve.",
            next_step="Send samples",
        )
        promise_a = PromiseMade.objects.create(
            partner=partner_a,
            text="Send ten samples",
            made_on=date(2026, 4, 1),
            due_on=date(2026, 5, 12),
            visit=visit_a,
        )
        visit_b = Visit.objects.create(
            partner=partner_b, visitor=song.person, on=date(2026, 5, 1), state=Visit.State.DONE
        )
        promise_b = PromiseMade.objects.create(
            partner=partner_b, text="Secret of B", made_on=date(2026, 5, 1)
        )
        complaint_b = Complaint.objects.create(
            partner=partner_b, received_on=date(2026, 5, 2), subject="Dents of B"
        )
        contact_a = Contact.objects.create(partner=partner_a, name="Lin Buyer", role="Purchasing")
        contact_b = Contact.objects.create(partner=partner_b, name="Zhao of B")
        supply_b = SupplyFigure.objects.create(
            partner=partner_b,
            segment=paint,
            first_day=date(2026, 1, 1),
            last_day=date(2026, 6, 30),
            quantity=Decimal(1),
            source="x",
            as_of=date(2026, 2, 1),
            confidence=Confidence.ESTIMATED,
            kind=SupplierKind.SELF_MADE,
        )
        segment_b = AccountSegment.objects.get(account=b)
    return Market(
        a=a,
        b=b,
        aerosol=aerosol,
        insecticide=insecticide,
        paint=paint,
        contact_a=contact_a,
        contact_b=contact_b,
        promise_a=promise_a,
        promise_b=promise_b,
        demand_a=demand_a,
        demand_b=demand_b,
        rows_b={
            "account": b,
            "accountsegment": segment_b,
            "contact": contact_b,
            "complaint": complaint_b,
            "promisemade": promise_b,
            "visit": visit_b,
            "demandfigure": demand_b,
            "supplyfigure": supply_b,
        },
    )
