"""A plain table of master data: the first row that is not blank names the columns, any row below is one thing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from vmi.formats.columns import normal_header
from vmi.formats.files import opened_rows
from vmi.formats.rows import PlainChunk
from vmi.formats.shape import Reading, UnreadableFile


@dataclass(frozen=True)
class TableRow:
    """A row by field; a field whose column is not in the file, or whose cell is blank, is absent."""

    line: int
    cells: Mapping[str, str]

    def get(self, field: str) -> str:
        return self.cells.get(field, "")


def read_table(
    stream: BinaryIO, filename: str, columns: Mapping[str, str], *, needed: tuple[str, ...]
) -> Iterator[TableRow]:
    """The rows of a CSV or XLSX file; `columns` has for each field the headers that it may have.

    Raises UnreadableFile for what is no table, and missing_columns when a needed field has no column.
    """
    source = opened_rows(stream, filename, Reading())
    places: dict[str, int] | None = None
    for some in source.chunks("."):
        chunk = some.as_chunk() if isinstance(some, PlainChunk) else some
        for line, row in zip(chunk.numbers, chunk.rows, strict=True):
            if not any(map(str.strip, row)):
                continue
            if places is None:
                places = _places(row, columns, needed)
                continue
            cells = {
                name: row[place].strip()
                for name, place in places.items()
                if place < len(row) and row[place].strip()
            }
            yield TableRow(line, cells)


def _places(
    header: list[str], columns: Mapping[str, str], needed: tuple[str, ...]
) -> dict[str, int]:
    found = [normal_header(cell) for cell in header]
    places: dict[str, int] = {}
    for name, words in columns.items():
        for word in map(normal_header, words.split()):
            if word in found:
                places[name] = found.index(word)
                break
    if missing := [name for name in needed if name not in places]:
        raise UnreadableFile("missing_columns", missing=",".join(missing))
    return places
