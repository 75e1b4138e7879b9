"""What the lines of a batch are of, and whether they have all that they need to count."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from vmi.models import Order
from vmi.selectors.matching import Matcher
from vmi.selectors.pieces import pieces_in_unit


@dataclass(frozen=True)
class LineMatches:
    """Arrays beside the lines: ids of product and place, null where none is known.

    `pieces` is how many single pieces the unit of the line holds, null where nobody knows; None: every
    unit is a single piece. A line of an order may leave open where it goes; a place that it names has
    to be known, like that of every other line: `has_place`.
    """

    products: pa.Array
    places: pa.Array
    is_order: pa.Array
    has_place: pa.Array
    pieces: pa.Array | None

    @property
    def is_known(self) -> pa.Array:
        """Whether the line has everything; the others wait."""
        known = pc.and_(self.products.is_valid(), self.has_place)
        return known if self.pieces is None else pc.and_(known, self.pieces.is_valid())


def matched_lines(lines: pa.RecordBatch, matcher: Matcher) -> LineMatches:
    """Find product, place and pieces of each line (columns of vmi.formats.shape.LINE_SCHEMA)."""
    days = lines.column("last_day")
    products = matcher.products(lines.column("product_code"), lines.column("gtin"), days)
    places = matcher.places(lines.column("location_code"), lines.column("gln"), days)
    is_order = lines.column("order_number").is_valid()
    names_place = pc.or_(*map(_is_said, (lines["location_code"], lines["gln"])))
    needs_place = pc.or_(pc.invert(is_order), names_place)
    has_place = pc.or_(places.is_valid(), pc.invert(needs_place))
    return LineMatches(products, places, is_order, has_place, pieces_in_unit(lines, products))


def orders_of_our_books(partner_id: int, numbers: Iterable[str]) -> set[str]:
    """Which of these orders our own system told us of: what a message says does not change them."""
    rows = Order.objects.filter(
        partner_id=partner_id, number__in=set(numbers), document__isnull=True
    )
    return set(rows.values_list("number", flat=True))


def _is_said(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.not_equal(column, ""), fill_value=False)
