"""One line of an EDI message in the making."""

from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from vmi.formats.shape import RAW_CHARACTERS

_ZERO_SHOWN: Final = str.maketrans({"\x00": "␀"})


class Item(NamedTuple):
    """What names an item; `gtin` has 14 digits where it could be made of what came."""

    product_code: str | None = None
    gtin: str | None = None
    name: str | None = None


class Place(NamedTuple):
    code: str | None = None
    gln: str | None = None
    name: str | None = None


class Days(NamedTuple):
    """First and last day, both included; None where the message does not say."""

    first: date | None = None
    last: date | None = None


LineKey = tuple[Item, Place, Days, str, str]


class OpenLine:
    """A line in the making: one item, place, span of days and unit, with all its measures."""

    __slots__ = ("columns", "key", "passed_over", "problem", "ranks", "sources")

    def __init__(self, key: LineKey) -> None:
        self.key = key
        # Any other column of LINE_SCHEMA may be set here: pack, reference, currency, ordered …
        self.columns: dict[str, Any] = {}
        self.ranks: dict[str, tuple[int, str]] = {}
        self.passed_over: list[str] = []
        self.sources: dict[int, str] = {}
        self.problem: tuple[str, str, str] | None = None

    def add(self, measure: str, amount: Decimal, *, code: str = "", rank: int = 0) -> None:
        """Add to a measure, what several of the same rank say together.

        Of different ranks the lowest counts alone (net and gross sales are not two sales); the codes
        of the others are told in a note.
        """
        if measure not in self.ranks:
            self.columns[measure], self.ranks[measure] = amount, (rank, code)
            return
        best, best_code = self.ranks[measure]
        if rank == best:
            self.columns[measure] += amount
        elif rank < best:
            self.passed_over.append(best_code)
            self.columns[measure], self.ranks[measure] = amount, (rank, code)
        else:
            self.passed_over.append(code)

    def see(self, position: int, segment: str) -> None:
        """Keep the segment, by its position in the message, as one that the line came from."""
        self.sources[position] = segment

    def refuse(self, field: str, code: str, value: str = "") -> None:
        """The line can't be used; its first problem is the one that is told."""
        if self.problem is None:
            self.problem = (field, code, value)

    @property
    def raw(self) -> str:
        shown = " | ".join(
            [f"{position} {segment}" for position, segment in sorted(self.sources.items())]
        )[:RAW_CHARACTERS]
        return shown.translate(_ZERO_SHOWN) if "\x00" in shown else shown
