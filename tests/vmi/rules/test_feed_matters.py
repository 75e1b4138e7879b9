"""What people are told of a feed: one matter for each period, one for all lines that wait too long."""

from datetime import UTC, date, datetime, timedelta

from portal.kernel.period import Period
from vmi.rules.feed_calendar import PeriodState, PeriodStatus, PlacesSaid
from vmi.rules.feed_matters import feed_matters, parked_matter
from vmi.rules.spans import Span

WEEK = Period(date(2026, 5, 4), date(2026, 5, 10))
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def status(state: PeriodState, **more) -> PeriodStatus:
    return PeriodStatus(WEEK, NOW, state, **more)


def test_only_what_somebody_has_to_do_something_about_is_a_matter():
    fine = [PeriodState.ON_TIME, PeriodState.RECEIVED_LATE, PeriodState.NOT_DUE, PeriodState.CLOSED]

    assert feed_matters(7, [status(state) for state in fine]) == []


def test_a_period_is_late_or_missing_or_lacks_days_or_places():
    days = (Span(date(2026, 5, 5), date(2026, 5, 6)),)
    found = feed_matters(
        7,
        [
            status(PeriodState.LATE),
            status(PeriodState.MISSING),
            status(PeriodState.PARTLY, missing_days=days),
            status(PeriodState.PARTLY, places=PlacesSaid(4, 3)),
        ],
    )

    assert [matter.kind for matter in found] == ["late", "missing", "gap", "places"]
    assert {matter.subject for matter in found} == {"7:2026-05-04"}
    assert found[2].details["days"] == [["2026-05-05", "2026-05-06"]]
    assert (found[3].details["expected"], found[3].details["reporting"]) == (4, 3)


def test_lines_wait_too_long_after_seven_days_and_not_at_them():
    assert parked_matter(3, 1, NOW - timedelta(days=7), NOW) is None
    assert parked_matter(0, 0, None, NOW) is None

    found = parked_matter(3, 1, NOW - timedelta(days=7, seconds=1), NOW)

    assert found is not None
    assert (found.kind, found.subject, found.details["lines"]) == ("parked", "lines", 3)
