"""Where the header of a table is, below titles and blank rows, and what stands under it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vmi.formats import limits
from vmi.formats.columns import is_known_header, positions
from vmi.formats.shape import Reading, UnreadableFile

_NO_WORDS: Final = re.compile(r"[^\w]*[0-9][^a-z一-鿿]*", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """`row` is the number of the header's row, 0 when the table begins with its first line."""

    row: int
    names: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.names)


def find_header(head: Sequence[Sequence[str]], reading: Reading) -> Header:
    rows = [_trimmed(row) for row in head]
    if not any(rows):
        raise UnreadableFile("empty_file")
    header = _chosen(rows, reading)
    if header.width > limits.COLUMNS:
        raise UnreadableFile("too_many_columns", columns=header.width, limit=limits.COLUMNS)
    return header


def _chosen(rows: list[tuple[str, ...]], reading: Reading) -> Header:
    near = rows[: limits.HEADER_WITHIN_ROWS]
    named = [name for name in reading.columns.values() if not re.fullmatch(r"#[0-9]+", name)]
    for number, row in enumerate(near, 1):
        if named and set(named) <= set(row):
            return Header(number, row)
    found = _by_known_words(near) or _by_form(near)
    if found is None and reading.columns and not named:
        return Header(0, ("",) * max(map(len, near)))
    if found is None:
        raise UnreadableFile("no_header")
    # Raises for the first column that this header lacks.
    positions(found.names, reading.columns)
    return found


def _by_known_words(rows: list[tuple[str, ...]]) -> Header | None:
    known = [sum(map(is_known_header, row)) for row in rows]
    most = max(known, default=0)
    if most < 2:
        return None
    number = known.index(most)
    return Header(number + 1, rows[number])


def _by_form(rows: list[tuple[str, ...]]) -> Header | None:
    """The first row of words alone that is as wide as the rows usually are."""
    widths = [len(row) for row in rows if row]
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    for number, row in enumerate(rows, 1):
        if len(row) >= max(usual, 2) and all(
            cell and not _NO_WORDS.fullmatch(cell) for cell in row
        ):
            return Header(number, row)
    return None


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    cells = [cell.strip().strip("\ufeff").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
