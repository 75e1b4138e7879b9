"""When each report of a feed is due, and what became of it: on time, late, in part, missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from portal.kernel.period import Period
from vmi.rules.spans import Span, joined
from vmi.rules.working_days import WorkingDays

_DAY: Final = timedelta(days=1)


class Cadence(StrEnum):
    """How often a report is expected."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class PeriodState(StrEnum):
    """What became of the report of one period."""

    ON_TIME = "on_time"
    # Complete, but after it was due.
    RECEIVED_LATE = "received_late"
    # Due, and days or places of it are missing.
    PARTLY = "partly"
    # Due, and nothing of it is here.
    LATE = "late"
    # Nothing of it is here though the next one was due as well.
    MISSING = "missing"
    NOT_DUE = "not_due"
    # The partner works on none of its days, so nothing is expected.
    CLOSED = "closed"


# Somebody has to do something.
OPEN_STATES: Final = frozenset({PeriodState.PARTLY, PeriodState.LATE, PeriodState.MISSING})


@dataclass(frozen=True)
class Expectation:
    """What a feed has promised.

    A period is due on the `due_after_days`-th working day after its last day, when `due_hour` strikes
    in `zone`; a report that comes at that very moment is on time. With 0 days it is due on its last
    day itself, or the next one worked. `expected_from` None means that every period is expected.
    """

    cadence: Cadence
    working: WorkingDays
    zone: tzinfo
    week_ends_on: int = 6
    due_after_days: int = 1
    due_hour: int = 12
    expected_from: date | None = None


@dataclass(frozen=True)
class Arrival:
    """A report that is posted: when it came, and the days that it speaks of."""

    document_id: int
    received_at: datetime
    days: tuple[Span, ...]


@dataclass(frozen=True)
class PlacesSaid:
    """How many places should have been in a period's reports, and how many were."""

    expected: int
    reporting: int

    @property
    def missing(self) -> int:
        return self.expected - self.reporting


@dataclass(frozen=True)
class PeriodStatus:
    """One expected period: when it is due, its state, what of it is missing.

    `completed_at` is when the last missing day came, None while one is missing. `places` is None
    where nobody knows which places to expect.
    """

    period: Period
    due_at: datetime
    state: PeriodState
    completed_at: datetime | None = None
    missing_days: tuple[Span, ...] = ()
    documents: tuple[int, ...] = ()
    places: PlacesSaid | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


def period_of(cadence: Cadence, day: date, *, week_ends_on: int = 6) -> Period:
    """The period that `day` lies in; periods of a cadence follow each other without gap or overlap."""
    if cadence is Cadence.DAILY:
        return Period(day, day)
    if cadence is Cadence.WEEKLY:
        last = day + _DAY * ((week_ends_on - day.weekday()) % 7)
        return Period(last - _DAY * 6, last)
    return Period.parse(f"{day:%Y-%m}")


def last_periods(expected: Expectation, *, today: date, count: int) -> tuple[Period, ...]:
    """The `count` newest expected periods, oldest first; the running one is the last of them.

    A daily feed expects nothing of days that are not worked. A period that ended before the feed
    was expected at all is none of its own.
    """
    found: list[Period] = []
    day, since = today, expected.expected_from
    # A daily feed skips days that are not worked; never more than ten of them for one that is.
    for _ in range(count * 10):
        period = period_of(expected.cadence, day, week_ends_on=expected.week_ends_on)
        if len(found) == count or (since is not None and period.last_day < since):
            break
        if expected.cadence is not Cadence.DAILY or expected.working.includes(day):
            found.append(period)
        day = period.first_day - _DAY
    return tuple(reversed(found))


def due_at(expected: Expectation, period: Period) -> datetime:
    """The moment by which the period's report has to be here."""
    day = expected.working.after(period.last_day, expected.due_after_days)
    return datetime.combine(day, time(expected.due_hour), tzinfo=expected.zone)


def required_days(expected: Expectation, period: Period) -> tuple[date, ...]:
    """The days that a report has to speak of: those worked, since the feed is expected."""
    since = expected.expected_from or period.first_day
    return tuple(day for day in period if day >= since and expected.working.includes(day))


def told_days(cadence: Cadence, arrival: Arrival, period: Period) -> frozenset[date]:
    """The days of `period` that a report speaks of.

    A report that speaks of nothing but the last day of a week or month tells the whole of it by its
    closing day: stock is counted then, and many systems name a week by the day that it ends on.
    """
    told = frozenset(
        max(span.first_day, period.first_day) + _DAY * step
        for span in arrival.days
        for step in range(_shared_days(span, period))
    )
    if cadence is not Cadence.DAILY and told == {period.last_day}:
        return frozenset(period)
    return told


def calendar_of(
    expected: Expectation,
    arrivals: Iterable[Arrival],
    *,
    now: datetime,
    count: int,
    places: Mapping[Period, PlacesSaid] | None = None,
) -> tuple[PeriodStatus, ...]:
    """The last `count` periods with what became of each, oldest first.

    A report counts for the periods whose days it speaks of, whenever it came; several may cover one
    together. A period with all its days is in part only when places of it are missing.
    """
    today = now.astimezone(expected.zone).date()
    in_order = sorted(arrivals, key=lambda arrival: (arrival.received_at, arrival.document_id))
    said = places or {}
    periods = last_periods(expected, today=today, count=count)
    found = [_status(expected, in_order, period, said.get(period), now) for period in periods]
    return tuple(_with_missing(found, now))


def _status(
    expected: Expectation,
    arrivals: Sequence[Arrival],
    period: Period,
    places: PlacesSaid | None,
    now: datetime,
) -> PeriodStatus:
    due, needed = due_at(expected, period), set(required_days(expected, period))
    blank = PeriodStatus(period, due, PeriodState.CLOSED, places=places)
    if not needed:
        return blank
    left, documents, completed_at = set(needed), [], None
    for arrival in arrivals:
        told = told_days(expected.cadence, arrival, period)
        if not told:
            continue
        documents.append(arrival.document_id)
        left -= told
        if not left and completed_at is None:
            completed_at = arrival.received_at
    found = replace(
        blank,
        completed_at=completed_at,
        missing_days=tuple(joined((day, day) for day in left)),
        documents=tuple(documents),
    )
    return replace(found, state=_state(found, now))


def _state(found: PeriodStatus, now: datetime) -> PeriodState:
    is_due = now > found.due_at
    if found.completed_at is not None:
        if is_due and found.places is not None and found.places.missing > 0:
            return PeriodState.PARTLY
        is_late = found.completed_at > found.due_at
        return PeriodState.RECEIVED_LATE if is_late else PeriodState.ON_TIME
    if not is_due:
        return PeriodState.NOT_DUE
    return PeriodState.PARTLY if found.documents else PeriodState.LATE


def _with_missing(found: Sequence[PeriodStatus], now: datetime) -> Iterable[PeriodStatus]:
    """Late becomes missing as soon as the next period that is expected was due too."""
    for place, status in enumerate(found):
        later = (other for other in found[place + 1 :] if other.state is not PeriodState.CLOSED)
        following = next(later, None)
        is_missing = following is not None and now > following.due_at
        if status.state is PeriodState.LATE and is_missing:
            yield replace(status, state=PeriodState.MISSING)
        else:
            yield status


def _shared_days(span: Span, period: Period) -> int:
    first, last = max(span.first_day, period.first_day), min(span.last_day, period.last_day)
    return max(0, (last - first).days + 1)
