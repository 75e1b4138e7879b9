"""Lines that came as data, written as the one file that stands for them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from vmi.formats.shape import FIELDS, Reading

# `day` is only another way to say first and last day.
COLUMNS: Final = tuple(name for name in FIELDS if name != "day")

LineValues = Mapping[str, str | Decimal | date | None]


def written_lines(lines: Sequence[LineValues]) -> bytes:
    """UTF-8 CSV with a column for each field that any line says; the same lines give the same bytes."""
    said = [name for name in COLUMNS if any(line.get(name) is not None for line in lines)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(said)
    writer.writerows([_text(line.get(name)) for name in said] for line in lines)
    return text.getvalue().encode()


def reading_of(lines: Sequence[LineValues], *, default_currency: str) -> Reading:
    """How `written_lines` of the same lines is read: nothing is left to be found out."""
    said = {name: name for name in COLUMNS if any(line.get(name) is not None for line in lines)}
    return Reading(
        columns=said,
        date_order="YMD",
        decimal_mark=".",
        encoding="utf-8",
        delimiter=",",
        default_currency=default_currency,
    )


def _text(value: str | Decimal | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
