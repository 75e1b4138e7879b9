"""Which places a period's reports should speak of, and how many of them did."""

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Final

from portal.kernel.period import Period
from vmi.rules.feed_calendar import PlacesSaid

# A place that was silent for longer is taken for closed, or for one that never reports; it has been
# told missing for so many periods before.
LOOK_BACK_PERIODS: Final = 8


def expected_places(
    said: Mapping[Period, Set[int]], periods: Sequence[Period], active: Set[int]
) -> dict[Period, frozenset[int]]:
    """For each period the active places that were in its reports or in those of the eight before.

    `periods` are in order. A place that has never reported is not expected: it would be missed from
    the day that it is put on the list, though it may not have opened yet.
    """
    found = {}
    for at, period in enumerate(periods):
        near = periods[max(0, at - LOOK_BACK_PERIODS) : at + 1]
        known = frozenset[int]().union(*(said.get(each, frozenset()) for each in near))
        found[period] = known & active
    return found


def places_said(said: Set[int], expected: Set[int]) -> PlacesSaid | None:
    """The two counts; None when no place is expected, since nothing can be complete or not then."""
    if not expected:
        return None
    return PlacesSaid(len(expected), len(said & expected))


def completeness(places: PlacesSaid | None) -> Decimal | None:
    """Places reporting ÷ places expected, from 0 to 1; None when it is not known."""
    if places is None or not places.expected:
        return None
    return Decimal(places.reporting) / Decimal(places.expected)
