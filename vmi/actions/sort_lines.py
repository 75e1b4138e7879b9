"""Sort lines that were read: matched ones become facts, the others wait or are refused, with the reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from vmi.actions.keep_orders import orders_of_our_books
from vmi.actions.leases import LeaseLost
from vmi.facts.schema import LINE_SCHEMA as FACT_LINES
from vmi.facts.schema import MEASURES_OF, MeasureGroup
from vmi.formats.shape import FIELDS, ORDER_FIELDS, DuplicateLine, RefusedLine
from vmi.models import DocumentLine, Posting
from vmi.selectors.matching import PLACE_FIELDS, PRODUCT_FIELDS, Matcher

UNKNOWN_PRODUCT: Final = "unknown_product"
UNKNOWN_PLACE: Final = "unknown_place"
_LINES_A_TRANSACTION: Final = 5_000
_LINES_A_STATEMENT: Final = 500
_VALUE_CHARACTERS: Final = 255
_READ_FIELDS: Final = (*(name for name in FIELDS if name != "day"), *ORDER_FIELDS)


@dataclass(frozen=True)
class Sorted:
    """Lines of one batch: rows for the facts, lines of orders, those that wait, and those that can't post.

    A row of `orders` is a line of vmi.formats.shape.LINE_SCHEMA with product_id and location_id (None:
    the order names no place).
    """

    facts: pa.RecordBatch
    waiting: list[DocumentLine]
    orders: list[dict[str, Any]] = field(default_factory=list)
    refused: list[DocumentLine] = field(default_factory=list)

    @property
    def posted_lines(self) -> set[int]:
        """The numbers of the lines that found everything they need."""
        return {*self.facts.column("line").to_pylist(), *(row["line"] for row in self.orders)}


def sort_batch(lines: pa.RecordBatch, matcher: Matcher, posting: Posting) -> Sorted:
    """Find the product and place of each line (columns of vmi.formats.shape.LINE_SCHEMA)."""
    if not lines.num_rows:
        return Sorted(_facts(lines, *(pa.array([], pa.int64()),) * 2), [])
    days = lines.column("last_day")
    products = matcher.products(lines.column("product_code"), lines.column("gtin"), days)
    places = matcher.places(lines.column("location_code"), lines.column("gln"), days)
    is_order = lines.column("order_number").is_valid()
    has_orders = bool(pc.any(is_order).as_py())
    # An order may leave open where it goes; a place that it names has to be known.
    needs_place = pc.or_(
        pc.invert(is_order), pc.or_(*map(_is_said, (lines["location_code"], lines["gln"])))
    )
    is_known = pc.and_(products.is_valid(), pc.or_(places.is_valid(), pc.invert(needs_place)))
    waiting: list[DocumentLine] = []
    if not pc.all(is_known).as_py():
        is_unknown = pc.invert(is_known)
        lacks_product = products.filter(is_unknown).is_null().to_pylist()
        rows = lines.filter(is_unknown).to_pylist()
        waiting = [
            _waiting_line(row, posting, lacks_product=lacks)
            for row, lacks in zip(rows, lacks_product, strict=True)
        ]
        lines, products, places, is_order = (
            column.filter(is_known) for column in (lines, products, places, is_order)
        )
    if not has_orders:
        return Sorted(_facts(lines, products, places), waiting)
    is_fact = pc.invert(is_order)
    facts = _facts(lines.filter(is_fact), products.filter(is_fact), places.filter(is_fact))
    orders = [
        {**row, "product_id": product_id, "location_id": place_id}
        for row, product_id, place_id in zip(
            lines.filter(is_order).to_pylist(),
            products.filter(is_order).to_pylist(),
            places.filter(is_order).to_pylist(),
            strict=True,
        )
    ]
    return _without_own_orders(Sorted(facts, waiting, orders), posting)


def _is_said(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.not_equal(column, ""), fill_value=False)


def _without_own_orders(found: Sorted, posting: Posting) -> Sorted:
    """Refuse lines of orders that our own books have: they are not changed by a message."""
    numbers = {row["order_number"] for row in found.orders}
    own = orders_of_our_books(posting.partner_id, numbers)
    if not own:
        return found
    refused = [
        _line_of(row, posting, DocumentLine.State.REFUSED)
        for row in found.orders
        if row["order_number"] in own
    ]
    for line in refused:
        line.reason, line.field = "order_known", "order_number"
        line.value = str(line.values["order_number"])[:_VALUE_CHARACTERS]
    orders = [row for row in found.orders if row["order_number"] not in own]
    return replace(found, orders=orders, refused=refused)


def said_groups(lines: pa.RecordBatch | pa.Table) -> set[MeasureGroup]:
    """The groups of measures that any line speaks of."""
    return {
        group
        for group, names in MEASURES_OF.items()
        if any(lines.column(name).null_count < lines.num_rows for name in names)
    }


def waiting_reason(row: dict[str, Any], *, lacks_product: bool) -> dict[str, str]:
    """Why a line waits: reason, field and value as DocumentLine keeps them. The product comes first."""
    fields = PRODUCT_FIELDS if lacks_product else PLACE_FIELDS
    name = next((name for name in fields if row.get(name)), fields[0])
    return {
        "reason": UNKNOWN_PRODUCT if lacks_product else UNKNOWN_PLACE,
        "field": name,
        "value": str(row.get(name) or "").strip()[:_VALUE_CHARACTERS],
    }


def refused_line(refused: RefusedLine, posting: Posting) -> DocumentLine:
    return DocumentLine(
        partner_id=posting.partner_id,
        document_id=posting.document_id,
        attempt=posting,
        line=refused.line,
        state=DocumentLine.State.REFUSED,
        reason=refused.code,
        field=refused.field,
        value=refused.value[:_VALUE_CHARACTERS],
        raw=refused.raw,
    )


def duplicate_line(duplicate: DuplicateLine, posting: Posting) -> DocumentLine:
    return DocumentLine(
        partner_id=posting.partner_id,
        document_id=posting.document_id,
        attempt=posting,
        line=duplicate.line,
        state=DocumentLine.State.DUPLICATE,
        reason="sent_twice",
        value=str(duplicate.of_line or ""),
        raw=duplicate.raw,
    )


def keep_lines(lines: Iterable[DocumentLine], posting: Posting, tick: Callable[[], object]) -> None:
    """Write lines in small transactions, each of which holds only while the posting is pending."""
    left = iter(lines)
    while some := list(islice(left, _LINES_A_TRANSACTION)):
        with transaction.atomic():
            require_pending(posting)
            DocumentLine.objects.bulk_create(some, batch_size=_LINES_A_STATEMENT)
        tick()


def require_pending(posting: Posting) -> None:
    """Lock the posting; raises LeaseLost when it was given up in the meantime."""
    rows = Posting.objects.select_for_update(of=("self",)).filter(pk=posting.pk)
    if not rows.filter(state=Posting.State.PENDING).exists():
        raise LeaseLost(f"posting {posting.pk}")


def lines_again(rows: Sequence[DocumentLine], schema: pa.Schema) -> pa.RecordBatch:
    """Waiting lines as the batch that they were read in, from the values kept with them."""
    columns = [pa.array([_value(row, field) for row in rows], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _value(row: DocumentLine, field: pa.Field) -> Any:
    if field.name == "line":
        return row.line
    if field.name == "raw":
        return row.raw
    text = row.values.get(field.name)
    if text is None:
        return None
    if pa.types.is_date(field.type):
        return date.fromisoformat(text)
    return Decimal(text) if pa.types.is_decimal(field.type) else text


def _waiting_line(row: dict[str, Any], posting: Posting, *, lacks_product: bool) -> DocumentLine:
    line = _line_of(row, posting, DocumentLine.State.PARKED)
    for name, value in waiting_reason(row, lacks_product=lacks_product).items():
        setattr(line, name, value)
    return line


def _line_of(row: dict[str, Any], posting: Posting, state: DocumentLine.State) -> DocumentLine:
    return DocumentLine(
        partner_id=posting.partner_id,
        document_id=posting.document_id,
        attempt=posting,
        line=row["line"],
        state=state,
        raw=row["raw"],
        values={name: str(row[name]) for name in _READ_FIELDS if row[name] is not None},
    )


def _facts(lines: pa.RecordBatch, products: pa.Array, places: pa.Array) -> pa.RecordBatch:
    found = {"product_id": products, "location_id": places}
    columns = [
        found[field.name] if field.name in found else lines.column(field.name).cast(field.type)
        for field in FACT_LINES
    ]
    return pa.RecordBatch.from_arrays(columns, schema=FACT_LINES)
