"""Trust: what is known of the data behind a figure, and the one word for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Trust(StrEnum):
    """How far the data behind a figure carries it."""

    GOOD = "good"
    # Part of it is estimated, or places are missing.
    THIN = "thin"
    # The newest data is older than it should be.
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DataTrust:
    """The word, and what it is made of.

    `until` is the last day that the data covers. Places are those that reported and those that were
    expected to. `carried` is the share of stock figures that stand from an earlier report because a
    later one was silent on them, `restated` the share of lines that replaced what was said before;
    both from 0 to 1, None where there is no such thing.
    """

    mark: Trust
    until: date | None
    days_behind: int | None
    places_reporting: int
    places_expected: int
    carried: Decimal | None = None
    restated: Decimal | None = None

    @property
    def completeness(self) -> Decimal | None:
        """Places reporting ÷ expected; None when none is expected."""
        if not self.places_expected:
            return None
        return Decimal(min(self.places_reporting, self.places_expected)) / self.places_expected
