"""Quantities in = quantities posted, parked, refused and sent twice, per measure and unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from vmi.rules.settlement import LinesLost

IN: Final = "in"
FATES: Final = ("posted", "parked", "refused", "duplicate")
# What the posted quantities are in single pieces, as the facts have them.
PIECES: Final = "pieces"
# Units beyond this many are added up as one: a column of free text is no list of units.
MOST_UNITS: Final = 50
OTHER_UNITS: Final = "…"

Sums = Mapping[tuple[str, str], Decimal]


@dataclass
class QuantityTotals:
    """Exact sums by measure, unit (for values: currency) and fate; "" is a unit that was not said."""

    sums: dict[str, dict[str, dict[str, Decimal]]] = field(default_factory=dict)

    def add(self, fate: str, sums: Sums) -> None:
        """Count quantities as come in, or as one of FATES or PIECES."""
        for (measure, unit), amount in sums.items():
            row = self._row(measure, unit)
            row[fate] = row.get(fate, Decimal(0)) + amount

    def check(self) -> None:
        """Raise LinesLost unless every quantity is accounted for. A mistake of ours, never of the file."""
        for measure, unit, row in self.rows():
            if row[IN] != sum(row[fate] for fate in FATES):
                raise LinesLost(f"{measure} in {unit or 'no unit'}: {row}")

    def rows(self) -> Iterator[tuple[str, str, dict[str, Decimal]]]:
        """Measure, unit and all sums of it, nought where there is nothing."""
        for measure, units in self.sums.items():
            for unit, row in units.items():
                yield (
                    measure,
                    unit,
                    {name: row.get(name, Decimal(0)) for name in (IN, *FATES, PIECES)},
                )

    def released(self, sums: Sums, pieces: Sums) -> None:
        """Count quantities that waited as posted."""
        self.add("parked", {key: -amount for key, amount in sums.items()})
        self.add("posted", sums)
        self.add(PIECES, pieces)

    def merge(self, other: "QuantityTotals") -> None:
        """Add what the other counted."""
        for measure, unit, row in other.rows():
            for fate, amount in row.items():
                self.add(fate, {(measure, unit): amount})

    def all_refused(self) -> "QuantityTotals":
        """The totals when the whole document is refused for the sake of a part of it."""
        totals = QuantityTotals()
        for measure, unit, row in self.rows():
            totals.add(IN, {(measure, unit): row[IN]})
            totals.add("refused", {(measure, unit): row[IN]})
        return totals

    def to_json(self) -> dict[str, Any]:
        """Exact texts: {measure: {unit: {"in": "12.5", …}}}."""
        kept: dict[str, Any] = {}
        for measure, unit, row in self.rows():
            kept.setdefault(measure, {})[unit] = {
                name: f"{amount.normalize():f}" for name, amount in row.items()
            }
        return kept

    def added_to(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The kept totals with these, as they are kept. Raises LinesLost when they no longer agree."""
        totals = QuantityTotals.from_json(kept)
        totals.merge(self)
        totals.check()
        return totals.to_json()

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "QuantityTotals":
        """What `to_json` wrote."""
        return cls(
            {
                measure: {
                    unit: {name: Decimal(text) for name, text in row.items()}
                    for unit, row in units.items()
                }
                for measure, units in kept.items()
            }
        )

    def _row(self, measure: str, unit: str) -> dict[str, Decimal]:
        units = self.sums.setdefault(measure, {})
        if unit not in units and len(units) >= MOST_UNITS:
            unit = OTHER_UNITS
        return units.setdefault(unit, {})
