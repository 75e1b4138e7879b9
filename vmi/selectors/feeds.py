"""Feeds through the gate, and how each of them is doing: its calendar, completeness and freshness."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.kernel.period import Period
from vmi.facts.answers import answered
from vmi.facts.places_reporting import places_reporting
from vmi.models import Feed, Location, Posting, ReportDocument
from vmi.rules.completeness import (
    LOOK_BACK_PERIODS,
    completeness,
    expected_places,
    places_said,
)
from vmi.rules.feed_calendar import (
    Arrival,
    Cadence,
    Expectation,
    PeriodState,
    PeriodStatus,
    PlacesSaid,
    calendar_of,
    due_at,
    last_periods,
    period_of,
    told_days,
)
from vmi.rules.spans import Span
from vmi.rules.working_days import WorkingDays
from vmi.selectors.visible import visible

# How many periods are looked at: a quarter of weeks, three weeks of days, half a year of months.
PERIODS_SHOWN: Final = {Cadence.DAILY: 15, Cadence.WEEKLY: 13, Cadence.MONTHLY: 7}


@dataclass(frozen=True)
class FeedStatus:
    """A feed with the last periods of its calendar, oldest first; the running one is the last.

    `last_day` is the newest day up to today that its posted reports cover, None while there is none.
    `silent` has the ids of the places that a period which is here in part misses.
    """

    feed: Feed
    periods: tuple[PeriodStatus, ...]
    today: date
    last_day: date | None
    silent: Mapping[Period, frozenset[int]]

    @property
    def days_behind(self) -> int | None:
        """Days from the last one covered to today; None while nothing is covered."""
        return None if self.last_day is None else (self.today - self.last_day).days

    @property
    def open_periods(self) -> tuple[PeriodStatus, ...]:
        """What is late, missing or here in part, oldest first."""
        return tuple(status for status in self.periods if status.is_open)

    @property
    def judged(self) -> PeriodStatus | None:
        """The newest period of which something can be said: complete, or due."""
        done = {PeriodState.NOT_DUE, PeriodState.CLOSED}
        return next((one for one in reversed(self.periods) if one.state not in done), None)

    @property
    def places(self) -> PlacesSaid | None:
        """Places of the newest judged period; None when nobody knows which to expect."""
        return None if self.judged is None else self.judged.places

    @property
    def completeness(self) -> Decimal | None:
        return completeness(self.places)

    @property
    def next_due(self) -> PeriodStatus | None:
        """The oldest period that is not due yet."""
        waiting = (one for one in self.periods if one.state is PeriodState.NOT_DUE)
        return next(waiting, None)


@question(Permission.VIEW_REPORTS)
def feed_for(scope: Scope, feed_id: int, *, lock: bool = False) -> Feed:
    """The feed with its partner. Raises NotFound for foreign and absent alike."""
    rows = Feed.objects.filter(pk=feed_id).select_related("partner")
    feed = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if feed is None:
        raise NotFound("feed_not_found", _("There is no such feed."), "feed")
    return feed


@question(Permission.VIEW_REPORTS)
def feed_rows(scope: Scope, partner_id: int | None = None) -> QuerySet[Feed]:
    """Feeds of the scope, or of one partner of it, by partner and name."""
    rows = Feed.objects.select_related("partner").order_by("partner__code", "name")
    return rows if partner_id is None else rows.filter(partner_id=partner_id)


@question(Permission.VIEW_REPORTS)
def feed_status(
    scope: Scope, feed: Feed, *, count: int | None = None, at: datetime | None = None
) -> FeedStatus:
    """How the feed is doing. A feed that is not live has no calendar: nothing is expected of it.

    A report counts for the days that it speaks of. One that speaks only of days to come, or of none
    (forecasts, orders), counts for the period in which it came.
    """
    moment, expected = at or now(), expectation_of(feed)
    today = localdate(moment)
    if feed.stage != Feed.Stage.LIVE:
        return FeedStatus(feed, (), today, _last_day(feed, today), {})
    shown = count or PERIODS_SHOWN[expected.cadence]
    periods = last_periods(expected, today=today, count=shown + LOOK_BACK_PERIODS)
    said = _places_by_period(scope, feed, periods)
    active = frozenset(
        Location.objects.filter(partner_id=feed.partner_id, is_active=True).values_list(
            "pk", flat=True
        )
    )
    wanted = expected_places(said, periods, active)
    arrivals = arrivals_of(feed, expected, since=periods[0].first_day) if periods else ()
    counts = {
        period: found
        for period in periods
        if (found := places_said(said.get(period, frozenset()), wanted[period])) is not None
        and not _waits_as_a_whole(expected, arrivals, period, said)
    }
    calendar = calendar_of(expected, arrivals, now=moment, count=shown, places=counts)
    silent = {
        status.period: wanted[status.period] - said.get(status.period, frozenset())
        for status in calendar
        if status.state is PeriodState.PARTLY
        and status.places is not None
        and status.places.missing
    }
    return FeedStatus(feed, calendar, today, _last_day(feed, today), silent)


def _waits_as_a_whole(
    expected: Expectation,
    arrivals: Iterable[Arrival],
    period: Period,
    said: Mapping[Period, frozenset[int]],
) -> bool:
    """Whether a report of the period is here and no line of it posted yet: its places can't be told."""
    if said.get(period):
        return False
    return any(told_days(expected.cadence, arrival, period) for arrival in arrivals)


def expectation_of(feed: Feed) -> Expectation:
    """What the feed has promised, as the rules read it."""
    return Expectation(
        Cadence(feed.cadence),
        working_days_of(feed),
        get_default_timezone(),
        feed.week_ends_on,
        feed.due_after_days,
        feed.due_hour,
        feed.expected_from,
    )


def working_days_of(feed: Feed) -> WorkingDays:
    return WorkingDays(frozenset(feed.working_days), feed.country)


def next_due_at(feed: Feed, at: datetime | None = None) -> datetime:
    """When the report of the running period is due."""
    expected = expectation_of(feed)
    running = period_of(
        expected.cadence, localdate(at or now()), week_ends_on=expected.week_ends_on
    )
    return due_at(expected, running)


def arrivals_of(feed: Feed, expected: Expectation, *, since: date) -> tuple[Arrival, ...]:
    """Reports of the feed that can count for days from `since` on; asked inside a scope.

    One whose lines all wait for a code has come all the same: its sender is told of the codes, not
    that the report is missing.
    """
    came = Q(lines_posted__gt=0) | Q(lines_parked__gt=0)
    recent = Q(received_at__date__gte=since) | Q(last_day__gte=since)
    rows = ReportDocument.objects.filter(came, recent, feed_id=feed.pk)
    found = rows.values_list(
        *("pk", "received_at", "covered", "speaks_of_flow", "speaks_of_stock"), named=True
    )
    return tuple(
        Arrival(
            row.pk,
            row.received_at,
            _told(row.covered)
            if row.speaks_of_flow or row.speaks_of_stock
            else (_period_it_came_in(expected, row.received_at),),
        )
        for row in found
    )


def _posted(feed: Feed) -> QuerySet[ReportDocument]:
    return ReportDocument.objects.filter(feed_id=feed.pk, lines_posted__gt=0)


def _told(covered: Iterable[tuple[str, str]]) -> tuple[Span, ...]:
    return tuple(Span(date.fromisoformat(one), date.fromisoformat(other)) for one, other in covered)


def _period_it_came_in(expected: Expectation, received_at: datetime) -> Span:
    day = received_at.astimezone(expected.zone).date()
    period = period_of(expected.cadence, day, week_ends_on=expected.week_ends_on)
    return Span(period.first_day, period.last_day)


def _last_day(feed: Feed, today: date) -> date | None:
    """The newest day covered; what a report says of days to come is not counted."""
    newest = _posted(feed).filter(last_day__isnull=False).order_by("-last_day")
    last_day = newest.values_list("last_day", flat=True).first()
    return None if last_day is None else min(last_day, today)


def _places_by_period(
    scope: Scope, feed: Feed, periods: tuple[Period, ...]
) -> Mapping[Period, frozenset[int]]:
    """The places that the feed's lines speak of, by period."""
    view, postings = visible(scope), _postings_of(feed)
    pairs = answered(
        scope,
        "places_reporting",
        (feed.partner_id, periods, postings),
        revision=view.revision,
        ask=lambda: places_reporting(
            scope,
            view.hidden,
            partner_id=feed.partner_id,
            periods=periods,
            posting_ids=postings,
        ),
    )
    by_first_day = {period.first_day: period for period in periods}
    found: dict[Period, set[int]] = {}
    for first_day, place_id in pairs:
        found.setdefault(by_first_day[first_day], set()).add(place_id)
    return {period: frozenset(places) for period, places in found.items()}


def _postings_of(feed: Feed) -> frozenset[int] | None:
    """None, which is all of the partner's, unless it has several feeds to be told apart."""
    if Feed.objects.filter(partner_id=feed.partner_id).count() == 1:
        return None
    rows = Posting.objects.filter(document__feed_id=feed.pk, state=Posting.State.CURRENT)
    return frozenset(rows.values_list("pk", flat=True))
