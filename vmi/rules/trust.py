"""How far shared data carries the figures that are made of it."""

from datetime import date
from decimal import Decimal
from typing import Final

from portal.kernel.trust import DataTrust, Trust

# A week of reports, the day on which it is made, and a little patience.
LATE_AFTER_DAYS: Final = 8
# With fewer of the expected places, or more than this carried forward, a figure is thin.
COMPLETE_FROM: Final = Decimal("0.95")
CARRIED_UP_TO: Final = Decimal("0.25")


def data_trust(  # noqa: PLR0913  (what a mark is made of, by name)
    *,
    until: date | None,
    today: date,
    places_reporting: int,
    places_expected: int,
    carried: Decimal | None = None,
    restated: Decimal | None = None,
    late_after_days: int = LATE_AFTER_DAYS,
) -> DataTrust:
    """The mark with what it is made of.

    `until` is the last day that the data covers, None when there is none at all. `carried` and
    `restated` are shares from 0 to 1, None where the question has no such thing. Late outweighs thin:
    what is missing at the end matters more than what is missing in between.
    """
    days_behind = None if until is None else max(0, (today - until).days)
    if days_behind is None:
        mark = Trust.UNKNOWN
    elif days_behind > late_after_days:
        mark = Trust.LATE
    elif _is_thin(places_reporting, places_expected, carried):
        mark = Trust.THIN
    else:
        mark = Trust.GOOD
    return DataTrust(mark, until, days_behind, places_reporting, places_expected, carried, restated)


def _is_thin(reporting: int, expected: int, carried: Decimal | None) -> bool:
    is_complete = reporting >= expected * COMPLETE_FROM
    return not is_complete or (carried is not None and carried > CARRIED_UP_TO)
