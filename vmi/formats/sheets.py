"""What sheets of every spreadsheet have in common: choosing one, merged cells, rows in bounded chunks."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from vmi.formats import limits
from vmi.formats.columns import is_known_header
from vmi.formats.rows import Chunk
from vmi.formats.shape import DecimalMark, UnreadableFile
from vmi.formats.zips import CountedStream, is_swollen

Row = tuple[int, list[str]]
RowsOf = Callable[[str, DecimalMark], Iterator[Row]]

_ROWS_A_CHUNK: Final = 5_000


def chosen_sheet(
    wished: str | None, names: Collection[str], visible: Sequence[str], rows_of: RowsOf
) -> tuple[str, list[list[str]]]:
    """The wished sheet, or the first with two headers that we know, or the first with anything; with its head."""
    if wished is not None:
        if wished not in names:
            raise UnreadableFile("no_such_sheet", sheet=wished, sheets=", ".join(visible))
        return wished, _head_of(rows_of(wished, "."))
    first_filled: tuple[str, list[list[str]]] | None = None
    for name in visible:
        head = _head_of(rows_of(name, "."))
        if any(sum(map(is_known_header, row)) > 1 for row in head[: limits.HEADER_WITHIN_ROWS]):
            return name, head
        if first_filled is None and any(map(any, head)):
            first_filled = name, head
    if first_filled is None:
        raise UnreadableFile("empty_file")
    return first_filled


def _head_of(rows: Iterator[Row]) -> list[list[str]]:
    """The first rows, with those that the sheet leaves out as blank ones."""
    head: list[list[str]] = []
    characters = 0
    for number, row in islice(rows, limits.HEAD_ROWS):
        if number > limits.HEAD_ROWS or characters > limits.HEAD_CHARACTERS:
            # The rest counts, but is not needed to find out what the sheet is about.
            head += [[""]] * (limits.HEAD_ROWS - len(head))
            break
        head += [[]] * (number - 1 - len(head))
        head.append(row)
        characters += sum(map(len, row))
    return head


def filled_down(
    rows: Iterator[Row], merges: Mapping[int, Sequence[tuple[int, int]]]
) -> Iterator[Row]:
    """The rows with the first cell of each merge repeated in the rows that it spans.

    `merges` are spans of rows by column, both in order. A row without any other cell stays blank.
    """
    fillers = [_Filler(place, spans) for place, spans in merges.items() if spans]
    for number, row in rows:
        filled = row
        if any(row):
            for filler in fillers:
                filled = filler.filled(number, filled)
        yield number, filled


class _Filler:
    """The merges of one column, passed in the order of the rows."""

    def __init__(self, place: int, spans: Sequence[tuple[int, int]]) -> None:
        self._place, self._spans = place, iter(spans)
        self._first, self._last = next(self._spans)
        self._text = ""

    def filled(self, number: int, row: list[str]) -> list[str]:
        while number > self._last and (following := next(self._spans, None)):
            (self._first, self._last), self._text = following, ""
        if number == self._first:
            self._text = row[self._place] if self._place < len(row) else ""
        is_under = self._first < number <= self._last
        return _with(row, self._place, self._text) if is_under and self._text else row


def _with(row: list[str], place: int, text: str) -> list[str]:
    filled = row + [""] * (place + 1 - len(row))
    filled[place] = filled[place] or text
    return filled


def chunked(rows: Iterator[Row], counted: CountedStream) -> Iterator[Chunk]:
    """The rows in chunks of bounded size; raises UnreadableFile when they unfold beyond reason."""
    total = 0
    for numbers, some, characters in _portions(rows):
        total += characters
        if total > limits.WORKBOOK_BYTES or is_swollen(total, counted.size):
            raise UnreadableFile("zip_bomb")
        yield Chunk(
            numbers=numbers,
            rows=some,
            characters=characters,
            bytes_read=min(counted.count, counted.size),
        )
    yield Chunk(bytes_read=counted.size)


def _portions(rows: Iterator[Row]) -> Iterator[tuple[list[int], list[list[str]], int]]:
    numbers: list[int] = []
    some: list[list[str]] = []
    characters = 0
    for number, row in rows:
        length = sum(map(len, row))
        if length > limits.LINE_CHARACTERS:
            raise UnreadableFile("line_too_long", line=number, limit=limits.LINE_CHARACTERS)
        numbers.append(number)
        some.append(row)
        characters += length
        if len(some) >= _ROWS_A_CHUNK or characters >= limits.BATCH_TEXT_CHARACTERS:
            yield numbers, some, characters
            numbers, some, characters = [], [], 0
    if some:
        yield numbers, some, characters
