"""Rows of cells as every kind of file yields them, before anything is known of their meaning."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from vmi.formats.shape import DecimalMark, Reading

TableKind = Literal["csv", "xlsx", "ods"]


class NumberText(str):
    """The text of a cell that was a number to its spreadsheet: it proves no decimal mark."""

    __slots__ = ()


@dataclass
class Chunk:
    """Some rows in file order; `numbers` are their row numbers in the file, the first row being 1.

    `broken` says by position which rows could not even be split into cells, and why.
    """

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    broken: dict[int, str] = field(default_factory=dict)
    characters: int = 0
    bytes_read: int = 0

    def add(self, other: "Chunk") -> None:
        shift = len(self.rows)
        self.broken.update({place + shift: code for place, code in other.broken.items()})
        self.numbers += other.numbers
        self.rows += other.rows
        self.characters += other.characters
        self.bytes_read = other.bytes_read


@dataclass
class PlainChunk:
    """Rows that all have the same number of cells, kept as one flat list: by far the quickest to read."""

    numbers: range
    cells: list[str]
    width: int
    raws: list[str]
    bytes_read: int

    def as_chunk(self) -> Chunk:
        """The same rows, each by itself."""
        starts = range(0, len(self.cells), self.width)
        return Chunk(
            numbers=list(self.numbers),
            rows=[self.cells[start : start + self.width] for start in starts],
            characters=sum(map(len, self.raws)),
            bytes_read=self.bytes_read,
        )


class RowSource(Protocol):
    """An opened file: its head is at hand, its rows come as a stream."""

    kind: TableKind
    reading: Reading
    sheets: tuple[str, ...]
    head: list[list[str]]
    head_is_whole: bool
    # Rows may end before their blank last cells.
    has_ragged_ends: bool
    has_guessed_encoding: bool

    def chunks(self, mark: DecimalMark) -> Iterator[Chunk | PlainChunk]:
        """All rows from the first one on; numbers of a spreadsheet are written with `mark`."""
        ...

    def fill_down(self, columns: frozenset[int]) -> None:
        """Repeat the value of cells merged downwards in these columns, where the file can merge cells."""
        ...
