"""The rhythm that reports so far have kept."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vmi.rules.feed_calendar import Cadence
from vmi.rules.learned_cadence import LearnedCadence, PastReport, learned_cadence
from vmi.rules.working_days import WorkingDays

ZONE = ZoneInfo("Asia/Shanghai")
EVERY_DAY = WorkingDays(frozenset(range(7)))
SATURDAY = date(2026, 5, 9)


def came(last: date, days: int, lag: int, hour: int = 8) -> PastReport:
    at = datetime(last.year, last.month, last.day, hour, 20, tzinfo=ZONE) + timedelta(days=lag)
    return PastReport(last - timedelta(days=days - 1), last, at)


def weeks(count: int, *, lag: int = 1, hour: int = 8) -> list[PastReport]:
    return [came(SATURDAY - timedelta(weeks=n), 7, lag, hour) for n in range(count)]


def test_weekly_reports_are_learned_with_their_weekday_and_lag():
    assert learned_cadence(weeks(10), EVERY_DAY) == LearnedCadence(
        Cadence.WEEKLY, 5, 1, 12, date(2026, 3, 1), 10
    )


def test_the_hour_is_one_that_four_of_five_have_kept():
    found = learned_cadence([*weeks(9, hour=15)[1:], came(SATURDAY, 7, 1, hour=22)], EVERY_DAY)

    assert found is not None
    assert (found.due_after_days, found.due_hour) == (1, 16)


def test_one_report_that_came_late_does_not_change_the_rule():
    found = learned_cadence([*weeks(9)[1:], came(SATURDAY, 7, 6)], EVERY_DAY)

    assert found is not None
    assert found.due_after_days == 1


def test_the_half_years_sent_at_the_beginning_are_no_part_of_the_rhythm():
    history = [*weeks(5), came(SATURDAY - timedelta(weeks=5), 180, 1)]

    found = learned_cadence(history, EVERY_DAY)

    assert found is not None
    assert (found.cadence, found.reports, found.expected_from) == (
        Cadence.WEEKLY,
        5,
        date(2026, 4, 5),
    )


def test_daily_and_monthly_reports_are_told_apart():
    daily = [came(SATURDAY - timedelta(days=n), 1, 1) for n in range(8)]
    months = [came(date(2026, month, 28), 28, 3) for month in range(1, 6)]

    assert learned_cadence(daily, EVERY_DAY).cadence is Cadence.DAILY  # type: ignore[union-attr]
    monthly = learned_cadence(months, EVERY_DAY)
    assert monthly is not None
    assert (monthly.cadence, monthly.due_after_days) == (Cadence.MONTHLY, 3)


def test_periods_of_whole_weeks_are_no_calendar_months():
    four_four_five = [date(2026, 3, 22), date(2026, 4, 19), date(2026, 5, 17), date(2026, 6, 21)]

    assert learned_cadence([came(last, 28, 1) for last in four_four_five], EVERY_DAY) is None


def test_a_report_that_is_sent_again_says_nothing_of_the_rhythm():
    assert learned_cadence([*weeks(2), *weeks(2, lag=9)], EVERY_DAY) is None


def test_reports_without_a_rhythm_teach_nothing():
    odd = [came(SATURDAY - timedelta(days=days), 7, 1) for days in (0, 12, 25, 30, 44)]

    assert learned_cadence(odd, EVERY_DAY) is None
    assert learned_cadence([], EVERY_DAY) is None
