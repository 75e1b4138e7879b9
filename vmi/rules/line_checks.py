"""What looks wrong in a line by itself, or beside the other lines of its file; the line counts all the same."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from vmi.rules.units import PACKED, UnitKind, unit_kind

# How many findings of one kind are kept of one document; all of them are counted.
MOST_KEPT: Final = 1_000

NEGATIVE_STOCK: Final = "negative_stock"
NEGATIVE_SOLD: Final = "negative_sold"
NEGATIVE_QUANTITY: Final = "negative_quantity"
VALUE_SIGN: Final = "value_sign"
FUTURE_DAY: Final = "future_day"
ANCIENT_DAY: Final = "ancient_day"
LONG_LINE: Final = "long_line"
PART_OF_UNIT: Final = "part_of_unit"
UNIT_DIFFERS: Final = "unit_differs"
# Seen only where the product is known: the pack that the line says is not the one of the master data.
PACK_DIFFERS: Final = "pack_differs"
KINDS: Final = (
    *(NEGATIVE_STOCK, NEGATIVE_SOLD, NEGATIVE_QUANTITY, VALUE_SIGN),
    *(FUTURE_DAY, ANCIENT_DAY, LONG_LINE, PART_OF_UNIT, UNIT_DIFFERS, PACK_DIFFERS),
)
# What only the posted lines of the whole document show.
MAY_BE_COPY: Final = "may_be_copy"
STRAY_DAY: Final = "stray_day"
# No finding of ours: a person said that a line that did not post is right to be left out.
LEFT_OUT: Final = "left_out"

EARLIEST: Final = date(2000, 1, 1)
LONGEST_DAYS: Final = 366
# A unit is the product's usual one when nine of ten of its lines have it, and there are ten of them.
USUAL_LINES: Final = 10
USUAL_SHARE: Final = Decimal("0.9")

_SHELF: Final = ("on_hand", "opening", "unsellable")
_NEVER_NEGATIVE: Final = (
    *("returned", "received", "withdrawn", "lost_sales", "on_order", "in_transit"),
    *("committed", "minimum", "maximum", "reorder_point", "planned", "forecast"),
)
_COUNTED: Final = ("sold", "returned", "received", "on_hand")
_SAID_OF_THE_PAST: Final = (
    *("sold", "returned", "received", "adjusted", "sold_value", "transferred", "withdrawn"),
    *("lost_sales", "on_hand", "opening"),
)
_PAIRS_KEPT: Final = 50_000
_LINES_OF_A_PAIR: Final = 20
_NO_TEXTS: Final = frozenset({"line", "raw"})


@dataclass(frozen=True)
class Found:
    """One thing about one line: the field, what it says and what was to be expected ("" where nothing).

    `values` are the line's fields as texts, as far as they are at hand.
    """

    kind: str
    line: int
    field: str
    value: str
    expected: str = ""
    day: date | None = None
    product_id: int | None = None
    location_id: int | None = None
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass
class Findings:
    """The first findings of each kind, and how many there are of each."""

    kept: list[Found] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)

    def room(self, kind: str) -> int:
        """How many more of the kind are kept."""
        return max(0, MOST_KEPT - self.totals[kind])

    def add(self, kind: str, count: int, some: Iterable[Found]) -> None:
        """Count `count` findings, and keep the first of them while there is room."""
        room = self.room(kind)
        for found, _place in zip(some, range(room), strict=False):
            self.kept.append(found)
        self.totals[kind] += count


class LineChecks:
    """Looks at batches of lines (columns of vmi.formats.shape.LINE_SCHEMA) as they are read.

    A stock or a movement may be of tomorrow at the latest, for the sake of time zones; a forecast may
    be of any day. What is not said is never judged.
    """

    def __init__(self, today: date) -> None:
        self._latest = today + timedelta(days=1)
        self._found = Findings()
        self._units = _UnitUse()
        self._kinds_of_units: dict[str, UnitKind | None] = {}

    def look(self, lines: pa.RecordBatch) -> None:
        """Judge the lines of one batch."""
        if not lines.num_rows:
            return
        for kind, name, is_odd in self._judged(lines):
            count = pc.sum(is_odd).as_py() or 0
            if not count:
                continue
            if room := self._found.room(kind):
                some = lines.filter(is_odd).slice(0, room)
                self._found.add(kind, count, _found_of(kind, name, some, self._expected(kind)))
            else:
                self._found.add(kind, count, ())
        if lines.column("unit").null_count < lines.num_rows:
            self._units.see(lines)

    def add(self, some: Sequence[Found]) -> None:
        """Count in what somebody else found of lines of the same document."""
        for found in some:
            self._found.add(found.kind, 1, (found,))

    def findings(self) -> Findings:
        """What was found, with what only the whole file shows; asked once, at its end."""
        for count, some in self._units.unusual():
            self._found.add(UNIT_DIFFERS, count, some)
        return self._found

    def _judged(self, lines: pa.RecordBatch) -> Iterator[tuple[str, str, Any]]:
        """Kind, field and which lines; a null counts as no."""
        said = {name for name in lines.schema.names if lines.column(name).null_count < len(lines)}
        for kind, names in ((NEGATIVE_STOCK, _SHELF), (NEGATIVE_QUANTITY, _NEVER_NEGATIVE)):
            for name in names:
                if name in said:
                    yield kind, name, _below_zero(lines.column(name))
        if "sold" in said:
            yield NEGATIVE_SOLD, "sold", _oversold_back(lines)
        if {"sold", "sold_value"} <= said:
            yield VALUE_SIGN, "sold_value", _signs_differ(lines)
        yield from self._days(lines, said)
        if "unit" in said:
            yield from self._parts(lines, said)

    def _days(self, lines: pa.RecordBatch, said: set[str]) -> Iterator[tuple[str, str, Any]]:
        first, last = lines.column("first_day"), lines.column("last_day")
        range_ = pc.min_max(last).as_py()
        if range_["max"] > self._latest:
            names = [name for name in _SAID_OF_THE_PAST if name in said]
            if names:
                of_the_past = reduce(pc.or_, (lines.column(name).is_valid() for name in names))
                yield FUTURE_DAY, "last_day", pc.and_(pc.greater(last, self._latest), of_the_past)
        if pc.min(first).as_py() < EARLIEST:
            yield ANCIENT_DAY, "first_day", pc.less(first, EARLIEST)
        length = pc.subtract(last.cast(pa.int32()), first.cast(pa.int32()))
        yield LONG_LINE, "last_day", pc.greater_equal(length, LONGEST_DAYS)

    def _parts(self, lines: pa.RecordBatch, said: set[str]) -> Iterator[tuple[str, str, Any]]:
        units = lines.column("unit")
        whole = [text for text in units.unique().drop_null().to_pylist() if self._is_whole(text)]
        if not whole:
            return
        is_counted = pc.is_in(units, pa.array(whole, pa.string()))
        for name in _COUNTED:
            if name in said:
                column = lines.column(name)
                yield (
                    PART_OF_UNIT,
                    name,
                    pc.and_(is_counted, pc.not_equal(column, pc.floor(column))),
                )

    def _is_whole(self, unit: str) -> bool:
        """Whether the unit is one that nobody sells half of."""
        if unit not in self._kinds_of_units:
            self._kinds_of_units[unit] = unit_kind(unit)
        return self._kinds_of_units[unit] in PACKED | {UnitKind.EACH}

    def _expected(self, kind: str) -> str:
        bounds = {
            **dict.fromkeys((NEGATIVE_STOCK, NEGATIVE_SOLD, NEGATIVE_QUANTITY), "≥ 0"),
            FUTURE_DAY: f"≤ {self._latest}",
            ANCIENT_DAY: f"≥ {EARLIEST}",
            LONG_LINE: f"≤ {LONGEST_DAYS}",
        }
        return bounds.get(kind, "")


@dataclass
class _Pair:
    """A product in one unit: how many lines, and the first of them."""

    count: int = 0
    some: list[Found] = field(default_factory=list)


class _UnitUse:
    """In which units each product of a file comes."""

    def __init__(self) -> None:
        self._pairs: dict[str, dict[str, _Pair]] = {}

    def see(self, lines: pa.RecordBatch) -> None:
        """Count the batch's lines by product and unit."""
        products = pc.coalesce(lines.column("product_code"), lines.column("gtin"))
        table = pa.table(
            [products, lines.column("unit"), pa.array(range(len(lines)), pa.int64())],
            names=["product", "unit", "place"],
        )
        table = table.filter(pc.is_valid(table.column("unit")))
        grouped = table.group_by(["product", "unit"]).aggregate(
            [("place", "count"), ("place", "min")]
        )
        for product, unit, count, first in zip(
            *(c.to_pylist() for c in grouped.columns), strict=True
        ):
            pair = self._pair(product, unit)
            if pair is None:
                continue
            pair.count += count
            if len(pair.some) < _LINES_OF_A_PAIR:
                pair.some += _found_of(UNIT_DIFFERS, "unit", lines.slice(first, 1), "")

    def unusual(self) -> Iterator[tuple[int, list[Found]]]:
        """Of each product with a usual unit, the lines in another one."""
        for units in self._pairs.values():
            if len(units) < 2:
                continue
            usual = max(units, key=lambda unit: units[unit].count)
            total = sum(pair.count for pair in units.values())
            if total < USUAL_LINES or units[usual].count < USUAL_SHARE * total:
                continue
            for unit, pair in units.items():
                if unit != usual:
                    yield pair.count, [_with_expected(found, usual) for found in pair.some]

    def _pair(self, product: str, unit: str) -> _Pair | None:
        units = self._pairs.get(product)
        if units is None:
            if len(self._pairs) >= _PAIRS_KEPT:
                return None
            units = self._pairs.setdefault(product, {})
        return units.setdefault(unit, _Pair())


def _with_expected(found: Found, expected: str) -> Found:
    return Found(
        found.kind, found.line, found.field, found.value, expected, found.day, values=found.values
    )


def _found_of(kind: str, name: str, lines: pa.RecordBatch, expected: str) -> list[Found]:
    return [
        Found(
            kind,
            row["line"],
            name,
            plain(row[name]),
            expected or _expected_of(kind, row),
            row["last_day"],
            values={
                key: plain(value)
                for key, value in row.items()
                if value is not None and key not in _NO_TEXTS
            },
        )
        for row in lines.to_pylist()
    ]


def _expected_of(kind: str, row: Mapping[str, Any]) -> str:
    if kind == VALUE_SIGN:
        return "≥ 0" if row["sold"] >= 0 else "≤ 0"
    return ""


def plain(value: Any) -> str:
    """A value as people write it: no zeros behind the point, days by ISO 8601."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _below_zero(column: pa.Array) -> pa.Array:
    return pc.less(column, pa.scalar(Decimal(0), column.type))


def _oversold_back(lines: pa.RecordBatch) -> pa.Array:
    """More given back than sold, beyond what the line says was returned."""
    sold, returned = lines.column("sold"), lines.column("returned")
    negative = _below_zero(sold)
    if returned.null_count == len(returned) or not pc.any(negative).as_py():
        return negative
    zero = pa.scalar(Decimal(0), returned.type)
    rest = pc.add(sold, pc.fill_null(returned, zero))
    return pc.and_(negative, pc.less(rest, pa.scalar(Decimal(0), rest.type)))


def _signs_differ(lines: pa.RecordBatch) -> pa.Array:
    """A value against its quantity: goods sold for less than nothing, or given back for money."""
    sold, value = lines.column("sold"), lines.column("sold_value")
    negative, zero = _below_zero(value), pa.scalar(Decimal(0), sold.type)
    positive = pc.greater(value, pa.scalar(Decimal(0), value.type))
    return pc.or_(pc.and_(pc.greater(sold, zero), negative), pc.and_(pc.less(sold, zero), positive))
