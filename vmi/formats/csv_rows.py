"""Rows of a delimited text file: encoding and delimiter found, quotes followed, memory flat."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice, repeat
from typing import BinaryIO, Final

from vmi.formats import limits
from vmi.formats.columns import is_known_header
from vmi.formats.encodings import (
    decoded,
    find_encoding,
    first_telling_block,
    is_guess,
    refuse_foreign,
)
from vmi.formats.rows import Chunk, PlainChunk, TableKind
from vmi.formats.shape import DecimalMark, Reading, UnreadableFile

# In order of preference where nothing else tells them apart.
DELIMITERS: Final = ("\t", ";", "|", ",")
_VOTING_ROWS: Final = 200
# What a first line tells Excel, which then does not show it.
_SEPARATOR_SAID: Final = re.compile(r"\"?sep=([^\w\s\"]|\t)\"?\r?\n", re.IGNORECASE)

# Records are bounded here, by lines and characters; the module's own limit would lose the lines.
csv.field_size_limit(max(csv.field_size_limit(), 2 * limits.LINE_CHARACTERS))


class _NeverClosed(Exception):
    """A quoted cell runs on and on."""


class CsvRows:
    """A text file as rows; a row is a record, so a quoted line break does not count as a new row."""

    kind: TableKind = "csv"
    sheets: tuple[str, ...] = ()
    has_ragged_ends = False

    def __init__(self, head: bytes, stream: BinaryIO, reading: Reading) -> None:
        refuse_foreign(head)
        self._stream = stream
        self._head_bytes = head
        self.head_is_whole = len(head) < limits.HEAD_BYTES
        found = reading.encoding or find_encoding(head)
        self._encoding = found or self._encoding_of_rest()
        self.has_guessed_encoding = reading.encoding is None and is_guess(self._encoding)
        text = next(decoded(head, io.BytesIO(), self._encoding), ("", 0))[0].lstrip("\ufeff")
        if not text.strip("\x00 \t\r\n"):
            raise UnreadableFile("empty_file")
        whole = text if self.head_is_whole else _whole_lines(text)
        if not whole:
            raise UnreadableFile("line_too_long", line=1, limit=limits.HEAD_BYTES)
        said = _SEPARATOR_SAID.match(whole)
        self.delimiter = reading.delimiter or (said[1] if said else find_delimiter(whole))
        if self.head_is_whole or found:
            reading = replace(reading, encoding=self._encoding)
        self.reading = replace(reading, delimiter=self.delimiter)
        self.head = self._head_rows(whole)

    def _encoding_of_rest(self) -> str:
        """The head is plain ASCII: the first accent or character after it decides."""
        if self._stream.seekable() and (block := first_telling_block(self._stream)):
            return find_encoding(block) or "utf-8"
        return "utf-8"

    def _head_rows(self, text: str) -> list[list[str]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        return list(islice(reader, limits.HEAD_ROWS))

    def fill_down(self, columns: frozenset[int]) -> None:
        """Text files merge no cells."""

    def chunks(self, mark: DecimalMark) -> Iterator[Chunk | PlainChunk]:
        """All rows from the first one on; `mark` is of no interest here."""
        records = _Records(self.delimiter)
        for text, read in _gathered(self._whole_blocks()):
            yield records.split(text, bytes_read=read)
        yield records.finish(bytes_read=records.bytes_read)

    def _whole_blocks(self) -> Iterator[tuple[str, int]]:
        """The text in blocks that end where a line ends, with the bytes read so far."""
        rest, read, line = "", 0, 1
        for block, read in decoded(self._head_bytes, self._stream, self._encoding):
            text = rest + block
            if line == 1:
                text = text.lstrip("\ufeff")
            whole = _whole_lines(text)
            rest = text[len(whole) :]
            _refuse_endless(whole, rest, line)
            line += max(whole.count("\n"), whole.count("\r"))
            yield whole, read
        # The last line may lack its end, or end with a lone carriage return.
        yield rest, read


def _gathered(blocks: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The same text in blocks that make about one batch each."""
    held: list[str] = []
    size = read = 0
    for text, read in blocks:
        held.append(text)
        size += len(text)
        if size >= limits.BATCH_TEXT_CHARACTERS:
            yield "".join(held), read
            held, size = [], 0
    yield "".join(held), read


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def _refuse_endless(whole: str, rest: str, line: int) -> None:
    """Only the first line of a block, and its unfinished last one, can be longer than a block."""
    first = next(io.StringIO(whole, newline=""), "") if len(whole) > limits.LINE_CHARACTERS else ""
    if max(len(first), len(rest)) > limits.LINE_CHARACTERS:
        raise UnreadableFile("line_too_long", line=line, limit=limits.LINE_CHARACTERS)


def _whole_lines(text: str) -> str:
    """The text up to its last line end; a carriage return at the very end may be half of one."""
    end = text.rfind("\n")
    lone = text.rfind("\r", end + 1, max(len(text) - 1, 0))
    return text[: max(end, lone) + 1]


class _Records:
    """Splits text into records, block by block; a record may run over the end of a block."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._number = 0
        self._open: list[str] = []
        self.bytes_read = 0

    def split(self, text: str, *, bytes_read: int) -> Chunk | PlainChunk:
        self.bytes_read = bytes_read
        if not self._open and (plain := self._plain(text)):
            return plain
        chunk = Chunk(characters=len(text), bytes_read=bytes_read)
        if self._open or '"' in text:
            self._follow_quotes(self._open + _lines(text), chunk, is_last=False)
        else:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter)
            self._take(reader, chunk)
        return chunk

    def _plain(self, text: str) -> PlainChunk | None:
        """The rows at once, where no quote, no lone carriage return and no odd row is among them."""
        text = text.replace("\r\n", "\n").removesuffix("\n")
        if not text or '"' in text or "\r" in text:
            return None
        counts = set(map(str.count, text.split("\n"), repeat(self._delimiter)))
        width = counts.pop() + 1
        if counts or width < 2:
            return None
        raws = text.replace(self._delimiter, "\t").split("\n")
        first, self._number = self._number + 1, self._number + len(raws)
        return PlainChunk(
            numbers=range(first, self._number + 1),
            cells=text.replace("\n", self._delimiter).split(self._delimiter),
            width=width,
            raws=raws,
            bytes_read=self.bytes_read,
        )

    def finish(self, *, bytes_read: int) -> Chunk:
        chunk = Chunk(bytes_read=bytes_read)
        self._follow_quotes(self._open, chunk, is_last=True)
        return chunk

    def _take(self, rows: Iterable[list[str]], chunk: Chunk) -> None:
        before = len(chunk.rows)
        chunk.rows.extend(rows)
        added = len(chunk.rows) - before
        chunk.numbers.extend(range(self._number + 1, self._number + added + 1))
        self._number += added

    def _follow_quotes(self, lines: list[str], chunk: Chunk, *, is_last: bool) -> None:
        """Take the records of the lines; where a quote never closes, its first line alone is broken."""
        self._open = []
        start = 0
        while start < len(lines):
            start, is_broken = self._read_records(lines, start, chunk, is_last=is_last)
            if not is_broken:
                self._open = lines[start:]
                return
            chunk.broken[len(chunk.rows)] = "quote_not_closed"
            self._take([_without_quotes(lines[start], self._delimiter)], chunk)
            start += 1

    def _read_records(
        self, lines: list[str], start: int, chunk: Chunk, *, is_last: bool
    ) -> tuple[int, bool]:
        """Where reading stopped (at the beginning of a record), and whether that record is broken."""
        feed = _Feed(lines, start)
        reader = csv.reader(feed, delimiter=self._delimiter)
        rows: list[list[str]] = []
        done = start
        try:
            for row in reader:
                if feed.place == len(lines) and self._ends_open(lines[done:]):
                    self._take(rows, chunk)
                    return done, is_last
                if feed.place > done + 1 and self._is_loose(lines[done : feed.place]):
                    self._take(rows, chunk)
                    return done, True
                rows.append(row)
                done = feed.record_begins()
        except _NeverClosed:
            self._take(rows, chunk)
            return done, True
        self._take(rows, chunk)
        return done, False

    def _is_loose(self, lines: list[str]) -> bool:
        """Whether text follows a closing quote in a record of several lines.

        Then the quote that closes it opens another cell: two quotes that were never closed, and all
        lines between them would pass for one cell.
        """
        try:
            return not list(csv.reader(lines, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return True

    def _ends_open(self, lines: list[str]) -> bool:
        """Whether a record of these lines still waits for its closing quote.

        The reader does not say so: it gives an unfinished record as if it were whole. With one more line
        behind them, an open record swallows it, a closed one leaves it alone.
        """
        return len(list(csv.reader([*lines, "\x01\n"], delimiter=self._delimiter))) == 1


class _Feed:
    """Lines for a reader, which stop with an exception when one record takes too many of them."""

    def __init__(self, lines: list[str], start: int) -> None:
        self._lines = lines
        self.place = start
        self._begin = start
        self._characters = 0

    def record_begins(self) -> int:
        self._begin = self.place
        self._characters = 0
        return self.place

    def __iter__(self) -> Iterator[str]:
        for line in islice(self._lines, self.place, None):
            if self.place > self._begin:
                self._characters += len(line)
                if (
                    self.place - self._begin >= limits.RECORD_LINES
                    or self._characters > limits.RECORD_CHARACTERS
                ):
                    raise _NeverClosed
            self.place += 1
            yield line


def _without_quotes(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def find_delimiter(text: str) -> str:
    """The delimiter under which most rows have the same number of cells and known headers appear.

    A plain vote over four delimiters on the first rows: bounded, and it knows our headers, which a
    general dialect guesser does not.
    """
    return max(DELIMITERS, key=lambda delimiter: _merit(text, delimiter))


def _merit(text: str, delimiter: str) -> tuple[int, float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [row for row in islice(reader, _VOTING_ROWS) if any(cell.strip() for cell in row)]
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    if usual < 2:
        return 0, 0.0, 0
    known = max(
        sum(is_known_header(cell) for cell in row) for row in rows[: limits.HEADER_WITHIN_ROWS]
    )
    share = widths.count(usual) / len(widths)
    return known, share, usual


def joined(chunks: Iterable[Chunk | PlainChunk]) -> Iterator[Chunk | PlainChunk]:
    """The same rows in chunks large enough to be worth a batch."""
    held = Chunk()
    for chunk in chunks:
        if isinstance(chunk, PlainChunk):
            if held.rows:
                yield held
            held = Chunk()
            yield chunk
            continue
        held.add(chunk)
        is_full = held.characters >= limits.BATCH_TEXT_CHARACTERS
        if is_full or len(held.rows) >= limits.BATCH_ROWS:
            yield held
            held = Chunk(bytes_read=held.bytes_read)
    if held.rows:
        yield held
