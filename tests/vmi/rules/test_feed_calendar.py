"""The calendar of a feed: when each period is due, and what became of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.period import Period
from vmi.rules.feed_calendar import (
    Arrival,
    Cadence,
    Expectation,
    PeriodState,
    PlacesSaid,
    calendar_of,
    due_at,
    last_periods,
    period_of,
    required_days,
)
from vmi.rules.spans import Span
from vmi.rules.working_days import WorkingDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKLY = Expectation(Cadence.WEEKLY, WorkingDays(frozenset(range(7))), SHANGHAI)
OFFICE = WorkingDays(country="CN")
# Week 19 of 2026 is 4 to 10 May; it is due on Monday 11 May at noon.
WEEK = Period(date(2026, 5, 4), date(2026, 5, 10))
DUE = datetime(2026, 5, 11, 12, tzinfo=SHANGHAI)
AFTER = DUE + timedelta(minutes=1)


def arrival(first: date, last: date, at: datetime = DUE, document_id: int = 1) -> Arrival:
    return Arrival(document_id, at, (Span(first, last),))


def state_of(*arrivals: Arrival, now: datetime = AFTER, expected: Expectation = WEEKLY, **more):
    statuses = calendar_of(expected, arrivals, now=now, count=4, **more)
    return next(status for status in statuses if status.period == WEEK)


def test_a_week_is_due_on_the_next_working_day_at_its_hour():
    assert due_at(WEEKLY, WEEK) == DUE


def test_a_due_day_skips_the_partners_holidays():
    # The week up to Sunday 15 February 2026 ends in the Spring Festival: worked again on the 24th.
    week = Period(date(2026, 2, 9), date(2026, 2, 15))

    assert due_at(replace(WEEKLY, working=OFFICE), week) == datetime(
        2026, 2, 24, 12, tzinfo=SHANGHAI
    )


def test_a_report_at_the_very_moment_is_on_time_and_a_minute_later_is_late():
    assert state_of(arrival(*WEEK_DAYS)).state is PeriodState.ON_TIME
    late = state_of(arrival(*WEEK_DAYS, at=AFTER))
    assert (late.state, late.completed_at) == (PeriodState.RECEIVED_LATE, AFTER)


WEEK_DAYS = (WEEK.first_day, WEEK.last_day)


def test_nothing_is_late_before_it_is_due():
    assert state_of(now=DUE).state is PeriodState.NOT_DUE
    assert state_of(now=AFTER).state is PeriodState.LATE


def test_late_becomes_missing_when_the_next_one_was_due_too():
    next_due = DUE + timedelta(days=7)

    assert state_of(now=next_due).state is PeriodState.LATE
    assert state_of(now=next_due + timedelta(minutes=1)).state is PeriodState.MISSING


def test_days_that_are_missing_are_named():
    found = state_of(arrival(date(2026, 5, 4), date(2026, 5, 7)))

    assert found.state is PeriodState.PARTLY
    assert found.missing_days == (Span(date(2026, 5, 8), date(2026, 5, 10)),)
    assert found.completed_at is None


def test_several_reports_cover_a_week_together_and_the_last_completes_it():
    found = state_of(
        arrival(date(2026, 5, 4), date(2026, 5, 7), document_id=1),
        arrival(date(2026, 5, 7), date(2026, 5, 20), at=AFTER, document_id=2),
    )

    assert (found.state, found.documents) == (PeriodState.RECEIVED_LATE, (1, 2))
    assert found.completed_at == AFTER


def test_a_report_that_tells_the_closing_day_alone_tells_the_week():
    assert state_of(arrival(WEEK.last_day, WEEK.last_day)).state is PeriodState.ON_TIME
    assert state_of(arrival(WEEK.first_day, WEEK.first_day)).state is PeriodState.PARTLY


def test_places_that_are_missing_make_it_partial_once_it_is_due():
    said = {WEEK: PlacesSaid(expected=3, reporting=2)}

    assert state_of(arrival(*WEEK_DAYS), places=said).state is PeriodState.PARTLY
    assert state_of(arrival(*WEEK_DAYS), places=said, now=DUE).state is PeriodState.ON_TIME


def test_days_that_the_partner_does_not_work_are_not_asked_for():
    office = replace(WEEKLY, working=OFFICE)

    assert state_of(arrival(date(2026, 5, 4), date(2026, 5, 9)), expected=office).missing_days == ()
    # May 2026: off from the 1st to the 5th, the 9th is worked.
    assert required_days(office, WEEK) == tuple(date(2026, 5, day) for day in (6, 7, 8, 9))


def test_a_week_without_a_working_day_expects_nothing():
    closed = replace(WEEKLY, working=OFFICE)
    statuses = calendar_of(closed, [], now=datetime(2026, 2, 27, 9, tzinfo=SHANGHAI), count=3)

    assert [status.state for status in statuses] == [
        PeriodState.LATE,
        PeriodState.CLOSED,
        PeriodState.NOT_DUE,
    ]


def test_a_daily_feed_expects_the_days_that_are_worked():
    daily = Expectation(Cadence.DAILY, OFFICE, SHANGHAI)

    found = last_periods(daily, today=date(2026, 5, 7), count=3)

    assert [str(period.first_day) for period in found] == ["2026-04-30", "2026-05-06", "2026-05-07"]


def test_a_month_ends_with_its_last_day():
    monthly = replace(WEEKLY, cadence=Cadence.MONTHLY, due_after_days=3)
    february = period_of(Cadence.MONTHLY, date(2026, 2, 11))

    assert february == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert due_at(monthly, february) == datetime(2026, 3, 3, 12, tzinfo=SHANGHAI)


def test_nothing_is_expected_of_the_time_before_the_feed():
    begun = replace(WEEKLY, expected_from=date(2026, 5, 6))

    assert last_periods(begun, today=date(2026, 5, 12), count=9)[0] == WEEK
    assert state_of(arrival(date(2026, 5, 6), WEEK.last_day), expected=begun).state is (
        PeriodState.ON_TIME
    )


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
EXPECTATIONS = st.builds(
    Expectation,
    st.sampled_from(Cadence),
    st.builds(
        WorkingDays,
        st.frozensets(st.integers(0, 6)),
        st.sampled_from(["", "CN", "DE"]),
    ),
    st.sampled_from([SHANGHAI, ZoneInfo("Europe/Berlin"), UTC]),
    st.integers(0, 6),
    st.integers(0, 10),
    st.integers(0, 23),
)


@given(EXPECTATIONS, DAYS)
def test_periods_follow_each_other_without_gap_or_overlap(expected, day):
    period = period_of(expected.cadence, day, week_ends_on=expected.week_ends_on)
    following = period_of(
        expected.cadence,
        period.last_day + timedelta(days=1),
        week_ends_on=expected.week_ends_on,
    )

    assert day in period
    assert following.first_day == period.last_day + timedelta(days=1)
    assert due_at(expected, period) <= due_at(expected, following)
    assert due_at(expected, period).date() >= period.last_day


@given(EXPECTATIONS, DAYS, st.integers(1, 9))
def test_the_last_periods_are_in_order_and_the_running_one_is_the_last(expected, today, count):
    found = last_periods(expected, today=today, count=count)

    assert len(found) == count
    assert list(found) == sorted(set(found))
    assert found[-1].first_day <= today


@given(EXPECTATIONS, DAYS, st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=6), st.randoms())
def test_the_order_in_which_reports_are_listed_does_not_matter(expected, today, spans, chance):
    now = datetime(today.year, today.month, today.day, 15, tzinfo=expected.zone)
    arrivals = [
        arrival(
            first, first + timedelta(days=days), at=now - timedelta(days=place), document_id=place
        )
        for place, (first, days) in enumerate(spans)
    ]
    shuffled = list(arrivals)
    chance.shuffle(shuffled)

    assert calendar_of(expected, arrivals, now=now, count=5) == calendar_of(
        expected, shuffled, now=now, count=5
    )


@given(EXPECTATIONS, DAYS)
def test_whoever_reports_everything_before_it_is_due_is_never_late(expected, today):
    now = datetime(today.year, today.month, today.day, 15, tzinfo=expected.zone)
    everything = arrival(date(2023, 1, 1), date(2028, 12, 31), at=now - timedelta(days=2000))

    states = {status.state for status in calendar_of(expected, [everything], now=now, count=8)}

    assert states <= {PeriodState.ON_TIME, PeriodState.CLOSED}
