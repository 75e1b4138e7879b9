"""Rows of an OpenDocument sheet (ODS), streamed in bounded memory, with every formula seen.

Written here because no library does this: odfpy holds the whole document as objects, and python-calamine
holds it too and gives values without telling which of them are formulas.
"""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, Final, cast
from xml.parsers import expat

from vmi.formats import limits
from vmi.formats.rows import Chunk, NumberText, TableKind
from vmi.formats.shape import DecimalMark, Reading, UnreadableFile
from vmi.formats.sheets import Row, chosen_sheet, chunked
from vmi.formats.xml_stream import XmlStream
from vmi.formats.zips import (
    DAMAGES,
    CountedStream,
    opened_zip,
    refuse_unsafe,
    seekable,
)

_CONTENT: Final = "content.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_CELLS: Final = frozenset({f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"})
# Notes beside a cell have paragraphs too, which are not the cell's text.
_ASIDE: Final = frozenset({f"{_OFFICE} annotation", f"{_TEXT} ruby-text", f"{_TEXT} note"})
_SPACES: Final = {f"{_TEXT} s": " ", f"{_TEXT} tab": "\t", f"{_TEXT} line-break": "\n"}
_SAID_BY: Final = {"date": "date-value", "boolean": "boolean-value", "time": "time-value"}
_NUMBERS: Final = frozenset({"float", "percentage", "currency"})

_LONGEST_TAG: Final = 4 * 1024
_TABLE_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?table\s([^>]*)>")
_HIDING_STYLE: Final = re.compile(
    rb"<style:style\s([^>]*)>\s*<style:table-properties\s[^>]*table:display=\"false\""
)
_NAME: Final = re.compile(rb"\bname=\"([^\"]*)\"")
_STYLE_NAME: Final = re.compile(rb"\bstyle-name=\"([^\"]*)\"")
_MANIFEST_BYTES: Final = 1024 * 1024


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except (*DAMAGES, expat.ExpatError) as problem:
        raise UnreadableFile("damaged_workbook") from problem
    except RuntimeError as problem:
        # zipfile says so of a member that needs a password.
        raise UnreadableFile("encrypted_workbook") from problem


class OdsRows:
    """One sheet of an OpenDocument workbook as rows of texts; a formula begins with "="."""

    kind: TableKind = "ods"
    has_ragged_ends = True
    has_guessed_encoding = False

    def __init__(self, head: bytes, stream: BinaryIO, reading: Reading) -> None:
        self._counted = CountedStream(seekable(head, stream))
        self._archive = opened_zip(self._counted)
        refuse_unsafe(
            self._archive,
            size=self._counted.size,
            encrypted="encrypted_workbook",
            damaged="damaged_workbook",
        )
        with _damage_named():
            self._refuse_encrypted()
            self._names, self.sheets = self._found_sheets()
        self._filled: frozenset[int] = frozenset()
        name, self.head = chosen_sheet(reading.sheet, self._names, self.sheets, self._rows)
        self.head_is_whole = len(self.head) < limits.HEAD_ROWS
        self.reading = replace(reading, sheet=name)

    def fill_down(self, columns: frozenset[int]) -> None:
        """Repeat the value of cells merged downwards in these columns."""
        self._filled = columns

    def chunks(self, mark: DecimalMark) -> Iterator[Chunk]:
        """All rows from the first one on; numbers are written with `mark`."""
        self._counted.count = 0
        return chunked(self._rows(cast("str", self.reading.sheet), mark), self._counted)

    def _refuse_encrypted(self) -> None:
        """A password hides the members themselves; only the manifest says so."""
        if _MANIFEST not in self._archive.namelist():
            return
        with self._archive.open(_MANIFEST) as member:
            if b"encryption-data" in member.read(_MANIFEST_BYTES):
                raise UnreadableFile("encrypted_workbook")

    def _found_sheets(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """All names, and those of sheets that are not hidden; by a look at tags alone, which is quick."""
        tables: dict[int, tuple[str, bytes]] = {}
        hiding: set[bytes] = set()
        with self._archive.open(_CONTENT) as member:
            rest, place = b"", 0
            while block := member.read(limits.BLOCK_BYTES):
                text = rest + block
                for style in _HIDING_STYLE.finditer(text):
                    hiding.update(_NAME.findall(style[1]))
                for table in _TABLE_TAG.finditer(text):
                    name, its_style = _NAME.search(table[1]), _STYLE_NAME.search(table[1])
                    if name is not None:
                        shown = html.unescape(name[1].decode())
                        tables[place + table.start()] = shown, its_style[1] if its_style else b""
                    if len(tables) > limits.ZIP_MEMBERS:
                        raise UnreadableFile("zip_bomb")
                rest = text[-_LONGEST_TAG:]
                place += len(text) - len(rest)
        names = tuple(dict.fromkeys(name for name, _ in tables.values()))
        visible = (name for name, style in tables.values() if style not in hiding)
        return names, tuple(dict.fromkeys(visible))

    def _rows(self, name: str, mark: DecimalMark) -> Iterator[Row]:
        with _damage_named():
            sheet = _SheetRows(name, mark, self._filled)
            stream = XmlStream(sheet.start, sheet.end, sheet.text)
            with self._archive.open(_CONTENT) as member:
                while not sheet.is_over and (block := member.read(limits.BLOCK_BYTES)):
                    stream.feed(block)
                    yield from sheet.taken()
                if not sheet.is_over:
                    stream.finish()


class _SheetRows:
    """Callbacks of the document's XML: the rows of one sheet, repeated ones as often as they stand."""

    def __init__(self, name: str, mark: DecimalMark, filled: frozenset[int]) -> None:
        self._name, self._mark, self._filled = name, mark, filled
        self._is_inside = self.is_over = False
        self._rows: list[tuple[int, list[str], int]] = []
        self._row: list[str] = []
        self._number = 1
        self._row_repeats = self._cell_repeats = 1
        self._place = 0
        self._said: dict[str, str] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._paragraphs = 0
        self._aside = 0
        # Column → the row up to which its merged cell reaches, and what the cell says.
        self._merged: dict[int, tuple[int, str]] = {}

    def taken(self) -> Iterator[Row]:
        """The rows that are complete by now; a blank row that is repeated is given once."""
        rows, self._rows = self._rows, []
        for number, row, repeats in rows:
            for shift in range(repeats if row else 1):
                yield number + shift, row

    def start(self, name: str, said: dict[str, str]) -> None:
        if not self._is_inside:
            is_wanted = name == f"{_TABLE} table" and said.get(f"{_TABLE} name") == self._name
            self._is_inside = is_wanted and not self.is_over
        elif name in _CELLS:
            self._begin_cell(said)
        elif name == f"{_TABLE} table-row":
            self._row, self._place = [], 0
            self._row_repeats = _repeats(said, "number-rows-repeated")
        else:
            self._begin_text(name, said)

    def _begin_text(self, name: str, said: dict[str, str]) -> None:
        if name in _ASIDE:
            self._aside += 1
        elif self._aside:
            return
        elif name == f"{_TEXT} p":
            self._paragraphs += 1
            if self._paragraphs > 1:
                self.text("\n")
        elif name in _SPACES:
            self.text(_SPACES[name] * min(_repeats(said, "c", _TEXT), limits.CELL_CHARACTERS))

    def end(self, name: str) -> None:
        if not self._is_inside:
            return
        if name in _CELLS:
            self._end_cell()
        elif name == f"{_TABLE} table-row":
            self._end_row()
        elif name == f"{_TABLE} table":
            self._is_inside, self.is_over = False, True
        elif name in _ASIDE:
            self._aside -= 1

    def text(self, piece: str) -> None:
        if self._paragraphs and not self._aside and self._length <= limits.CELL_CHARACTERS:
            self._pieces.append(piece)
            self._length += len(piece)

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._said = said
        self._cell_repeats = _repeats(said, "number-columns-repeated")
        self._pieces, self._length, self._paragraphs = [], 0, 0

    def _end_cell(self) -> None:
        text = self._value()
        place = self._place
        self._place += self._cell_repeats
        if place in self._filled:
            text = self._filled_down(place, text)
        if not text:
            return
        # What stands beyond the last column that is read shows that the row is too wide.
        first, end = min(place, limits.COLUMNS), min(self._place, limits.COLUMNS + 1)
        self._row += [""] * (first - len(self._row))
        self._row += [text] * (end - len(self._row))

    def _filled_down(self, place: int, text: str) -> str:
        """What the cell says, or what the one says that was merged over it."""
        spanned = _repeats(self._said, "number-rows-spanned")
        if spanned > 1:
            self._merged[place] = (self._number + spanned - 1, text)
        last, merged = self._merged.get(place, (0, ""))
        return text or (merged if self._number <= last else "")

    def _end_row(self) -> None:
        row = self._row
        while row and not row[-1]:
            row.pop()
        if self._number + (self._row_repeats if row else 1) - 1 > limits.SHEET_ROWS:
            if row:
                raise ValueError("More rows than a sheet can have.")
        else:
            self._rows.append((self._number, row, self._row_repeats))
        self._number += self._row_repeats

    def _value(self) -> str:
        said = self._said
        formula = said.get(f"{_TABLE} formula")
        if formula is not None:
            return f"={formula.partition('=')[2]}"
        kind = said.get(f"{_OFFICE} value-type", "")
        if kind in _NUMBERS:
            return self._number_text(said.get(f"{_OFFICE} value", ""))
        if kind not in _SAID_BY:
            return said.get(f"{_OFFICE} string-value") or "".join(self._pieces)
        text = said.get(f"{_OFFICE} {_SAID_BY[kind]}", "")
        # A time alone is no figure of ours and refused where it is mapped.
        return text.upper() if kind == "boolean" else _without_midnight(text)

    def _number_text(self, text: str) -> str:
        """The number exactly; with the leading zeros that the sheet shows, as codes are often kept so."""
        shown = "".join(self._pieces)
        if shown.startswith("0") and shown.isdigit() and shown.lstrip("0") == text:
            return NumberText(shown)
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if not number.is_finite() or abs(number.adjusted()) > limits.NUMBER_DIGITS:
            return text
        return NumberText(format(number, "f").removesuffix(".0").replace(".", self._mark))


def _repeats(said: dict[str, str], name: str, space: str = _TABLE) -> int:
    """How often; never less than once, and never so often that it could be more than a sheet holds."""
    text = said.get(f"{space} {name}")
    return min(max(int(text), 1), limits.SHEET_ROWS) if text else 1


def _without_midnight(moment: str) -> str:
    return moment.replace("T", " ").removesuffix(" 00:00:00") if moment[:1].isdigit() else moment
