"""The quantities of lines by measure and unit, summed while a document is read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from vmi.actions.sort_lines import Sorted
from vmi.formats.shape import MEASURES, Batch
from vmi.models import DocumentLine
from vmi.rules.control_totals import IN, PIECES, QuantityTotals, Sums

# An order line's quantity stands for no measure, and must not be lost either.
_SUMMED: Final = (*MEASURES, "ordered")


def add_batch(totals: QuantityTotals, batch: Batch, found: Sorted) -> None:
    """Count a batch that was read and sorted."""
    lines = batch.lines
    refused = [line.values for line in batch.refused]
    totals.add(IN, _sums(lines))
    totals.add("refused", sums_of_values(refused))
    totals.add(IN, sums_of_values(refused))
    totals.add("duplicate", batch.duplicate_sums)
    totals.add(IN, batch.duplicate_sums)
    totals.add("parked", _sums(_numbered(lines, (line.line for line in found.waiting))))
    totals.add("refused", _sums(_numbered(lines, (line.line for line in found.refused))))
    totals.add("posted", _sums(_numbered(lines, (row["line"] for row in found.orders))))
    _add_posted(totals, lines, found)


def _add_posted(totals: QuantityTotals, lines: pa.RecordBatch, found: Sorted) -> None:
    facts = found.facts
    if not facts.num_rows:
        return
    if lines.column("unit").null_count == lines.num_rows:
        written = _sums(facts)
        totals.add("posted", written)
        totals.add(PIECES, written)
        return
    said = lines.filter(pc.is_in(lines.column("line"), value_set=facts.column("line")))
    totals.add("posted", _sums(said))
    # The facts have the lines in the order of the batch.
    totals.add(PIECES, _sums(facts, units=said.column("unit")))


def sums_of_values(rows: Iterable[Mapping[str, Any]]) -> Sums:
    """The sums of lines kept as texts; what is not a number there was not read and adds nothing."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        for name in _SUMMED:
            text = row.get(name)
            if text is None:
                continue
            try:
                amount = Decimal(str(text))
            except InvalidOperation:
                continue
            sums[name, str(row.get(_unit_column(name)) or "")] += amount
    return sums


def released_sums(rows: Iterable[DocumentLine], found: Sorted) -> tuple[Sums, Sums]:
    """Of waiting lines that post now: what they say, and the pieces that they are in the facts."""
    posted = found.posted_lines
    some = [row for row in rows if row.line in posted]
    said = sums_of_values(row.values for row in some)
    units = {row.line: row.values.get("unit") for row in some}
    of_facts = [units.get(line) for line in found.facts.column("line").to_pylist()]
    return said, _sums(found.facts, units=pa.array(of_facts, pa.string()))


def _numbered(lines: pa.RecordBatch, numbers: Iterable[int]) -> pa.RecordBatch:
    wanted = pa.array(list(numbers), pa.int64())
    if not len(wanted):
        return lines.slice(0, 0)
    return lines.filter(pc.is_in(lines.column("line"), value_set=wanted))


def _sums(lines: pa.RecordBatch, *, units: pa.Array | None = None) -> Sums:
    """By measure and unit; a measure that no line says has no sum."""
    sums: dict[tuple[str, str], Decimal] = {}
    if not lines.num_rows:
        return sums
    names = set(lines.schema.names)
    if units is None and "unit" in names:
        units = lines.column("unit")
    for name in _SUMMED:
        if name in names and lines.column(name).null_count < lines.num_rows:
            by = lines.column("currency") if name == "sold_value" else units
            sums |= {(name, unit): total for unit, total in _by_unit(lines.column(name), by)}
    return sums


def _by_unit(column: pa.Array, units: pa.Array | None) -> Iterator[tuple[str, Decimal]]:
    if units is None or units.null_count == len(units):
        yield "", pc.sum(column).as_py()
        return
    table = pa.table([units.fill_null(""), column], names=["unit", "amount"])
    for row in table.group_by("unit").aggregate([("amount", "sum")]).to_pylist():
        if row["amount_sum"] is not None:
            yield row["unit"], row["amount_sum"]


def _unit_column(measure: str) -> str:
    return "currency" if measure == "sold_value" else "unit"
