"""Rows of a workbook's sheet, streamed, with every number exact and every formula seen."""

import io
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO, Final, Literal, cast
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from vmi.formats import limits
from vmi.formats.columns import is_known_header
from vmi.formats.rows import Chunk, NumberText
from vmi.formats.shape import DecimalMark, Reading, UnreadableFile

if not openpyxl.DEFUSEDXML:
    raise RuntimeError(f"Workbooks are only read with {defusedxml.ElementTree.__name__} in place.")

_ROWS_A_CHUNK: Final = 5_000
_SPOOL_BYTES: Final = 8 * 1024 * 1024
_DAMAGES: Final = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, DefusedXmlException),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, NotImplementedError),
    *(OverflowError, zipfile.LargeZipFile, zlib.error),
)


@contextmanager
def _damage_named() -> Iterator[None]:
    """A workbook that breaks the library in any of its ways is damaged; the user can save it anew."""
    try:
        yield
    except _DAMAGES as problem:
        raise UnreadableFile("damaged_workbook") from problem
    except RuntimeError as problem:
        # zipfile says so of a member that needs a password.
        raise UnreadableFile("encrypted_workbook") from problem


class _Counted(io.RawIOBase):
    """A seekable stream that counts what was read of it, for telling the progress."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self.size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self.count += len(block)
        return block

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def _seekable(head: bytes, stream: BinaryIO) -> BinaryIO:
    if stream.seekable():
        return stream
    spool = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES))  # noqa: SIM115
    spool.write(head)
    while block := stream.read(limits.BLOCK_BYTES):
        spool.write(block)
    return spool


class XlsxRows:
    """One sheet of a workbook as rows of texts; a formula is the text that begins with "="."""

    kind: Literal["csv", "xlsx"] = "xlsx"
    has_ragged_ends = True
    has_guessed_encoding = False

    def __init__(self, head: bytes, stream: BinaryIO, reading: Reading) -> None:
        self._counted = _Counted(_seekable(head, stream))
        with _damage_named():
            _refuse_bomb(self._counted)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(
                    self._counted, read_only=True, data_only=False, keep_links=False
                )
        self.sheets = tuple(
            sheet.title for sheet in self._book.worksheets if sheet.sheet_state == "visible"
        )
        name, self.head = self._choose(reading.sheet)
        self.head_is_whole = len(self.head) < limits.HEAD_ROWS
        self.reading = replace(reading, sheet=name)

    def _choose(self, wished: str | None) -> tuple[str, list[list[str]]]:
        """The wished sheet, or the first with two headers that we know, or the first with anything."""
        if wished is not None:
            if wished not in self._book.sheetnames:
                raise UnreadableFile("no_such_sheet", sheet=wished, sheets=", ".join(self.sheets))
            return wished, self._head_of(wished)
        first_filled: tuple[str, list[list[str]]] | None = None
        for name in self.sheets:
            head = self._head_of(name)
            if any(sum(map(is_known_header, row)) > 1 for row in head[: limits.HEADER_WITHIN_ROWS]):
                return name, head
            if first_filled is None and any(map(any, head)):
                first_filled = name, head
        if first_filled is None:
            raise UnreadableFile("empty_file")
        return first_filled

    def _head_of(self, name: str) -> list[list[str]]:
        return [row for _, row in islice(self._rows(name, "."), limits.HEAD_ROWS)]

    def chunks(self, mark: DecimalMark) -> Iterator[Chunk]:
        """All rows from the first one on; numbers are written with `mark`."""
        self._counted.count = 0
        rows = self._rows(cast("str", self.reading.sheet), mark)
        while some := list(islice(rows, _ROWS_A_CHUNK)):
            yield Chunk(
                numbers=[number for number, _ in some],
                rows=[row for _, row in some],
                characters=sum(len(cell) for _, row in some for cell in row),
                bytes_read=min(self._counted.count, self._counted.size),
            )
        yield Chunk(bytes_read=self._counted.size)

    def _rows(self, name: str, mark: DecimalMark) -> Iterator[tuple[int, list[str]]]:
        with _damage_named():
            sheet = self._book[name]
            # Some programs write a wrong extent, and rows beyond it would be lost.
            sheet.reset_dimensions()
            rows: Iterable[Sequence[Any]] = sheet.iter_rows()
            for number, cells in enumerate(rows, 1):
                if number > limits.SHEET_ROWS:
                    raise UnreadableFile("damaged_workbook")
                yield number, _texts(cells, mark)


def _refuse_bomb(stream: BinaryIO | io.RawIOBase) -> None:
    """Raise when the workbook would unfold into far more than any report holds."""
    with zipfile.ZipFile(cast("BinaryIO", stream)) as archive:
        members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names and not any(name.endswith("workbook.xml") for name in names):
        is_open = "mimetype" in names and "content.xml" in names
        raise UnreadableFile("not_a_table", kind="open_document" if is_open else "archive")
    total = sum(member.file_size for member in members)
    held = sum(
        member.file_size
        for member in members
        if member.filename.endswith((".xml", ".rels")) and "/worksheets/" not in member.filename
    )
    is_bomb = (
        len(members) > limits.WORKBOOK_MEMBERS
        or total > limits.WORKBOOK_BYTES
        or held > limits.WORKBOOK_HELD_BYTES
        or any(_is_swollen(member) for member in members)
    )
    if is_bomb:
        raise UnreadableFile("zip_bomb")


def _is_swollen(member: zipfile.ZipInfo) -> bool:
    return (
        member.file_size > limits.WORKBOOK_RATIO_FROM_BYTES
        and member.file_size > member.compress_size * limits.WORKBOOK_RATIO
    )


def _texts(cells: Sequence[Any], mark: DecimalMark) -> list[str]:
    texts = [_text(cell, mark) for cell in cells[: limits.COLUMNS + 1]]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Any, mark: DecimalMark) -> str:
    found = cell.value
    if found is None:
        return ""
    if cell.data_type == "f":
        text = found if isinstance(found, str) else getattr(found, "text", None) or "="
        return text if text.startswith("=") else f"={text}"
    if isinstance(found, str):
        return found
    return _typed_text(found, cell, mark)


def _typed_text(found: Any, cell: Any, mark: DecimalMark) -> str:
    if isinstance(found, bool):
        return "TRUE" if found else "FALSE"
    if isinstance(found, int):
        return NumberText(_padded(found, cell.number_format))
    if isinstance(found, float):
        return NumberText(_plain(found).replace(".", mark))
    if isinstance(found, datetime):
        found = found if found.time() != time() else found.date()
    # A time alone, or a length of time, is no figure of ours: it is refused where it is mapped.
    return found.isoformat(sep=" ") if isinstance(found, datetime) else str(found)


def _plain(number: float) -> str:
    """The shortest decimal that is this float, without an exponent; a whole number without a point."""
    exact = Decimal(repr(number))
    if not exact.is_finite():
        return repr(number)
    text = format(exact, "f")
    return text.removesuffix(".0")


def _padded(number: int, number_format: str) -> str:
    """With the leading zeros that a format such as 00000 shows: codes are often kept that way."""
    if number >= 0 and number_format and set(number_format) == {"0"}:
        return str(number).zfill(min(len(number_format), 64))
    return str(number)
