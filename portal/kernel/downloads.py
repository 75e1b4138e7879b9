"""Files that people take away: safe to open in a spreadsheet, never guessed at by a browser."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Cell = str | int | Decimal | date | None
_Response = TypeVar("_Response", bound=HttpResponseBase)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets run a text that begins so as a formula.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def harmless(text: str) -> str:
    """A text that a spreadsheet can't take for a formula; a number with its sign is none."""
    is_number = text[:1] in {"-", "+"} and text[1:].replace(".", "").replace(",", "").isdecimal()
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not is_number else text


def csv_file(rows: Iterable[Sequence[Cell]], filename: str) -> StreamingHttpResponse:
    """UTF-8 with its mark, without which spreadsheets take Chinese for another encoding; streamed."""
    writer = csv.writer(_Echo())

    def pieces() -> Iterator[bytes]:
        yield BOM_UTF8
        for row in rows:
            yield writer.writerow([_as_text(cell) for cell in row]).encode()

    response = StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")
    return attached(response, filename)


def xlsx_file(
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    filename: str,
    *,
    freeze: str = "B2",
) -> HttpResponse:
    """A sheet with a bold head that stays in sight, numbers as numbers and dates as dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tandem")
    sheet.freeze_panes = freeze
    cells = [WriteOnlyCell(sheet, value=head) for head in heads]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in rows:
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    content = io.BytesIO()
    book.save(content)
    return attached(HttpResponse(content.getvalue(), content_type=XLSX), filename)


def _as_text(value: Cell) -> str:
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case str():
            return harmless(value)
    return str(value)


def attached(response: _Response, filename: str) -> _Response:
    """The response as a file to be saved: no browser shows it, guesses its type or keeps it."""
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
