"""Quantities of a document as a person reads them: in = posted + waiting + refused + sent twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from vmi.formats.shape import MEASURES
from vmi.rules.control_totals import FATES, IN, PIECES, QuantityTotals
from vmi.selectors.reasons import field_word

_COLUMNS: Final = (IN, *FATES, PIECES)


@dataclass(frozen=True)
class TotalRow:
    """One measure in one unit (for values: currency; "" when none was said), and where all of it is."""

    measure: str
    words: str
    unit: str
    came_in: Decimal
    posted: Decimal
    parked: Decimal
    refused: Decimal
    duplicate: Decimal
    pieces: Decimal

    @property
    def is_counted_anew(self) -> bool:
        """Whether the facts have it in single pieces, not in this unit."""
        return self.pieces != self.posted


def total_rows(kept: Mapping[str, Any]) -> tuple[TotalRow, ...]:
    """The rows of ReportDocument.quantities, in the order of measures and then of units."""
    rows = [
        TotalRow(measure, field_word(measure), unit, *(row[name] for name in _COLUMNS))
        for measure, unit, row in QuantityTotals.from_json(kept).rows()
    ]
    place = {name: number for number, name in enumerate(MEASURES)}
    return tuple(sorted(rows, key=lambda row: (place.get(row.measure, len(place)), row.unit)))
