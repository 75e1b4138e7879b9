"""What a person has to say before a file can be read."""

from typing import Any, Final

from vmi.formats.shape import EDI_KINDS, Outline
from vmi.selectors.documents import ChosenReading

# Columns that add nothing to the facts: two candidates for one of them are no reason to ask.
_SPARE_FIELDS: Final = frozenset({"product_name", "location_name", "unit"})
# Answered by the parser itself, or a question only where nobody has answered it yet.
_OPEN_QUESTIONS: Final = frozenset({"date_order", "decimal_mark", "currency"})


def open_question(chosen: ChosenReading) -> tuple[str, dict[str, Any]] | None:
    """The first thing that has to be said: a code and its details; None when the file can be read."""
    found, reading = chosen.outline, chosen.reading
    if found.kind in EDI_KINDS:
        # Its standard has answered all of this.
        return None
    twice = [name for name in found.ambiguous if name not in _SPARE_FIELDS | _OPEN_QUESTIONS]
    is_foreign = "currency" in found.ambiguous
    problems: list[tuple[bool, str, dict[str, Any]]] = [
        (bool(found.missing), "missing_columns", {"missing": ",".join(found.missing)}),
        (reading.date_order is None, "dates_ambiguous", {"orders": "YMD, DMY, MDY"}),
        (reading.decimal_mark is None, "numbers_ambiguous", {}),
        (not chosen.is_told and bool(twice), "columns_ambiguous", {"fields": ",".join(twice)}),
        (
            not chosen.is_told and is_foreign,
            "currency_unclear",
            {"currency": reading.default_currency},
        ),
    ]
    for is_open, code, details in problems:
        if is_open:
            return code, {**details, **_head(found)}
    return None


def _head(found: Outline) -> dict[str, Any]:
    return {"headers": list(found.headers), "columns": dict(found.reading.columns)}
