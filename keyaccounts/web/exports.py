"""What is shown as CSV and XLSX: the same rows in the same order, exact values."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from keyaccounts.selectors.key_accounts import KeyAccountRow
from keyaccounts.web.columns import COLUMNS, Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets run a text that begins so as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def flattened(rows: Iterable[KeyAccountRow]) -> list[KeyAccountRow]:
    """Groups, each followed by its members, as the page shows them."""
    return [each for row in rows for each in (row, *row.members)]


def csv_of(rows: Sequence[KeyAccountRow], name: str) -> HttpResponse:
    """UTF-8 with its mark, without which spreadsheets take Chinese for another encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([str(column.head) for column in COLUMNS])
    for row in flattened(rows):
        writer.writerow([_as_text(column.value(row)) for column in COLUMNS])
    return _attached(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_of(rows: Sequence[KeyAccountRow], name: str) -> HttpResponse:
    """A sheet with numbers as numbers and dates as dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "C2"
    heads = []
    for column in COLUMNS:
        cell = WriteOnlyCell(sheet, value=str(column.head))
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in flattened(rows):
        sheet.append([_as_cell(column.value(row)) for column in COLUMNS])
    content = io.BytesIO()
    book.save(content)
    return _attached(content.getvalue(), XLSX, f"{name}.xlsx")


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


def _as_cell(value: Cell) -> Cell:
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """A text that a spreadsheet can't take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _attached(content: bytes, kind: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response
