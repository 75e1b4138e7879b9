"""Sort lines that were read: matched ones become facts, the others wait or are refused, with the reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from vmi.actions.leases import LeaseLost
from vmi.facts.schema import FLOW_MEASURES, STOCK_MEASURES
from vmi.facts.schema import LINE_SCHEMA as FACT_LINES
from vmi.formats.shape import FIELDS, RefusedLine
from vmi.models import DocumentLine, Posting
from vmi.selectors.matching import PLACE_FIELDS, PRODUCT_FIELDS, Matcher

UNKNOWN_PRODUCT: Final = "unknown_product"
UNKNOWN_PLACE: Final = "unknown_place"
_LINES_A_TRANSACTION: Final = 5_000
_LINES_A_STATEMENT: Final = 500
_VALUE_CHARACTERS: Final = 255
_READ_FIELDS: Final = tuple(name for name in FIELDS if name != "day")


@dataclass(frozen=True)
class Sorted:
    """Lines of one batch: rows for the facts, and the lines that can't be matched yet."""

    facts: pa.RecordBatch
    waiting: list[DocumentLine]


def sort_batch(lines: pa.RecordBatch, matcher: Matcher, posting: Posting) -> Sorted:
    """Find the product and place of each line (columns of vmi.formats.shape.LINE_SCHEMA)."""
    if not lines.num_rows:
        return Sorted(_facts(lines, *(pa.array([], pa.int64()),) * 2), [])
    days = lines.column("last_day")
    products = matcher.products(lines.column("product_code"), lines.column("gtin"), days)
    places = matcher.places(lines.column("location_code"), lines.column("gln"), days)
    is_known = pc.and_(products.is_valid(), places.is_valid())
    if products.null_count == places.null_count == 0:
        return Sorted(_facts(lines, products, places), [])
    facts = _facts(lines.filter(is_known), products.filter(is_known), places.filter(is_known))
    is_unknown = pc.invert(is_known)
    lacks_product = products.filter(is_unknown).is_null().to_pylist()
    rows = lines.filter(is_unknown).to_pylist()
    waiting = [
        _waiting_line(row, posting, lacks_product=lacks)
        for row, lacks in zip(rows, lacks_product, strict=True)
    ]
    return Sorted(facts, waiting)


def said_groups(facts: pa.RecordBatch | pa.Table) -> tuple[bool, bool]:
    """Whether any line speaks of flow, and whether any speaks of stock."""
    flow, stock = (
        any(facts.column(name).null_count < facts.num_rows for name in names)
        for names in (FLOW_MEASURES, STOCK_MEASURES)
    )
    return flow, stock


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
    return DocumentLine(
        partner_id=posting.partner_id,
        document_id=posting.document_id,
        attempt=posting,
        line=row["line"],
        state=DocumentLine.State.PARKED,
        raw=row["raw"],
        values={name: str(row[name]) for name in _READ_FIELDS if row[name] is not None},
        **waiting_reason(row, lacks_product=lacks_product),
    )


def _facts(lines: pa.RecordBatch, products: pa.Array, places: pa.Array) -> pa.RecordBatch:
    found = {"product_id": products, "location_id": places}
    columns = [
        found[field.name] if field.name in found else lines.column(field.name).cast(field.type)
        for field in FACT_LINES
    ]
    return pa.RecordBatch.from_arrays(columns, schema=FACT_LINES)
