"""Working days: China's holidays with the days worked in their place, as its government announced them."""

from datetime import date

from vmi.rules.working_days import WorkingDays, countries

OFFICE = WorkingDays(country="CN")


def test_a_weekday_is_worked_and_a_weekend_is_not():
    assert OFFICE.includes(date(2026, 3, 6)) is True
    assert OFFICE.includes(date(2026, 3, 7)) is False


def test_a_holiday_is_not_worked():
    # Spring Festival 2026: 15 to 23 February off.
    assert [day for day in range(13, 26) if OFFICE.includes(date(2026, 2, day))] == [13, 14, 24, 25]


def test_a_weekend_that_is_worked_for_a_holiday_is_a_working_day():
    # 调休: Saturday 14 and Saturday 28 February 2026 were worked.
    assert OFFICE.includes(date(2026, 2, 14)) is True
    assert OFFICE.includes(date(2026, 2, 28)) is True
    assert WorkingDays().includes(date(2026, 2, 14)) is False


def test_a_partner_that_keeps_no_holidays_works_through_them():
    every_day = WorkingDays(frozenset(range(7)))

    assert all(every_day.includes(date(2026, 2, day)) for day in range(1, 29))


def test_the_next_working_day_after_a_holiday():
    assert OFFICE.after(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert OFFICE.after(date(2026, 2, 15), 2) == date(2026, 2, 25)


def test_no_day_after_is_the_day_itself_or_the_next_one_worked():
    assert OFFICE.after(date(2026, 3, 6), 0) == date(2026, 3, 6)
    assert OFFICE.after(date(2026, 3, 7), 0) == date(2026, 3, 9)


def test_working_days_between_two_days_leave_out_the_first():
    assert OFFICE.between(date(2026, 3, 6), date(2026, 3, 9)) == 1
    assert OFFICE.between(date(2026, 3, 6), date(2026, 3, 8)) == 0
    assert OFFICE.between(date(2026, 3, 9), date(2026, 3, 6)) == 0


def test_nobody_said_the_weekdays_so_they_are_monday_to_friday():
    assert WorkingDays(frozenset()).includes(date(2026, 3, 6)) is True
    assert WorkingDays(frozenset()).includes(date(2026, 3, 8)) is False


def test_a_country_that_is_not_known_keeps_no_holiday():
    assert WorkingDays(country="XX").includes(date(2026, 1, 1)) is True
    assert {"CN", "DE", "US"} <= set(countries())
