"""What a person put in place of values of single lines, applied while the document is read again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from vmi.formats.cells import cell_reader
from vmi.formats.shape import (
    DAY_FIELDS,
    FIELDS,
    LINE_SCHEMA,
    MEASURES,
    Batch,
    RefusedLine,
)

# What can be put right; `day` is only another way to say first and last day.
CORRECTABLE: Final = tuple(name for name in FIELDS if name != "day")
# The whole message or file was refused: one line of it can't be put right by itself.
WHOLE: Final = frozenset({"message_rejected", "control_number_reused"})

# Line → field → text, or None for a value taken away.
Corrections = Mapping[int, Mapping[str, str | None]]


def read_values(values: Mapping[str, str | None]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values as cells are read (2026-05-17, 1234.5), and the code of each that can't be, by field."""
    read: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, text in values.items():
        value, code = cell_reader(name, order="YMD", mark=".")(text or "")
        if code:
            problems[name] = code
        elif name in DAY_FIELDS:
            read[name] = value[0 if name == "first_day" else 1] if value else None
        else:
            read[name] = value
    return read, problems


def problem_of(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """Field and code of what a line lacks that every line needs; None when it can be posted."""
    if row.get("first_day") is None or row.get("last_day") is None:
        return "day", "no_date"
    if row["first_day"] > row["last_day"]:
        return "last_day", "period_backwards"
    for names, field, code in (
        (("product_code", "gtin"), "product_code", "missing_product"),
        (("location_code", "gln"), "location_code", "missing_location"),
        ((*MEASURES, "ordered"), "sold", "no_measure"),
    ):
        if all(row.get(name) is None for name in names):
            return field, code
    return None


def still_wrong(
    values: Mapping[str, str], unread: Mapping[str, str], correction: Mapping[str, str | None]
) -> tuple[str, str] | None:
    """Field and code of what would be wrong with a line yet, were it corrected like this; else None."""
    row, _ = read_values(values)
    good: list[dict[str, Any]] = []
    refused: list[RefusedLine] = []
    _sort({"currency": "", **row, "line": 0, "raw": ""}, unread, correction, good, refused)
    return (refused[0].field, refused[0].code) if refused else None


def corrected(
    batches: Iterable[Batch], corrections: Corrections, *, default_currency: str
) -> Iterator[Batch]:
    """The batches with the corrected values in place: refused lines may become good, and the reverse."""
    if not corrections:
        yield from batches
        return
    wanted = pa.array(sorted(corrections), pa.int64())
    for batch in batches:
        is_meant = pc.is_in(batch.lines.column("line"), value_set=wanted)
        refused = [line for line in batch.refused if line.line in corrections]
        if not refused and not pc.any(is_meant).as_py():
            yield batch
            continue
        yield _corrected(batch, corrections, is_meant, default_currency)


def _corrected(
    batch: Batch, corrections: Corrections, is_meant: pa.Array, default_currency: str
) -> Batch:
    good: list[dict[str, Any]] = []
    refused: list[RefusedLine] = []
    for row in batch.lines.filter(is_meant).to_pylist():
        _sort(row, {}, corrections[row["line"]], good, refused)
    for line in batch.refused:
        if line.line not in corrections or line.code in WHOLE:
            refused.append(line)
            continue
        read, _ = read_values(line.values)
        row = {"currency": default_currency, **read, "line": line.line, "raw": line.raw}
        _sort(row, line.unread, corrections[line.line], good, refused)
    put_right = pa.RecordBatch.from_pylist(good, schema=LINE_SCHEMA)
    kept = batch.lines.filter(pc.invert(is_meant))
    joined = pa.Table.from_batches([kept, put_right]).sort_by("line").combine_chunks()
    [lines] = joined.to_batches() or [kept.slice(0, 0)]
    return replace(
        batch, lines=lines, refused=tuple(sorted(refused, key=lambda refusal: refusal.line))
    )


def _sort(
    row: dict[str, Any],
    unread: Mapping[str, str],
    values: Mapping[str, str | None],
    good: list[dict[str, Any]],
    refused: list[RefusedLine],
) -> None:
    """Put the values in place; the line is good when nothing of it is left unread and nothing is lacking."""
    read, problems = read_values(values)
    before = row.get("currency")
    row.update(read)
    row["currency"] = row.get("currency") or before
    said = set(values) | (set(DAY_FIELDS) if set(values) & set(DAY_FIELDS) else set())
    problems |= {name: code for name, code in unread.items() if name not in said}
    problem = next(iter(problems.items()), None) or problem_of(row)
    if problem is None:
        good.append(row)
        return
    name, code = problem
    texts = {
        key: str(value)
        for key, value in row.items()
        if value is not None and key not in {"line", "raw"}
    }
    refused.append(
        RefusedLine(row["line"], name, code, values.get(name) or "", row["raw"], texts, problems)
    )
