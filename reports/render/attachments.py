"""The figures of a review as rows of plain data: for the workbook, the CSV and the JSON that travel with it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.kernel.downloads import harmless
from portal.kernel.figure import Figure
from portal.kernel.money import Money
from portal.kernel.numbers import amount_of
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share
from reports.selectors.document import Cell
from reports.selectors.review import Review

Plain = Decimal | int | date | str | None


@dataclass(frozen=True)
class FigureRow:
    """One figure, exact and unshortened."""

    section: str
    key: str
    label: str
    value: Decimal | None
    before: Decimal | None
    unit: str
    known_part: Decimal | None
    as_of: date | None
    source: str
    trust: str
    # What the mark of shared data rests on: its last day, places reporting ÷ expected, and the shares
    # carried forward and sent again.
    data_until: date | None
    completeness: Decimal | None
    carried: Decimal | None
    restated: Decimal | None
    note: str


def figure_rows(review: Review) -> Iterator[FigureRow]:
    """Every figure of the review, each once."""
    for section, figure in review.all_figures:
        value = figure.value
        yield FigureRow(
            section,
            figure.key,
            figure.label,
            _bare(amount_of(value)),
            _bare(amount_of(figure.before)),
            _unit(figure),
            value.known_part if isinstance(value, Share) else None,
            figure.as_of,
            figure.source,
            figure.trust.value,
            *_ground(figure),
            figure.note,
        )


def _ground(figure: Figure) -> tuple[date | None, Decimal | None, Decimal | None, Decimal | None]:
    found = figure.data
    if found is None:
        return None, None, None, None
    shares = (found.completeness, found.carried, found.restated)
    rounded = [None if share is None else _bare(round(share, 4)) for share in shares]
    return found.until, rounded[0], rounded[1], rounded[2]


def _unit(figure: Figure) -> str:
    match figure.value:
        case Money(currency=currency):
            return currency
        case Quantity(unit=unit):
            return unit
        case Share():
            return "ratio"
    return figure.unit


def plain(cell: Cell) -> Plain:
    """A cell as a spreadsheet or a program reads it: the bare number, the day, the text made harmless."""
    match cell:
        case None | date():
            return cell
        case str():
            return harmless(cell)
        case int():
            return cell
    return _bare(amount_of(cell))


def _bare(number: Decimal | None) -> Decimal | None:
    """Without the zeros that one database adds and another doesn't: 60000.0000 is 60000."""
    return None if number is None else Decimal(f"{number.normalize():f}")


def csv_of(review: Review) -> bytes:
    """The figures, then each table with its name in front; UTF-8 with the mark that spreadsheets need."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*FigureRow.__dataclass_fields__])
    for row in figure_rows(review):
        writer.writerow([_as_text(getattr(row, name)) for name in FigureRow.__dataclass_fields__])
    for table in review.all_tables:
        writer.writerow([])
        writer.writerow(
            [harmless(table.key), *(harmless(column.label) for column in table.columns)]
        )
        for cells in (*table.rows, *([table.total] if table.total else [])):
            writer.writerow([table.key, *(_as_text(plain(cell)) for cell in cells)])
    return text.getvalue().encode("utf-8-sig")


def json_of(review: Review) -> bytes:
    """The same for programs; quantities are strings, so that nothing is rounded on the way."""
    content = {
        "account": review.code,
        "name": review.name,
        "period": {"first_day": review.period.first_day, "last_day": review.period.last_day},
        "today": review.today,
        "language": review.language,
        "is_illustrative": review.is_illustrative,
        "headline": review.headline,
        "figures": [
            {name: getattr(row, name) for name in FigureRow.__dataclass_fields__}
            for row in figure_rows(review)
        ],
        "tables": [
            {
                "key": table.key,
                "title": table.title,
                "source": table.source,
                "as_of": table.as_of,
                "columns": [column.label for column in table.columns],
                "rows": [[plain(cell) for cell in row] for row in table.rows],
            }
            for table in review.all_tables
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=_as_text).encode()


def _as_text(value: object) -> str:
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
