"""Quantities of packed units into single pieces, by what the line says or the product's master data knows."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from vmi.formats.shape import DECIMAL_DIGITS, MEASURES, QUANTITY_PLACES
from vmi.models import Product
from vmi.rules.line_checks import PACK_DIFFERS, Found, plain
from vmi.rules.units import UnitKind, pieces_per_unit, unit_kind

_QUANTITY: Final = pa.decimal128(DECIMAL_DIGITS, QUANTITY_PLACES)
_COUNTED: Final = tuple(name for name in MEASURES if name != "sold_value")
_IDS_A_QUERY: Final = 900
_ONE: Final = Decimal(1)


class _Size(NamedTuple):
    """How a product is counted in the catalogue."""

    unit: str
    pack: int
    pallet: int | None


def pieces_in_unit(lines: pa.RecordBatch, products: pa.Array) -> pa.Array | None:
    """How many single pieces the unit of each line holds, null where nobody knows; None: all are single.

    `products` are the ids that the lines were matched to; a line without one has no answer yet and gets 1.
    """
    units = lines.column("unit")
    kinds = {unit: unit_kind(unit) for unit in units.unique().to_pylist()}
    if all(kind is UnitKind.EACH for kind in kinds.values()):
        return None
    asked = pa.table([units, lines.column("pack"), products], names=["unit", "pack", "product"])
    rows = asked.to_pylist()
    sizes = _sizes(row["product"] for row in rows)
    known: dict[tuple[object, ...], Decimal | None] = {}
    found = []
    for row in rows:
        key = (row["unit"], row["pack"], row["product"])
        if key not in known:
            known[key] = _pieces(kinds[row["unit"]], row["pack"], sizes.get(row["product"]))
        found.append(known[key])
    return pa.array(found, _QUANTITY)


def in_pieces(lines: pa.RecordBatch, pieces: pa.Array) -> pa.RecordBatch:
    """The lines with every quantity times `pieces`; the value of sales stays what it is."""
    for name in _COUNTED:
        column = lines.column(name)
        if column.null_count < lines.num_rows:
            # Exact: both sides have three decimals, and so has every product of a count of pieces.
            multiplied = pc.round(pc.multiply(column, pieces), QUANTITY_PLACES).cast(_QUANTITY)
            lines = lines.set_column(lines.schema.get_field_index(name), name, multiplied)
    return lines


def are_too_many(lines: pa.RecordBatch, pieces: pa.Array) -> pa.Array:
    """Whether a line would count more pieces than a figure can hold."""
    limit = pa.scalar(Decimal(10) ** (DECIMAL_DIGITS - QUANTITY_PLACES), pa.decimal128(20, 0))
    too_many = pa.array([False] * lines.num_rows)
    for name in (*_COUNTED, "ordered"):
        column = lines.column(name)
        if column.null_count < lines.num_rows:
            size = pc.abs(pc.multiply(column, pieces))
            too_many = pc.or_(too_many, pc.greater_equal(size, limit).fill_null(False))
    return too_many


def packs_that_differ(lines: pa.RecordBatch, products: pa.Array) -> list[Found]:
    """Lines in packs whose size, as they say it, is not the one of the product's master data.

    What the line says counts. A product whose pack nobody has set differs from nothing.
    """
    packs = lines.column("pack")
    if packs.null_count == lines.num_rows:
        return []
    names = ["line", "last_day", "unit", "pack"]
    beside = pa.table([*map(lines.column, names), products], names=[*names, "product"])
    said = beside.filter(packs.is_valid())
    sizes = _sizes(said.column("product").unique().to_pylist())
    found = []
    for row in said.to_pylist():
        size = sizes.get(row["product"])
        if size is None or unit_kind(row["unit"]) not in {UnitKind.CASE, UnitKind.PACK}:
            continue
        if size.pack > 1 and row["pack"] != size.pack:
            found.append(_differing(row, size.pack))
    return found


def _differing(row: dict[str, Any], usual: int) -> Found:
    return Found(
        PACK_DIFFERS,
        row["line"],
        "pack",
        plain(row["pack"]),
        str(usual),
        row["last_day"],
        product_id=row["product"],
    )


def _pieces(kind: UnitKind | None, said_pack: Decimal | None, size: _Size | None) -> Decimal | None:
    if size is None:
        return _ONE
    if kind is None:
        return None
    # What the catalogue itself counts in cases or kilograms is not taken apart.
    if kind is unit_kind(size.unit) and kind is not UnitKind.EACH:
        return _ONE
    return pieces_per_unit(
        kind, said_pack=said_pack, product_pack=size.pack, product_pallet=size.pallet
    )


def _sizes(product_ids: Iterable[int | None]) -> dict[int, _Size]:
    left = iter({product_id for product_id in product_ids if product_id is not None})
    found: dict[int, _Size] = {}
    while some := list(islice(left, _IDS_A_QUERY)):
        rows = Product.objects.filter(pk__in=some)
        for row in rows.values_list("pk", "unit", "pack_size", "pallet_size"):
            product_id, unit, pack, pallet = row
            found[product_id] = _Size(unit, pack, pallet)
    return found
