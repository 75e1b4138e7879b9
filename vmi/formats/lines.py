"""Rows of cells into typed columns: each distinct text is read once, and every line is accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import repeat
from operator import itemgetter
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from vmi.formats import limits
from vmi.formats.cells import ReadCell
from vmi.formats.columns import REFERENCE_LINE
from vmi.formats.copies import Copies
from vmi.formats.rows import Chunk, PlainChunk
from vmi.formats.shape import (
    DAY_FIELDS,
    LINE_SCHEMA,
    MEASURES,
    RAW_CHARACTERS,
    Batch,
    DuplicateLine,
    RefusedLine,
)

# Control characters other than tab and line ends, and the mark of a byte that was no text.
_BAD_CHARACTER: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x{FFFD}]"
_ZERO_SHOWN: Final = str.maketrans({"\x00": "␀"})
_NOT_READ: Final = object()
_MADE_LAST: Final = frozenset({"line", "raw"})


@dataclass(frozen=True)
class Problem:
    field: str
    code: str
    value: str


@dataclass(frozen=True)
class Plan:
    """What is needed to read a row: where each field stands, and what stands in for an absent column."""

    header_row: int
    width: int
    has_ragged_ends: bool
    positions: Mapping[str, int]
    readers: Mapping[str, ReadCell]
    default_currency: str
    default_location: str | None
    default_unit: str | None
    period: tuple[date, date] | None


@dataclass
class _Table:
    """The lines of one chunk on their way: rows squared, columns typed, problems by position."""

    numbers: Sequence[int]
    rows: list[list[str]]
    raws: list[str]
    # In place of the rows, when all of them have as many cells as the header.
    plain: PlainChunk | None = None
    problems: dict[int, Problem] = field(default_factory=dict)
    # Every cell that could not be read, by line and field, with its code.
    unread: dict[int, dict[str, str]] = field(default_factory=dict)
    columns: dict[str, pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.raws)

    def cells(self, position: int) -> list[str]:
        if self.plain is not None:
            return self.plain.cells[position :: self.plain.width]
        return list(map(itemgetter(position), self.rows))

    def whole(self, place: int) -> str:
        """A text that only an equal line has; where a cell holds a tab, the joined cells are not enough."""
        raw = self.raws[place]
        if self.plain is not None:
            width = self.plain.width
            row = (
                self.plain.cells[place * width : (place + 1) * width]
                if raw.count("\t") >= width
                else []
            )
        else:
            row = self.rows[place]
        return repr(row) if raw.count("\t") >= len(row) > 0 else raw

    def refuse(self, place: int, problem: Problem) -> None:
        """The first problem of a line is the one that is told."""
        self.problems.setdefault(place, problem)


class LineBuilder:
    """Makes batches of chunks; remembers texts it has read, within bounds."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known: dict[str, dict[str, Any]] = {name: {} for name in plan.positions}
        self._lines_read = 0
        # Equal lines that name no reference may be two sales of the same: they are added.
        self._copies = Copies() if "reference" in plan.positions else None
        self._copies_told = 0

    def build(self, chunk: Chunk | PlainChunk) -> Batch:
        table = _table_of(chunk, self._plan)
        self._lines_read += len(table)
        for name, place in self._plan.positions.items():
            self._read_column(table, name, place)
        self._fill_days(table)
        self._fill_texts(table)
        self._judge(table)
        copies = self._copies_in(table)
        return Batch(
            lines=_good_lines(table, copies),
            refused=_refused_lines(table),
            lines_read=self._lines_read,
            bytes_read=chunk.bytes_read,
            duplicate_count=len(copies),
            duplicates=self._told(table, copies),
        )

    def _copies_in(self, table: _Table) -> dict[int, int]:
        """Good lines that were in the file before → the line that they are equal to in every cell."""
        if self._copies is None:
            return {}
        has_reference = table.columns["reference"].is_valid().to_pylist()
        places = [
            place
            for place, is_named in enumerate(has_reference)
            if is_named and place not in table.problems
        ]
        texts = [table.whole(place) for place in places]
        found = self._copies.found(texts, [table.numbers[place] for place in places])
        return {places[place]: line for place, line in found.items()}

    def _told(self, table: _Table, copies: Mapping[int, int]) -> tuple[DuplicateLine, ...]:
        """The first of a file's copies; of the others the number is enough."""
        told = sorted(copies)[: limits.COPIES_TOLD - self._copies_told]
        self._copies_told += len(told)
        return tuple(
            DuplicateLine(table.numbers[place], copies[place], _shown(table.raws[place]))
            for place in told
        )

    def _read_column(self, table: _Table, name: str, position: int) -> None:
        """Read the distinct texts of a column with exact Python and take the results back to the lines."""
        cells = pa.array(table.cells(position), pa.string())
        encoded = cells.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        found, codes = self._read_texts(name, texts)
        codes |= dict.fromkeys(_bad_characters(encoded.dictionary), "bad_character")
        if name in DAY_FIELDS:
            ends = [span or (None, None) for span in found]
            table.columns[f"{name}.first"] = _take([end[0] for end in ends], pa.date32(), encoded)
            table.columns[f"{name}.last"] = _take([end[1] for end in ends], pa.date32(), encoded)
        else:
            table.columns[name] = _take(found, _kind_of(name), encoded)
        if codes:
            for place in pc.indices_nonzero(
                pc.is_in(encoded.indices, _index_set(codes))
            ).to_pylist():
                index = encoded.indices[place].as_py()
                table.refuse(place, Problem(name, codes[index], texts[index]))
                table.unread.setdefault(place, {})[name] = codes[index]

    def _read_texts(self, name: str, texts: Sequence[str]) -> tuple[list[Any], dict[int, str]]:
        """The value of each text, and the code of each that can't be read, by its index."""
        known, read = self._known[name], self._plan.readers[name]
        if len(known) > limits.REMEMBERED_TEXTS:
            known.clear()
        found = list(map(known.get, texts, repeat(_NOT_READ)))
        codes: dict[int, str] = {}
        for index in [index for index, value in enumerate(found) if value is _NOT_READ]:
            found[index], code = read(texts[index])
            if code:
                codes[index] = code
            else:
                known[texts[index]] = found[index]
        return found, codes

    def _fill_days(self, table: _Table) -> None:
        """The first and last day of each line, from whichever of the date columns there are.

        A single column, whatever it is called, is the day itself (or the week or month that its text
        names): nothing says how long before its last day a line began.
        """
        columns, size = table.columns, len(table)
        single = next(
            (name for name in ("day", "last_day", "first_day") if f"{name}.first" in columns), ""
        )
        if "first_day.first" in columns and "last_day.first" in columns:
            first, last = columns["first_day.first"], columns["last_day.last"]
        elif single:
            first, last = columns[f"{single}.first"], columns[f"{single}.last"]
        else:
            period = self._plan.period or (None, None)
            first, last = (pa.repeat(pa.scalar(day, pa.date32()), size) for day in period)
        columns["first_day"], columns["last_day"] = first, last

    def _fill_texts(self, table: _Table) -> None:
        size = len(table)
        if REFERENCE_LINE in table.columns:
            parts = (table.columns["reference"], table.columns.pop(REFERENCE_LINE))
            table.columns["reference"] = pc.binary_join_element_wise(
                *parts, "/", null_handling="skip"
            )
        for column in LINE_SCHEMA:
            if column.name not in table.columns and column.name not in _MADE_LAST:
                table.columns[column.name] = pa.nulls(size, column.type)
        if self._plan.default_unit is not None:
            table.columns["unit"] = table.columns["unit"].fill_null(self._plan.default_unit)
        currency = table.columns["currency"]
        table.columns["currency"] = currency.fill_null(self._plan.default_currency)
        if self._plan.default_location is not None and "gln" not in self._plan.positions:
            codes = table.columns["location_code"]
            table.columns["location_code"] = codes.fill_null(self._plan.default_location)

    def _judge(self, table: _Table) -> None:
        """Refuse lines that lack what every line needs."""
        columns = table.columns
        first, last = columns["first_day"], columns["last_day"]
        verdicts = (
            ("day", "no_date", pc.or_(first.is_null(), last.is_null())),
            ("last_day", "period_backwards", pc.greater(first, last)),
            ("product_code", "missing_product", _none_of(columns, "product_code", "gtin")),
            ("location_code", "missing_location", _none_of(columns, "location_code", "gln")),
            ("sold", "no_measure", _none_of(columns, *MEASURES)),
        )
        for name, code, is_so in verdicts:
            for place in pc.indices_nonzero(is_so.fill_null(False)).to_pylist():
                table.refuse(place, Problem(name, code, ""))


def _table_of(chunk: Chunk | PlainChunk, plan: Plan) -> _Table:
    if isinstance(chunk, PlainChunk):
        if _is_plain_enough(chunk, plan):
            return _Table(chunk.numbers, [], chunk.raws, plain=chunk)
        chunk = chunk.as_chunk()
    table = _lines_of(chunk, plan.header_row)
    _square(table, plan)
    _bound_cells(table)
    return table


def _is_plain_enough(chunk: PlainChunk, plan: Plan) -> bool:
    return (
        chunk.width == plan.width
        and chunk.numbers[0] > plan.header_row
        and not _has_blank(chunk.raws)
        and max(map(len, chunk.raws)) <= limits.CELL_CHARACTERS
    )


def _lines_of(chunk: Chunk, header_row: int) -> _Table:
    """The rows below the header that are not blank."""
    raws = list(map("\t".join, chunk.rows))
    table = _Table(chunk.numbers, chunk.rows, raws)
    broken = chunk.broken
    if table.numbers and (table.numbers[0] <= header_row or _has_blank(raws)):
        kept = [
            place
            for place, raw in enumerate(raws)
            if table.numbers[place] > header_row and raw and not raw.isspace()
        ]
        broken = {new: broken[old] for new, old in enumerate(kept) if old in broken}
        table = _Table(
            [table.numbers[place] for place in kept],
            [table.rows[place] for place in kept],
            [raws[place] for place in kept],
        )
    for place, code in broken.items():
        table.refuse(place, Problem("", code, ""))
    return table


def _square(table: _Table, plan: Plan) -> None:
    """Give every row the header's width; a row of another width is refused unless blanks explain it."""
    width = plan.width
    if not set(map(len, table.rows)) - {width}:
        return
    for place, row in enumerate(table.rows):
        if len(row) < width:
            if not plan.has_ragged_ends:
                table.refuse(place, Problem("", "too_few_cells", str(len(row))))
            table.rows[place] = row + [""] * (width - len(row))
        elif any(cell.strip() for cell in row[width:]):
            table.refuse(place, Problem("", "too_many_cells", str(len(row))))


def _bound_cells(table: _Table) -> None:
    if max(map(len, table.raws), default=0) <= limits.CELL_CHARACTERS:
        return
    for place, row in enumerate(table.rows):
        longest = max(map(len, row), default=0)
        if longest > limits.CELL_CHARACTERS:
            table.refuse(place, Problem("", "cell_too_long", str(longest)))
            table.rows[place] = [cell[: limits.CELL_CHARACTERS] for cell in row]


def _has_blank(raws: Sequence[str]) -> bool:
    return not all(raws) or any(map(str.isspace, raws))


def _bad_characters(dictionary: pa.Array) -> list[int]:
    found: list[int] = pc.indices_nonzero(
        pc.match_substring_regex(dictionary, _BAD_CHARACTER)
    ).to_pylist()
    return found


def _index_set(codes: Mapping[int, str]) -> pa.Array:
    return pa.array(sorted(codes), pa.int32())


def _take(values: list[Any], kind: pa.DataType, encoded: pa.DictionaryArray) -> pa.Array:
    return pc.take(pa.array(values, kind), encoded.indices)


def _kind_of(name: str) -> pa.DataType:
    return pa.string() if name == REFERENCE_LINE else LINE_SCHEMA.field(name).type


def _none_of(columns: Mapping[str, pa.Array], *names: str) -> pa.Array:
    return reduce(pc.and_, (columns[name].is_null() for name in names))


def _good_lines(table: _Table, copies: Mapping[int, int]) -> pa.RecordBatch:
    columns = table.columns
    columns["line"] = pa.array(table.numbers, pa.int64())
    columns["raw"] = _raw_array(table.raws)
    batch = [columns[name] for name in LINE_SCHEMA.names]
    if table.problems or copies:
        left_out = table.problems.keys() | copies.keys()
        places = pa.array(
            [place for place in range(len(table)) if place not in left_out], pa.int64()
        )
        batch = [column.take(places) for column in batch]
    return pa.RecordBatch.from_arrays(batch, schema=LINE_SCHEMA)


def _raw_array(raws: list[str]) -> pa.Array:
    if max(map(len, raws), default=0) > RAW_CHARACTERS:
        raws = [raw[:RAW_CHARACTERS] for raw in raws]
    shown = pa.array(raws, pa.string())
    return pc.replace_substring(shown, "\x00", "␀")


def _refused_lines(table: _Table) -> tuple[RefusedLine, ...]:
    return tuple(
        RefusedLine(
            line=table.numbers[place],
            field=problem.field,
            code=problem.code,
            value=_shown(problem.value),
            raw=_shown(table.raws[place]),
            values=_values_read(table, place) if problem.field else {},
            unread=table.unread.get(place, {}),
        )
        for place, problem in sorted(table.problems.items())
    )


def _values_read(table: _Table, place: int) -> dict[str, str]:
    """What of a refused line could be read all the same; nothing where its cells are out of place."""
    return {
        column.name: str(value)
        for column in LINE_SCHEMA
        if column.name not in _MADE_LAST
        and (value := table.columns[column.name][place].as_py()) is not None
    }


def _shown(text: str) -> str:
    return text[:RAW_CHARACTERS].translate(_ZERO_SHOWN)
