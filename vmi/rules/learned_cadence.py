"""What a partner's reports so far say of when the next ones will come."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from vmi.rules.feed_calendar import Cadence
from vmi.rules.working_days import WorkingDays

FEWEST_REPORTS: Final = 3
REPORTS_LOOKED_AT: Final = 26
# The due time is one that four of five reports have kept.
_KEPT_BY: Final = 0.8
_A_WEEKEND: Final = timedelta(days=4)
_LATEST_HOUR: Final = 23
_USUAL_HOUR: Final = 12


@dataclass(frozen=True)
class PastReport:
    """The days that a report was of, and when it came, in the portal's time zone."""

    first_day: date
    last_day: date
    came_at: datetime


@dataclass(frozen=True)
class LearnedCadence:
    """The promise that the reports so far have kept by themselves."""

    cadence: Cadence
    week_ends_on: int
    due_after_days: int
    due_hour: int
    expected_from: date
    reports: int


def learned_cadence(history: Iterable[PastReport], working: WorkingDays) -> LearnedCadence | None:
    """The rhythm of the newest reports; None when there are too few, or they have none.

    The rhythm is the usual distance between their last days, so that a report of many periods that
    came once does not count. `due_after_days` and `due_hour` are kept by four of five of them.
    `expected_from` is where the unbroken run of the newest reports begins.
    """
    newest = _one_a_last_day(history)[-REPORTS_LOOKED_AT:]
    if len(newest) < FEWEST_REPORTS:
        return None
    steps = [(later.last_day - one.last_day).days for one, later in pairwise(newest)]
    cadence = _cadence_of(median(steps))
    if cadence is None:
        return None
    regular = _newest_run(newest, cadence)
    if len(regular) < FEWEST_REPORTS:
        return None
    if cadence is Cadence.MONTHLY and not _end_months(regular):
        return None
    lags = [working.between(report.last_day, report.came_at.date()) for report in regular]
    due_after_days = _kept(lags)
    hours = [
        report.came_at.hour + 1
        for report, lag in zip(regular, lags, strict=True)
        if lag == due_after_days
    ]
    return LearnedCadence(
        cadence,
        Counter(report.last_day.weekday() for report in regular).most_common(1)[0][0],
        due_after_days,
        min(_LATEST_HOUR, max(_USUAL_HOUR, _kept(hours))) if hours else _USUAL_HOUR,
        regular[0].first_day,
        len(regular),
    )


def _one_a_last_day(history: Iterable[PastReport]) -> list[PastReport]:
    """The first report of each last day: one that is sent again says nothing of the rhythm."""
    first: dict[date, PastReport] = {}
    for report in sorted(history, key=lambda report: report.came_at):
        first.setdefault(report.last_day, report)
    return sorted(first.values(), key=lambda report: report.last_day)


def _cadence_of(days: float) -> Cadence | None:
    """Three days or less are daily (weekends lie between), a week is a week, a month 28 to 31 days."""
    if days <= 3:
        return Cadence.DAILY
    if days == 7:
        return Cadence.WEEKLY
    # A file of whole weeks once a month ends 28 or 35 days after the last.
    return Cadence.MONTHLY if 28 <= days <= 35 else None


def _end_months(reports: Sequence[PastReport]) -> bool:
    """Whether most of them reach the end of a month, give or take a weekend; 4-4-5 periods do not."""
    ending = sum(
        report.last_day.month != (report.last_day + _A_WEEKEND).month for report in reports
    )
    return ending * 2 > len(reports)


def _newest_run(newest: Sequence[PastReport], cadence: Cadence) -> list[PastReport]:
    """The last reports that are each of one period's length; a half-year in one file ends the run."""
    longest = {Cadence.DAILY: 4, Cadence.WEEKLY: 7, Cadence.MONTHLY: 35}[cadence]
    run: list[PastReport] = []
    for report in reversed(newest):
        if (report.last_day - report.first_day).days + 1 > longest:
            break
        run.append(report)
    return run[::-1]


def _kept(values: Sequence[int]) -> int:
    """The least number that four of five values do not exceed."""
    in_order = sorted(values)
    return in_order[min(len(in_order) - 1, int(len(in_order) * _KEPT_BY))]
