"""Orders that came as messages of a partner: kept beside those of our own books, replaced when sent again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from vmi.models import Order, OrderLine, ReportDocument

_AT_ONCE: Final = 500


def keep_orders(document: ReportDocument, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the order lines of a document; called in the transaction that settles it.

    `rows` are order lines as sort_lines makes them. An order that an earlier document brought is
    replaced line by line; one that a later document brought already stays as it is.
    """
    by_number: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_number[row["order_number"]].append(row)
    for number, lines in by_number.items():
        order = _order(document, number, lines[0])
        if order is not None:
            _write_lines(order, lines)


def forget_orders(document: ReportDocument) -> None:
    """Take away what an earlier reading of the document brought."""
    Order.objects.filter(document=document).delete()


def _order(document: ReportDocument, number: str, head: Mapping[str, Any]) -> Order | None:
    known = Order.objects.filter(partner_id=document.partner_id, number=number)
    order = known.select_related("document").first()
    if order is None:
        order = Order(partner_id=document.partner_id, number=number)
    elif order.document is None:
        return None
    elif order.document.pk != document.pk:
        if (order.document.received_at, order.document.pk) > (document.received_at, document.pk):
            return None
        order.lines.all().delete()
    order.document = document
    order.ordered_on, order.wanted_on = head["first_day"], head["wanted_on"]
    order.ship_to_id, order.currency = head["location_id"], head["currency"]
    order.save()
    return order


def _write_lines(order: Order, lines: list[Mapping[str, Any]]) -> None:
    OrderLine.objects.bulk_create(
        (
            OrderLine(
                partner_id=order.partner_id,
                order=order,
                product_id=line["product_id"],
                quantity=line["ordered"],
                amount=line["amount"],
                line=line["line"],
            )
            for line in lines
        ),
        batch_size=_AT_ONCE,
    )
