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

from vmi.actions.leases import LeaseLost
from vmi.facts.schema import LINE_SCHEMA as FACT_LINES
from vmi.facts.schema import MEASURES_OF, MeasureGroup
from vmi.formats.shape import (
    FIELDS,
    ORDER_FIELDS,
    QUANTITY_PLACES,
    VALUE_PLACES,
    DuplicateLine,
    RefusedLine,
)
from vmi.models import DocumentLine, Posting
from vmi.rules.line_checks import Found
from vmi.rules.units import PACKED, unit_kind
from vmi.selectors.line_matches import LineMatches, matched_lines, orders_of_our_books
from vmi.selectors.matching import PLACE_FIELDS, PRODUCT_FIELDS, Matcher
from vmi.selectors.pieces import are_too_many, in_pieces, packs_that_differ

UNKNOWN_PRODUCT: Final = "unknown_product"
UNKNOWN_PLACE: Final = "unknown_place"
# Its unit holds several pieces, and nobody has said how many.
UNKNOWN_PACK: Final = "unknown_pack"
# Its unit is one that the product is not counted in, such as kilograms, or one that nobody knows.
OTHER_UNIT: Final = "other_unit"
_FIELDS_OF_REASON: Final = {
    UNKNOWN_PRODUCT: PRODUCT_FIELDS,
    UNKNOWN_PLACE: PLACE_FIELDS,
    UNKNOWN_PACK: ("unit",),
    OTHER_UNIT: ("unit",),
}
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
    odd: list[Found] = field(default_factory=list)

    @property
    def posted_lines(self) -> set[int]:
        """The numbers of the lines that found everything they need."""
        return {*self.facts.column("line").to_pylist(), *(row["line"] for row in self.orders)}


def sort_batch(lines: pa.RecordBatch, matcher: Matcher, posting: Posting) -> Sorted:
    """Find the product and place of each line (columns of vmi.formats.shape.LINE_SCHEMA)."""
    if not lines.num_rows:
        return Sorted(_facts(lines, *(pa.array([], pa.int64()),) * 2), [])
    matches = matched_lines(lines, matcher)
    is_known = matches.is_known
    waiting: list[DocumentLine] = []
    if not pc.all(is_known).as_py():
        is_unknown = pc.invert(is_known)
        lacking = zip(
            lines.filter(is_unknown).to_pylist(),
            matches.products.filter(is_unknown).is_null().to_pylist(),
            pc.invert(matches.has_place.filter(is_unknown)).to_pylist(),
            strict=True,
        )
        waiting = [
            _waiting_line(
                row, posting, reason=_reason(row, lacks_product=no_product, lacks_place=no_place)
            )
            for row, no_product, no_place in lacking
        ]
    matched = _Matched.of(lines, matches).only(is_known)
    found, refused = _countable(matched, posting)
    has_orders = bool(pc.any(matches.is_order).as_py())
    facts, orders = _counted(found, has_orders=has_orders)
    odd = packs_that_differ(lines, matches.products)
    return _without_own_orders(Sorted(facts, waiting, orders, refused, odd), posting)


@dataclass(frozen=True)
class _Matched:
    """Lines beside what was found for each of them; `pieces` None: every unit is a single piece."""

    lines: pa.RecordBatch
    products: pa.Array
    places: pa.Array
    is_order: pa.Array
    pieces: pa.Array | None

    @classmethod
    def of(cls, lines: pa.RecordBatch, found: LineMatches) -> "_Matched":
        return cls(lines, found.products, found.places, found.is_order, found.pieces)

    def only(self, wanted: pa.Array) -> "_Matched":
        if pc.all(wanted).as_py():
            return self
        return _Matched(
            *(
                None if column is None else column.filter(wanted)
                for column in (self.lines, self.products, self.places, self.is_order, self.pieces)
            )
        )


def _countable(matched: _Matched, posting: Posting) -> tuple[_Matched, list[DocumentLine]]:
    """Without the lines whose pieces are more than a figure holds; those are refused."""
    if matched.pieces is None or not matched.lines.num_rows:
        return matched, []
    too_many = are_too_many(matched.lines, matched.pieces)
    refused = []
    for row in matched.lines.filter(too_many).to_pylist():
        line = _line_of(row, posting, DocumentLine.State.REFUSED)
        line.reason, line.field, line.value = "number_too_large", "unit", str(row["unit"])
        refused.append(line)
    return matched.only(pc.invert(too_many)), refused


def _counted(found: _Matched, *, has_orders: bool) -> tuple[pa.RecordBatch, list[dict[str, Any]]]:
    """Rows of the facts and lines of orders, all in single pieces."""
    some = found.only(pc.invert(found.is_order)) if has_orders else found
    lines = some.lines if some.pieces is None else in_pieces(some.lines, some.pieces)
    facts = _facts(lines, some.products, some.places)
    return facts, _orders(found.only(found.is_order)) if has_orders else []


def _orders(found: _Matched) -> list[dict[str, Any]]:
    """Lines of orders as rows; what they cost is reckoned before their cases become pieces."""
    size = found.lines.num_rows
    rows = zip(
        found.lines.to_pylist(),
        found.products.to_pylist(),
        found.places.to_pylist(),
        [Decimal(1)] * size if found.pieces is None else found.pieces.to_pylist(),
        strict=True,
    )
    return [
        {
            **row,
            "product_id": product_id,
            "location_id": place_id,
            "amount": _amount(row["ordered"], row["unit_price"]),
            "ordered": round(row["ordered"] * pieces, QUANTITY_PLACES),
        }
        for row, product_id, place_id, pieces in rows
    ]


def _amount(ordered: Decimal, unit_price: Decimal | None) -> Decimal | None:
    """None when no price was said."""
    return None if unit_price is None else round(ordered * unit_price, VALUE_PLACES)


def _without_own_orders(found: Sorted, posting: Posting) -> Sorted:
    """Refuse lines of orders that our own books have: they are not changed by a message."""
    numbers = {row["order_number"] for row in found.orders}
    own = orders_of_our_books(posting.partner_id, numbers)
    if not own:
        return found
    refused = found.refused + [
        _line_of(row, posting, DocumentLine.State.REFUSED)
        for row in found.orders
        if row["order_number"] in own
    ]
    for line in refused[len(found.refused) :]:
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


def waiting_reason(row: dict[str, Any], reason: str) -> dict[str, str]:
    """Why a line waits: reason, field and value as DocumentLine keeps them."""
    fields = _FIELDS_OF_REASON[reason]
    name = next((name for name in fields if row.get(name)), fields[0])
    return {
        "reason": reason,
        "field": name,
        "value": str(row.get(name) or "").strip()[:_VALUE_CHARACTERS],
    }


def _reason(row: dict[str, Any], *, lacks_product: bool, lacks_place: bool) -> str:
    """The first thing that a line lacks; the product comes first."""
    if lacks_product:
        return UNKNOWN_PRODUCT
    if lacks_place:
        return UNKNOWN_PLACE
    return UNKNOWN_PACK if unit_kind(row["unit"]) in PACKED else OTHER_UNIT


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


def _waiting_line(row: dict[str, Any], posting: Posting, *, reason: str) -> DocumentLine:
    line = _line_of(row, posting, DocumentLine.State.PARKED)
    for name, value in waiting_reason(row, reason).items():
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
