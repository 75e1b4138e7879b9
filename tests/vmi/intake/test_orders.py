"""Orders that come as EDI messages become orders of the partner, line by line."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.tenancy import system_scope
from vmi.actions.map_code import map_product_code
from vmi.actions.read_report import read_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.models import DocumentLine, Order, OrderLine, Product, ReportDocument

pytestmark = pytest.mark.django_db
State = ReportDocument.State


def order(
    number: str = "PO-1",
    *lines: str,
    control: int = 1,
    place: str = "S1",
    ordered_on: str = "20261108",
) -> str:
    """An X12 850 with these PO1 segments, each without its name and number."""
    rows = lines or ("24*CA*21.6**BP*P1", "30*EA***BP*P2")
    body = [
        f"ST*850*{control:04}",
        f"BEG*00*SA*{number}**{ordered_on}",
        "CUR*BY*USD",
        "DTM*002*20261120",
        *([f"N1*ST*Shop*92*{place}"] if place else []),
        *(f"PO1*{at}*{row}" for at, row in enumerate(rows, 1)),
        f"CTT*{len(rows)}",
    ]
    return "~".join(
        [
            f"ISA*00*          *00*          *ZZ*BUYER          *ZZ*TANDEM         *261108*0615*U*00401*{control:09}*0*P*>",
            f"GS*PO*BUYER*TANDEM*20261108*0615*{control}*X*004010",
            *body,
            f"SE*{len(body) + 1}*{control:04}",
            f"GE*1*{control}",
            f"IEA*1*{control:09}",
            "",
        ]
    )


def orders() -> list[tuple[Any, ...]]:
    with system_scope(reason="look at the orders"):
        rows = OrderLine.objects.order_by("order__number", "line", "pk")
        return list(
            rows.values_list("order__number", "product__code", "quantity", "amount", "line")
        )


@pytest.fixture
def packs(catalogue: dict[str, Product]) -> None:
    Product.objects.filter(code="P1").update(pack_size=12)


def test_an_order_is_kept_in_pieces_with_what_its_lines_cost(packs, send):
    document = send(order())

    assert (document.state, document.lines_in, document.lines_posted) == (State.POSTED, 2, 2)
    # 24 cases of 12 at 21.60 a case; of the second line no price was said.
    assert orders() == [
        ("PO-1", "P1", Decimal(288), Decimal("518.4"), 1),
        ("PO-1", "P2", Decimal(30), None, 2),
    ]
    with system_scope(reason="look at the order"):
        kept = Order.objects.get()
        assert (kept.ordered_on, kept.wanted_on, kept.currency) == (
            date(2026, 11, 8),
            date(2026, 11, 20),
            "USD",
        )
        assert (kept.ship_to and kept.ship_to.code, kept.document_id) == ("S1", document.pk)
    # An order speaks of no day of sales or stock, so it replaces none.
    assert (document.first_day, document.covered, document.groups) == (None, [], [])


def test_a_line_of_an_unknown_product_waits_and_joins_its_order_by_itself(
    packs, send, mei, partner_a, catalogue
):
    document = send(order("PO-1", "24*CA*21.6**BP*P1", "5*EA*2**BP*X9"))
    assert (document.state, document.lines_posted, document.lines_parked) == (State.PARTLY, 1, 1)

    map_product_code(mei.scope, partner_a.pk, "X9", catalogue["P3"].pk)
    read = read_report(mei.scope, document.pk)
    release_parked_lines(mei.scope, partner_a.pk)

    with system_scope(reason="look at the document"):
        read.refresh_from_db()
    assert (read.state, read.lines_posted, read.lines_parked) == (State.POSTED, 2, 0)
    assert orders() == [
        ("PO-1", "P1", Decimal(288), Decimal("518.4"), 1),
        ("PO-1", "P3", Decimal(5), Decimal(10), 2),
    ]


def test_an_order_sent_again_is_replaced_line_by_line(packs, send):
    send(order("PO-1", "24*CA*21.6**BP*P1", "30*EA***BP*P2", control=1))
    send(order("PO-1", "6*EA*2**BP*P2", control=2))

    assert orders() == [("PO-1", "P2", Decimal(6), Decimal(12), 1)]


def test_an_earlier_order_read_late_changes_nothing(packs, send, mei):
    first = send(order("PO-1", "1*EA*2**BP*P1", control=1))
    send(order("PO-1", "6*EA*2**BP*P2", control=2))

    read_report(mei.scope, first.pk, again=True)

    assert orders() == [("PO-1", "P2", Decimal(6), Decimal(12), 1)]


def test_an_order_read_again_is_there_once(packs, send, mei):
    document = send(order())

    read_report(mei.scope, document.pk, again=True)

    assert [row[:3] for row in orders()] == [
        ("PO-1", "P1", Decimal(288)),
        ("PO-1", "P2", Decimal(30)),
    ]


def test_an_order_of_our_own_books_is_not_changed_by_a_message(packs, send, partner_a, catalogue):
    with system_scope(reason="our order system"):
        own = Order.objects.create(
            partner=partner_a, number="PO-1", ordered_on=date(2026, 11, 1), currency="USD"
        )
        OrderLine.objects.create(
            partner=partner_a, order=own, product=catalogue["P1"], quantity=1, amount=2
        )

    document = send(order())

    assert (document.state, document.lines_refused) == (State.REFUSED, 2)
    assert orders() == [("PO-1", "P1", Decimal(1), Decimal(2), None)]
    with system_scope(reason="look at the lines"):
        reasons = set(DocumentLine.objects.values_list("reason", "value"))
    assert reasons == {("order_known", "PO-1")}


def test_orders_of_another_partner_with_the_same_number_stay_apart(packs, send, chen, partner_b):
    send(order())
    other = send(
        order("PO-1", "7*EA*1**BP*P1", place=""), scope=chen.scope, partner_id=partner_b.pk
    )

    assert other.state == State.POSTED
    assert sorted(row[2] for row in orders()) == [Decimal(7), Decimal(30), Decimal(288)]
