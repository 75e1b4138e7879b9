"""Rows of a workbook's sheet, streamed, with every number exact and every formula seen.

The sheet is parsed by `xml_stream`, not by openpyxl: under defusedxml that one reads 4,000 rows a second.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, Final, cast

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from vmi.formats import limits
from vmi.formats.rows import Chunk, NumberText, TableKind
from vmi.formats.shape import DecimalMark, Reading, UnreadableFile
from vmi.formats.sheets import chosen_sheet, chunked, filled_down
from vmi.formats.xlsx_book import Book, Style, column_of, damage_named
from vmi.formats.xml_stream import XmlStream
from vmi.formats.zips import CountedStream, opened_zip, refuse_unsafe, seekable

_PLAIN_STYLE: Final = Style()
_LAST: Final = limits.COLUMNS
_TEXT_KINDS: Final = frozenset({"inlineStr", "str", "e"})


class XlsxRows:
    """One sheet of a workbook as rows of texts; a formula is the text that begins with "="."""

    kind: TableKind = "xlsx"
    has_ragged_ends = True
    has_guessed_encoding = False

    def __init__(self, head: bytes, stream: BinaryIO, reading: Reading) -> None:
        self._counted = CountedStream(seekable(head, stream))
        archive = opened_zip(self._counted)
        refuse_unsafe(
            archive,
            size=self._counted.size,
            encrypted="encrypted_workbook",
            damaged="damaged_workbook",
        )
        _refuse_held(archive.infolist())
        with damage_named():
            self._book = Book(archive)
        self._paths = {sheet.name: sheet.path for sheet in self._book.sheets}
        self.sheets = tuple(sheet.name for sheet in self._book.sheets if sheet.is_visible)
        self._filled: frozenset[int] = frozenset()
        name, self.head = chosen_sheet(reading.sheet, self._paths, self.sheets, self._rows)
        self.head_is_whole = len(self.head) < limits.HEAD_ROWS
        self.reading = replace(reading, sheet=name)

    def fill_down(self, columns: frozenset[int]) -> None:
        """Repeat the value of cells merged downwards in these columns."""
        self._filled = columns

    def chunks(self, mark: DecimalMark) -> Iterator[Chunk]:
        """All rows from the first one on; numbers are written with `mark`."""
        self._counted.count = 0
        name = cast("str", self.reading.sheet)
        rows = self._rows(name, mark)
        if self._filled:
            with damage_named():
                merges = self._book.merges(self._paths[name])
            self._counted.count = 0
            rows = filled_down(rows, {place: merges.get(place, []) for place in self._filled})
        return chunked(rows, self._counted)

    def _rows(self, name: str, mark: DecimalMark) -> Iterator[tuple[int, list[str]]]:
        with damage_named():
            sheet = _SheetRows(self._book, mark)
            stream = XmlStream(sheet.start, sheet.end, sheet.text)
            with self._book.archive.open(self._paths[name]) as member:
                while block := member.read(limits.BLOCK_BYTES):
                    stream.feed(block)
                    yield from sheet.taken()
                stream.finish()
            yield from sheet.taken()


def _refuse_held(members: list[Any]) -> None:
    """Raise when shared texts and styles, which are held in memory whole, are too large for that."""
    held = sum(
        member.file_size
        for member in members
        if member.filename.endswith((".xml", ".rels")) and "/worksheets/" not in member.filename
    )
    if held > limits.WORKBOOK_HELD_BYTES:
        raise UnreadableFile("zip_bomb")


class _SheetRows:
    """Callbacks of a sheet's XML: cells into texts, as `CELL_CHARACTERS` and `COLUMNS` allow."""

    def __init__(self, book: Book, mark: DecimalMark) -> None:
        self._texts, self._styles = book.texts, book.styles
        self._epoch = CALENDAR_MAC_1904 if book.starts_1904 else CALENDAR_WINDOWS_1900
        self._mark = mark
        self._rows: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._number = 0
        self._column = -1
        self._kind = "n"
        self._style = _PLAIN_STYLE
        self._formula: str | None = None
        self._pieces: list[str] = []
        self._length = 0
        self._is_listening = False
        self._is_phonetic = False
        self._known: dict[tuple[str, bool], str] = {}
        self._columns: dict[str, int] = {}

    def taken(self) -> list[tuple[int, list[str]]]:
        """The rows that are complete by now."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, said: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._begin_cell(said)
        elif local in {"v", "t"}:
            self._is_listening = not self._is_phonetic
        elif local == "f":
            self._formula = ""
            self._pieces, self._length = [], 0
            self._is_listening = True
        elif local == "row":
            self._begin_row(said.get("r"))
        elif local == "rPh":
            self._is_phonetic = True

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._end_cell()
        elif local in {"v", "t"}:
            self._is_listening = False
        elif local == "f":
            self._formula = "".join(self._pieces)
            self._pieces, self._length = [], 0
            self._is_listening = False
        elif local == "row":
            self._rows.append((self._number, self._row))
        elif local == "rPh":
            self._is_phonetic = False

    def text(self, piece: str) -> None:
        if self._is_listening and self._length <= limits.CELL_CHARACTERS:
            self._pieces.append(piece)
            self._length += len(piece)

    def _begin_row(self, said: str | None) -> None:
        number = int(said) if said else self._number + 1
        if not self._number < number <= limits.SHEET_ROWS:
            raise ValueError(f"Row {number} after row {self._number}.")
        self._number, self._row, self._column = number, [], -1

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._column = self._column_of(said["r"]) if "r" in said else self._column + 1
        self._kind = said.get("t", "n")
        style = said.get("s")
        self._style = self._styles[int(style)] if style and self._styles else _PLAIN_STYLE
        self._formula = None
        self._pieces, self._length = [], 0

    def _column_of(self, cell: str) -> int:
        letters = cell.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            known = self._columns[letters] = column_of(letters)
        return known

    def _end_cell(self) -> None:
        text = self._value()
        if not text:
            return
        # What stands beyond the last column that is read shows that the row is too wide.
        place, row = min(self._column, _LAST), self._row
        missing = place - len(row)
        if missing < 0:
            row[place] = text
            return
        if missing:
            row.extend([""] * missing)
        row.append(text)

    def _value(self) -> str:
        if self._formula is not None:
            return f"={self._formula.removeprefix('=')}"
        text = "".join(self._pieces)
        if self._kind == "s":
            return self._texts[int(text)] if text else ""
        if self._kind in _TEXT_KINDS or not text:
            return text
        return self._typed(text)

    def _typed(self, text: str) -> str:
        if self._kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if self._kind == "d":
            return text.replace("T", " ").removesuffix(" 00:00:00")
        return self._number_text(text)

    def _number_text(self, text: str) -> str:
        style = self._style
        if style.is_date or style.is_duration:
            key = (text, style.is_duration)
            known = self._known.get(key)
            if known is None:
                if len(self._known) > limits.REMEMBERED_TEXTS:
                    self._known.clear()
                known = self._known[key] = self._moment(text, is_duration=style.is_duration)
            return known
        if text.isdigit() and text.isascii():
            return NumberText((text.lstrip("0") or "0").zfill(style.digits))
        return NumberText(_plain(text).replace(".", self._mark))

    def _moment(self, text: str, *, is_duration: bool) -> str:
        """A date; a time alone, or a length of time, is no figure of ours and refused where it is mapped."""
        try:
            found = from_excel(float(text), self._epoch, timedelta=is_duration)
        except (OverflowError, ValueError):
            return "#VALUE!"
        if isinstance(found, datetime):
            return found.date().isoformat() if found.time() == time() else found.isoformat(sep=" ")
        return str(found)


def _plain(text: str) -> str:
    """The shortest decimal that is this float, without an exponent; a whole number without a point."""
    if "." not in text and "e" not in text.casefold():
        return str(int(text))
    exact = Decimal(repr(float(text)))
    if not exact.is_finite():
        return repr(float(text))
    return format(exact, "f").removesuffix(".0")
