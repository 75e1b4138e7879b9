"""What is shown as CSV and XLSX: the same rows in the same order, exact values."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse

from keyaccounts.selectors.key_accounts import KeyAccountRow
from keyaccounts.web.columns import COLUMNS
from portal.kernel.downloads import Cell, csv_file, xlsx_file


def flattened(rows: Iterable[KeyAccountRow]) -> list[KeyAccountRow]:
    """Groups, each followed by its members, as the page shows them."""
    return [each for row in rows for each in (row, *row.members)]


def csv_of(rows: Sequence[KeyAccountRow], name: str) -> StreamingHttpResponse:
    """The rows as CSV."""
    return csv_file([_heads(), *_cells(rows)], f"{name}.csv")


def xlsx_of(rows: Sequence[KeyAccountRow], name: str) -> HttpResponse:
    """The rows as a sheet; code and name stay in sight."""
    return xlsx_file(_heads(), _cells(rows), f"{name}.xlsx", freeze="C2")


def _heads() -> list[str]:
    return [str(column.head) for column in COLUMNS]


def _cells(rows: Iterable[KeyAccountRow]) -> Iterator[list[Cell]]:
    for row in flattened(rows):
        yield [column.value(row) for column in COLUMNS]
