"""Whether a feed is ready: what a file on trial shows, weighed into one score."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

READY_FROM: Final = 90


class Check(StrEnum):
    """What is looked at, in the order in which it is mended."""

    READABLE = "readable"
    SYNTAX = "syntax"
    LINES = "lines"
    PRODUCTS = "products"
    PLACES = "places"
    DAYS = "days"
    QUALITY = "quality"


# Points of each check; they add to 100. Without lines that are read and matched nothing else counts.
WEIGHTS: Final = {
    Check.READABLE: 10,
    Check.SYNTAX: 10,
    Check.LINES: 25,
    Check.PRODUCTS: 25,
    Check.PLACES: 15,
    Check.DAYS: 5,
    Check.QUALITY: 10,
}
# A check is passed from this part of what it looks at.
_PASSED_FROM: Final = {
    Check.LINES: Decimal("0.98"),
    Check.PRODUCTS: Decimal("0.95"),
    Check.PLACES: Decimal("0.95"),
    Check.QUALITY: Decimal("0.95"),
}


@dataclass(frozen=True)
class Shown:
    """What the file shows. Lines: all, those that are not refused, and of these the ones that match and are clean.

    A product counts as known where its unit can be counted too.
    """

    is_readable: bool
    is_syntax_accepted: bool = True
    lines: int = 0
    read_lines: int = 0
    known_products: int = 0
    known_places: int = 0
    clean_lines: int = 0
    has_plausible_days: bool = False


@dataclass(frozen=True)
class Judged:
    """One check: the part of its points that it gets, from 0 to 1, and whether that is enough."""

    check: Check
    part: Decimal
    is_passed: bool

    @property
    def points(self) -> Decimal:
        return self.part * WEIGHTS[self.check]


@dataclass(frozen=True)
class GoLiveScore:
    """All checks with their sum in whole points, rounded down: 100 is only said when nothing is left to do."""

    checks: tuple[Judged, ...]

    @property
    def points(self) -> int:
        total = sum((judged.points for judged in self.checks), Decimal(0))
        return int(total.to_integral_value(ROUND_FLOOR))

    @property
    def is_ready(self) -> bool:
        """Enough points, and no check that fails: a feed of unknown products helps nobody."""
        return self.points >= READY_FROM and all(judged.is_passed for judged in self.checks)


def go_live_score(shown: Shown) -> GoLiveScore:
    """Judge what a file shows; a file that can't be read gets no points for what is not seen."""
    parts = {
        Check.READABLE: Decimal(shown.is_readable),
        Check.SYNTAX: Decimal(shown.is_readable and shown.is_syntax_accepted),
        Check.LINES: _part(shown.read_lines, shown.lines),
        Check.PRODUCTS: _part(shown.known_products, shown.read_lines),
        Check.PLACES: _part(shown.known_places, shown.read_lines),
        Check.DAYS: Decimal(shown.has_plausible_days),
        Check.QUALITY: _part(shown.clean_lines, shown.read_lines),
    }
    return GoLiveScore(
        tuple(
            Judged(check, part, part >= _PASSED_FROM.get(check, Decimal(1)))
            for check, part in parts.items()
        )
    )


def _part(some: int, whole: int) -> Decimal:
    """Nothing of nothing is nothing: a file without lines proves nothing."""
    return min(Decimal(1), Decimal(some) / whole) if whole else Decimal(0)
