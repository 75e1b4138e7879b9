"""A review as a workbook: numbers as numbers, days as days, no formulas."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.kernel.downloads import harmless
from portal.kernel.numbers import day_in_words, period_in_words
from reports.render.attachments import FigureRow, Plain, figure_rows, plain
from reports.selectors.document import Kind, Table
from reports.selectors.review import Review

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOLD = Font(bold=True)
_FORMATS = {Kind.RATIO: "0.0%", Kind.CHANGE: "+0.0%;-0.0%;0%", Kind.DAY: "yyyy-mm-dd"}
_WIDEST = 60
# A workbook is a ZIP archive, whose oldest possible date is this one.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def xlsx_of(review: Review) -> bytes:
    """The figures on the first sheet, then one sheet a table; the same review makes the same bytes."""
    with translation.override(review.language):
        book = Workbook()
        first = book.active
        assert isinstance(first, Worksheet)  # noqa: S101  (a new workbook has one)
        _fill_figures(first, review)
        for table in review.all_tables:
            _fill_table(book.create_sheet(_sheet_name(table.title, book.sheetnames)), table)
        content = io.BytesIO()
        book.save(content)
    return _timeless(content.getvalue(), review.today)


def _fill_figures(sheet: Worksheet, review: Review) -> None:
    sheet.title = _sheet_name(_("Figures"), [])
    _write(sheet, [review.title], is_head=True)
    _write(sheet, [review.headline])
    _write(
        sheet,
        [
            _("%(period)s, made on %(day)s")
            % {
                "period": period_in_words(review.period, review.language),
                "day": day_in_words(review.today, review.language),
            }
        ],
    )
    if review.is_illustrative:
        _write(sheet, [_("Illustrative: this account is invented for a demonstration.")])
    _write(sheet, [])
    heads = {
        "section": _("section"),
        "key": _("key"),
        "label": _("figure"),
        "value": _("value"),
        "before": _("a year before"),
        "unit": _("unit"),
        "known_part": _("of it known"),
        "as_of": _("as of"),
        "source": _("source"),
        "trust": _("trust"),
        "data_until": _("data up to"),
        "completeness": _("places reporting"),
        "carried": _("carried forward"),
        "restated": _("sent again"),
        "note": _("note"),
    }
    _write(sheet, [heads[name] for name in FigureRow.__dataclass_fields__], is_head=True)
    for row in figure_rows(review):
        _write(sheet, [getattr(row, name) for name in FigureRow.__dataclass_fields__])
    for letter, width in (
        ("A", 16),
        ("B", 20),
        ("C", 30),
        ("D", 18),
        ("E", 18),
        ("I", 50),
        ("O", 40),
    ):
        sheet.column_dimensions[letter].width = width


def _fill_table(sheet: Worksheet, table: Table) -> None:
    _write(sheet, [column.label for column in table.columns], is_head=True)
    sheet.freeze_panes = "A2"
    for row in (*table.rows, *([table.total] if table.total else [])):
        _write(sheet, [plain(cell) for cell in row])
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        longest = max((len(str(row[place - 1])) for row in table.rows), default=0)
        sheet.column_dimensions[letter].width = min(
            max(len(column.label) * 2, longest) + 4, _WIDEST
        )
        for cell in sheet[letter][1:]:
            cell.number_format = _FORMATS.get(column.kind, "General")
    _write(sheet, [])
    for words in (table.source, "" if table.rows else table.empty, table.note):
        if words:
            _write(sheet, [words])


def _write(sheet: Worksheet, values: list[Plain], *, is_head: bool = False) -> None:
    """Append a row; texts stay texts whatever they begin with."""
    sheet.append([harmless(value) if isinstance(value, str) else value for value in values])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
        if isinstance(cell.value, Decimal | int):
            cell.alignment = Alignment(horizontal="right")
        if is_head:
            cell.font = _BOLD


def _sheet_name(title: str, taken: list[str]) -> str:
    """Excel's own limits: 31 characters, no brackets, slashes or :*?, and each name once."""
    name = re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip()
    number = 2
    while name.lower() in {each.lower() for each in taken}:
        name, number = f"{name[:27]} {number}", number + 1
    return name


def _timeless(content: bytes, day: date) -> bytes:
    """The same workbook without the moment it was written at."""
    moment = f"{day.isoformat()}T00:00:00Z".encode()
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as book,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in book.infolist():
            part = book.read(entry)
            if entry.filename == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, part)
            archive.writestr(zipfile.ZipInfo(entry.filename, _NO_TIME), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
