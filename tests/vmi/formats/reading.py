"""Short ways for the tests of this folder to write and read files."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pyarrow as pa

from vmi.formats.files import read
from vmi.formats.shape import LINE_SCHEMA, Reading, RefusedLine, UnreadableFile

HEADER = "date,store code,sku,units sold,sales value\n"


def read_bytes(
    content: bytes, reading: Reading | None = None, name: str = "report.csv"
) -> tuple[list[dict[str, Any]], list[RefusedLine]]:
    """The good lines as rows, and the refused ones; the batches' own counts are checked on the way."""
    batches = list(read(io.BytesIO(content), name, reading or Reading()))
    lines = pa.Table.from_batches([batch.lines for batch in batches], LINE_SCHEMA).to_pylist()
    refused = [line for batch in batches for line in batch.refused]
    if batches:
        copies = sum(batch.duplicate_count for batch in batches)
        assert batches[-1].lines_read == len(lines) + len(refused) + copies
        assert batches[-1].bytes_read == len(content)
    return lines, refused


def read_text(
    text: str, reading: Reading | None = None
) -> tuple[list[dict[str, Any]], list[RefusedLine]]:
    return read_bytes(text.encode(), reading)


def unreadable(content: bytes, reading: Reading | None = None, name: str = "report.csv") -> str:
    """The code by which the file is refused as a whole; "" when it can be read."""
    try:
        read_bytes(content, reading, name)
    except UnreadableFile as problem:
        return problem.code
    return ""


def codes(refused: Iterable[RefusedLine]) -> list[tuple[int, str, str]]:
    return [(line.line, line.field, line.code) for line in refused]


def workbook(*rows: Sequence[Any], title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


NOVEMBER_5 = date(2026, 11, 5)
