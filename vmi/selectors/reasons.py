"""What happened to a line or a file, and what to do about it: a sentence for every code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmi.selectors.edi_reasons import EDI_DOCUMENT, EDI_REFUSED, NOTED

Words = tuple["str | Promise", "str | Promise"]


@dataclass(frozen=True)
class Explanation:
    """Two sentences for a person: what is the matter, and what to do."""

    code: str
    what: str
    what_to_do: str


FIELD_WORDS: Final[Mapping[str, "str | Promise"]] = {
    "product_code": _("product code"),
    "gtin": _("GTIN"),
    "product_name": _("product name"),
    "location_code": _("place code"),
    "gln": _("GLN"),
    "location_name": _("place name"),
    "first_day": _("first day"),
    "last_day": _("last day"),
    "day": _("date"),
    "sold": _("sold"),
    "returned": _("returned"),
    # Goods, not the report.
    "received": pgettext_lazy("goods", "received"),
    "adjusted": _("adjusted"),
    "on_hand": _("on hand"),
    "on_order": _("on order"),
    "in_transit": _("in transit"),
    "sold_value": _("sales value"),
    "currency": _("currency"),
    "unit": _("unit"),
    "pack": _("pieces in a pack"),
    "reference": _("reference"),
    "transferred": _("transferred"),
    "withdrawn": _("withdrawn"),
    "lost_sales": _("lost sales"),
    "opening": _("opening stock"),
    "committed": _("committed"),
    "unsellable": _("not sellable"),
    "minimum": _("minimum"),
    "maximum": _("maximum"),
    "reorder_point": _("reorder point"),
    "planned": _("planned stock"),
    "requested": _("requested"),
    "forecast": _("forecast"),
    "order_number": _("order number"),
    "ordered": _("ordered"),
    # What `missing` of a file's head may name.
    "product": _("product"),
    "location": _("place"),
    "measure": _("a quantity"),
}

_CORRECT: Final = _("Correct the line and send the file again.")
_NAME_COLUMNS: Final = _("Name the columns; the file is then read again.")

# Lines that wait for a code.
PARKED: Final[Mapping[str, Words]] = {
    "unknown_product": (
        _("We do not know this product code."),
        _("Say once which product it is. The lines then post by themselves."),
    ),
    "unknown_place": (
        _("We do not know this place."),
        _("Say once which place it is, or add it. The lines then post by themselves."),
    ),
    "unknown_pack": (
        _("We do not know how many pieces this unit of the product holds."),
        _(
            "Set the pack size of the product, and its lines post by themselves; or send single pieces."
        ),
    ),
    "other_unit": (
        _("The product is not counted in this unit, or nobody knows the unit."),
        _("Send single pieces or packs, or correct the unit of the line."),
    ),
}

REFUSED: Final[Mapping[str, Words]] = {
    "bad_date": (_("This is not a date."), _CORRECT),
    "bad_number": (_("This is not a number."), _CORRECT),
    "too_precise": (
        _("The number has more decimals than we keep (3 for quantities, 4 for values)."),
        _("Round it and send the file again."),
    ),
    "number_too_large": (_("The number is too large to be true."), _CORRECT),
    "bad_currency": (
        _("This is not a currency."),
        _("Write its three letters, such as CNY, and send the file again."),
    ),
    "bad_character": (
        _("The cell has characters that are no text."),
        _("Save the file as UTF-8 and send it again."),
    ),
    "damaged_code": (
        _("The spreadsheet has cut this code short (6.9E+12): its last digits are lost."),
        _("Format the column as text, fill in the codes anew and send the file again."),
    ),
    "formula": (
        _("The cell holds a formula instead of a value."),
        _("Replace formulas by their values and send the file again."),
    ),
    "cell_error": (_("The cell shows an error of the spreadsheet."), _CORRECT),
    "cell_too_long": (_("A cell of this line is far too long."), _CORRECT),
    "too_many_cells": (
        _("The line has more cells than the header."),
        _("Put cells that contain the separator in quotes and send the file again."),
    ),
    "too_few_cells": (_("The line has fewer cells than the header."), _CORRECT),
    "quote_not_closed": (
        _("A quotation mark is opened and not closed."),
        _("Close or remove it and send the file again."),
    ),
    "no_date": (_("The line has no date."), _CORRECT),
    "period_backwards": (_("The last day is before the first day."), _CORRECT),
    "missing_product": (_("The line names no product."), _CORRECT),
    "missing_location": (_("The line names no place."), _CORRECT),
    "no_measure": (_("The line has no quantity at all."), _CORRECT),
    "order_known": (
        _("This order is in our own books already."),
        _("Nothing has to be done; to change an order, speak to us."),
    ),
    **EDI_REFUSED,
}

# Lines that add nothing, because they came before.
DUPLICATE: Final[Mapping[str, Words]] = {
    "sent_twice": (
        _("This line was sent before."),
        _("Nothing has to be done: it counts once."),
    ),
}

# Whole documents: what can't be read, and what a person has to say first.
DOCUMENT: Final[Mapping[str, Words]] = {
    "empty_file": (_("The file is empty."), _("Export it again and send that file.")),
    "not_a_table": (
        _("This is not a table (it looks like: %(kind)s)."),
        _("Save the report as CSV or XLSX and send that file."),
    ),
    "old_excel": (
        _("This is a workbook of the old kind (.xls)."),
        _("Save it as .xlsx and send that file."),
    ),
    "encrypted_workbook": (
        _("The workbook is protected by a password."),
        _("Save it without a password and send that file."),
    ),
    "damaged_workbook": (
        _("The file is damaged."),
        _("Open it, save it anew and send that file."),
    ),
    "zip_bomb": (
        _("The file unfolds to far more than a report can hold."),
        _("Save only the report as CSV and send that file."),
    ),
    "damaged_archive": (
        _("The archive is damaged."),
        _("Pack the reports anew and send that file, or send them one by one."),
    ),
    "encrypted_archive": (
        _("The archive is protected by a password."),
        _("Pack the reports without a password and send that file."),
    ),
    "empty_archive": (
        _("The archive holds no file."),
        _("Pack the reports anew and send that file."),
    ),
    "archive_link": (
        _("The archive holds a link instead of a file."),
        _("Pack the reports themselves and send that file."),
    ),
    "nested_archive": (
        _("This is an archive inside an archive."),
        _("Pack the reports themselves, not their archives, and send that file."),
    ),
    "too_many_parts": (
        _("The archive holds %(parts)s files; we take up to %(limit)s."),
        _("Send the reports in several archives."),
    ),
    "part_too_large": (
        _("The file “%(name)s” of the archive is larger than %(limit)s MB."),
        _("Send it in parts, each a period of its own."),
    ),
    "units_mixed": (
        _("The quantities are in different units: %(columns)s."),
        _("Send all quantities of a line in one unit, or name only columns of the same unit."),
    ),
    "unknown_encoding": (
        _("We can't tell how the text of the file is encoded."),
        _("Save it as UTF-8 and send that file."),
    ),
    "line_too_long": (
        _("Line %(line)s is longer than any report's line can be."),
        _("Check that the file has line breaks, and send it again."),
    ),
    "too_many_columns": (
        _("The file has %(columns)s columns; we read up to %(limit)s."),
        _("Send only the columns of the report."),
    ),
    "no_header": (
        _("We find no row with the names of the columns."),
        _("Put the names of the columns into the first row and send the file again."),
    ),
    "no_such_sheet": (
        _("The workbook has no sheet “%(sheet)s”; it has: %(sheets)s."),
        _("Choose one of these sheets."),
    ),
    "no_such_column": (_("The file has no column “%(column)s”."), _NAME_COLUMNS),
    "column_twice": (
        _("The file has the column “%(column)s” twice."),
        _("Name the column by its position, such as #3."),
    ),
    "missing_columns": (_("We find no column for: %(missing)s."), _NAME_COLUMNS),
    "columns_ambiguous": (
        _("More than one column could be: %(fields)s."),
        _("Say which column is meant; the file is then read again."),
    ),
    "dates_ambiguous": (
        _("The dates can be read in more than one way, such as 3 April or 4 March."),
        _("Say whether day, month or year comes first; the file is then read again."),
    ),
    "numbers_ambiguous": (
        _("We can't tell whether the point or the comma is the decimal mark."),
        _("Say which it is; the file is then read again."),
    ),
    "currency_unclear": (
        _("The values carry the sign of another currency than %(currency)s."),
        _("Say which currency they are in; the file is then read again."),
    ),
    "no_lines": (
        _("The file has a header but no line below it."),
        _("Send the file with its lines."),
    ),
    "lines_refused": (
        _("%(lines)s lines of the report are not right, so none of it was posted."),
        _("Correct the lines below and send the report again."),
    ),
    "no_message_taken": (
        _("The file has no message with lines for us."),
        _("Look at the messages below. Send 852, 846 or 867, SLSRPT or INVRPT."),
    ),
    "no_line_read": (
        _("No line of the file could be read."),
        _("Look at the reasons below, correct the file and send it again."),
    ),
    **EDI_DOCUMENT,
}


def explain(code: str, details: Mapping[str, Any] | None = None) -> Explanation:
    """The sentences for a code of a line or of a document, in the reader's language."""
    what, what_to_do = (
        PARKED.get(code)
        or REFUSED.get(code)
        or DUPLICATE.get(code)
        or DOCUMENT.get(code)
        or NOTED.get(code)
        or (code, _CORRECT)
    )
    words = _Worded(details or {})
    return Explanation(code, str(what) % words, str(what_to_do) % words)


def field_word(field: str) -> str:
    """What a field is called, in the reader's language."""
    return str(FIELD_WORDS.get(field, field))


class _Worded(dict[str, Any]):
    """Details with fields in words; what was not said is left out rather than in the way."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        super().__init__(details)
        for name in ("missing", "fields"):
            if name in self:
                self[name] = ", ".join(map(field_word, str(self[name]).split(",")))

    def __missing__(self, name: str) -> str:
        return "?"
