"""Every code by which a line or a file is refused, with the parameters that its sentence can use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vmi.formats.edi.reasons import EDI_REFUSALS, EDI_UNREADABLE, NOTES

__all__ = ["KINDS", "MISSING", "NOTES", "REFUSALS", "UNREADABLE"]

_CELL: Final = ("line", "field", "value")
_LINE: Final = ("line",)

# A refused line always carries `line`, `field`, `value` and `raw`; listed is what is never empty.
REFUSALS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bad_date": _CELL,
        "bad_number": _CELL,
        "too_precise": _CELL,
        "number_too_large": _CELL,
        "bad_currency": _CELL,
        "bad_character": _CELL,
        "damaged_code": _CELL,
        "formula": _CELL,
        "cell_error": _CELL,
        "cell_too_long": _LINE,
        "too_many_cells": _LINE,
        "too_few_cells": _LINE,
        "quote_not_closed": _LINE,
        "no_date": _LINE,
        "period_backwards": _LINE,
        "missing_product": _LINE,
        "missing_location": _LINE,
        "no_measure": _LINE,
        "order_known": _CELL,
        **EDI_REFUSALS,
    }
)

UNREADABLE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "empty_file": (),
        "not_a_table": ("kind",),
        "old_excel": (),
        "encrypted_workbook": (),
        "damaged_workbook": (),
        "zip_bomb": (),
        "damaged_archive": (),
        "encrypted_archive": (),
        "empty_archive": (),
        "archive_link": (),
        "nested_archive": (),
        "too_many_parts": ("parts", "limit"),
        "part_too_large": ("name", "limit"),
        "unknown_encoding": ("encoding",),
        "line_too_long": ("line", "limit"),
        "too_many_columns": ("columns", "limit"),
        "no_header": (),
        "no_such_sheet": ("sheet", "sheets"),
        "no_such_column": ("field", "column"),
        "column_twice": ("field", "column"),
        "units_mixed": ("columns",),
        "missing_columns": ("missing",),
        "dates_ambiguous": ("values", "orders"),
        "numbers_ambiguous": ("values",),
        **EDI_UNREADABLE,
    }
)

# The values of `kind` in not_a_table, and of `missing` (joined by commas) in missing_columns.
KINDS: Final = (
    "picture",
    "pdf",
    "archive",
    "web_page",
    "xml",
    "open_document",
    "document",
    "xlsb",
    "binary",
)
MISSING: Final = ("product", "location", "day", "measure")
