"""Any file of a partner: first its outline, then all its lines as typed batches."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import BinaryIO, Final, Generic, TypeVar

from vmi.formats import limits
from vmi.formats.cells import cell_reader
from vmi.formats.columns import (
    missing_of,
    positions,
    suggest,
    suggest_columns,
    unit_of_headers,
)
from vmi.formats.csv_rows import CsvRows, joined
from vmi.formats.dates import find_date_order
from vmi.formats.edi.outline import edi_outline
from vmi.formats.edi.reading import read_edi
from vmi.formats.edi.survey import looks_like_edi
from vmi.formats.headers import Header, find_header
from vmi.formats.lines import LineBuilder, Plan
from vmi.formats.numbers import find_decimal_mark
from vmi.formats.ods_rows import OdsRows
from vmi.formats.rows import NumberText, RowSource
from vmi.formats.shape import (
    DAY_FIELDS,
    MEASURES,
    Batch,
    DateOrder,
    DecimalMark,
    Outline,
    Reading,
    UnreadableFile,
)
from vmi.formats.xlsx_rows import XlsxRows
from vmi.formats.zips import ZIP_MAGIC, CountedStream, seekable, zip_kind

__all__ = ["opened_rows", "outline", "read", "suggest_columns"]

# Signs that name one currency; "$" and "¥" are shared and prove nothing against their own kind.
_SIGNS: Final = {
    "€": {"EUR"},
    "£": {"GBP"},
    "$": {"USD", "HKD", "CAD", "AUD", "SGD", "TWD", "NZD", "MXN"},
    "¥": {"CNY", "JPY"},
    "￥": {"CNY", "JPY"},
}


_Choice = TypeVar("_Choice")


@dataclass(frozen=True)
class _Answer(Generic[_Choice]):
    """What was found; None with the values that leave it open and the choices that are left."""

    answer: _Choice | None
    values: tuple[str, ...] = ()
    choices: tuple[_Choice, ...] = ()
    is_unproven: bool = False


@dataclass(frozen=True)
class _Found:
    """What the head of an opened file shows."""

    source: RowSource
    header: Header
    reading: Reading
    columns: Mapping[str, int]
    ambiguous: tuple[str, ...]
    dates: _Answer[DateOrder]
    numbers: _Answer[DecimalMark]


def outline(stream: BinaryIO, filename: str, reading: Reading) -> Outline:
    """What the head of the file shows, and the reading completed; quick for any size of file.

    Raises UnreadableFile for what can't be a table at all. Open questions do not raise here: they
    stay None in the reading and are named in `ambiguous`.
    """
    if is_edi(stream):
        return edi_outline(stream, reading)
    found = _find(opened_rows(stream, filename, reading))
    below = [row for row in found.source.head[found.header.row :] if any(map(str.strip, row))]
    width = found.header.width
    return Outline(
        kind=found.source.kind,
        headers=found.header.names,
        sample=tuple(_sampled(row, width) for row in below[: limits.SAMPLE_ROWS]),
        reading=found.reading,
        sheets=found.source.sheets,
        missing=missing_of(found.reading.columns, found.reading),
        ambiguous=found.ambiguous,
    )


def read(
    stream: BinaryIO,
    filename: str,
    reading: Reading,
    *,
    verdicts: Mapping[int, str] = MappingProxyType({}),
) -> Iterator[Batch]:
    """All lines of the file in order, in batches; what `reading` leaves open is found in the head.

    `verdicts` say by its position in the file what becomes of each interchange of EDI.
    Memory stays flat. Every line that is not blank is in exactly one batch, good or refused. What makes
    the file unreadable is raised when the first batch is asked for, a damage further down when it is met.
    """
    if is_edi(stream):
        yield from read_edi(stream, reading, verdicts=verdicts)
        return
    found = _find(opened_rows(stream, filename, reading))
    plan, mark = _plan(found), found.reading.decimal_mark or "."
    builder = LineBuilder(plan)
    # A quantity of merged cells is that of all their lines together, and counts once.
    named = (place for name, place in plan.positions.items() if name not in MEASURES)
    found.source.fill_down(frozenset(named))
    for chunk in joined(found.source.chunks(mark)):
        batch = builder.build(chunk)
        if batch.lines.num_rows or batch.refused or batch.duplicate_count:
            yield batch


def is_edi(stream: BinaryIO) -> bool:
    """Whether the file's bytes are X12 or EDIFACT."""
    if not stream.seekable():
        return False
    stream.seek(0)
    return looks_like_edi(_read_head(stream)) is not None


def opened_rows(stream: BinaryIO, filename: str, reading: Reading) -> RowSource:
    """The file by what its first bytes are; its name is not believed."""
    if stream.seekable():
        stream.seek(0)
    head = _read_head(stream)
    if head.startswith(ZIP_MAGIC):
        return _opened_zip(head, stream, reading)
    if filename.casefold().endswith(".xlsx") and b"\x00" in head[:64]:
        raise UnreadableFile("damaged_workbook")
    return CsvRows(head, stream, reading)


def _opened_zip(head: bytes, stream: BinaryIO, reading: Reading) -> RowSource:
    """A workbook of either kind; other archives hold files, and are no table themselves."""
    content = seekable(head, stream)
    kind = zip_kind(CountedStream(content))
    if kind == "archive":
        raise UnreadableFile("not_a_table", kind="archive")
    return (OdsRows if kind == "ods" else XlsxRows)(head, content, reading)


def _read_head(stream: BinaryIO) -> bytes:
    """Streams may give less than asked for; only nothing is the end."""
    head = b""
    while len(head) < limits.HEAD_BYTES and (block := stream.read(limits.HEAD_BYTES - len(head))):
        head += block
    return head


def _find(source: RowSource) -> _Found:
    reading = source.reading
    header = find_header(source.head, reading)
    below = source.head[header.row :]
    suggestion = suggest(header.names, below[: limits.SAMPLE_ROWS], below)
    if not reading.columns:
        reading = replace(reading, columns=suggestion.columns)
    ambiguous = tuple(name for name in suggestion.ambiguous if name not in reading.columns)
    columns = positions(header.names, reading.columns)
    dates = _date_order(source, below, columns)
    numbers = _decimal_mark(source, below, columns)
    questions = (
        ("date_order", dates.answer is None),
        ("decimal_mark", numbers.answer is None or numbers.is_unproven),
        ("encoding", source.has_guessed_encoding),
        ("currency", _has_foreign_sign(below, columns, reading)),
    )
    return _Found(
        source=source,
        header=header,
        reading=replace(reading, date_order=dates.answer, decimal_mark=numbers.answer),
        columns=columns,
        ambiguous=ambiguous + tuple(name for name, is_open in questions if is_open),
        dates=dates,
        numbers=numbers,
    )


def _date_order(
    source: RowSource, rows: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> _Answer[DateOrder]:
    if source.reading.date_order:
        return _Answer(source.reading.date_order)
    texts = _distinct(rows, columns, DAY_FIELDS)
    order, orders, values = find_date_order(texts, is_whole=source.head_is_whole)
    return _Answer(order, choices=orders, values=values)


def _decimal_mark(
    source: RowSource, rows: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> _Answer[DecimalMark]:
    if source.reading.decimal_mark:
        return _Answer(source.reading.decimal_mark)
    texts = _distinct(rows, columns, MEASURES, without_numbers=True)
    mark, is_unproven, values = find_decimal_mark(texts)
    return _Answer(mark, values=values, is_unproven=is_unproven)


def _plan(found: _Found) -> Plan:
    """All questions answered, or the file can't be read before they are."""
    reading = found.reading
    if missing := missing_of(reading.columns, reading):
        raise UnreadableFile("missing_columns", missing=",".join(missing))
    if reading.date_order is None:
        raise UnreadableFile(
            "dates_ambiguous",
            values=", ".join(found.dates.values),
            orders=", ".join(found.dates.choices),
        )
    if reading.decimal_mark is None:
        raise UnreadableFile("numbers_ambiguous", values=", ".join(found.numbers.values))
    return Plan(
        header_row=found.header.row,
        width=max(found.header.width, *(place + 1 for place in found.columns.values())),
        has_ragged_ends=found.source.has_ragged_ends,
        positions=found.columns,
        readers={
            name: cell_reader(name, order=reading.date_order, mark=reading.decimal_mark)
            for name in found.columns
        },
        default_currency=reading.default_currency,
        default_location=reading.default_location,
        default_unit=_unit_of_headers(found),
        period=_period(reading),
    )


def _unit_of_headers(found: _Found) -> str | None:
    if "unit" in found.columns:
        return None
    counted = (name for name in found.columns if name in MEASURES and name != "sold_value")
    return unit_of_headers(found.header.names, [found.columns[name] for name in counted])


def _period(reading: Reading) -> tuple[date, date] | None:
    """The period given from outside; one end alone is a single day."""
    first = reading.first_day or reading.last_day
    last = reading.last_day or reading.first_day
    return (first, last) if first and last else None


def _distinct(
    rows: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    names: Sequence[str],
    *,
    without_numbers: bool = False,
) -> list[str]:
    places = [columns[name] for name in names if name in columns]
    texts: dict[str, None] = {}
    for row in rows:
        for place in places:
            if place < len(row) and not (without_numbers and isinstance(row[place], NumberText)):
                texts[row[place]] = None
    return list(texts)


def _has_foreign_sign(
    rows: Sequence[Sequence[str]], columns: Mapping[str, int], reading: Reading
) -> bool:
    """Whether values carry the sign of another currency than the one that they will be read in."""
    if "sold_value" not in columns or "currency" in columns:
        return False
    texts = " ".join(_distinct(rows, columns, ("sold_value",)))
    signs = set(re.findall("|".join(map(re.escape, _SIGNS)), texts))
    return any(reading.default_currency not in _SIGNS[sign] for sign in signs)


def _sampled(row: Sequence[str], width: int) -> tuple[str, ...]:
    cells = [cell[: limits.SAMPLE_CELL_CHARACTERS] for cell in row[:width]]
    return tuple(cells + [""] * (width - len(cells)))
