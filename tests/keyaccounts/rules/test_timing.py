from datetime import date

from keyaccounts.rules.timing import choices, last_half, last_twelve_months, so_far
from portal.kernel.period import Period

TODAY = date(2026, 5, 17)


def test_a_running_period_is_cut_at_today():
    assert so_far(Period.parse("2026"), TODAY) == Period(date(2026, 1, 1), TODAY)
    assert so_far(Period.parse("2025"), TODAY) == Period.parse("2025")


def test_the_last_twelve_months_end_today():
    assert last_twelve_months(TODAY) == Period(date(2025, 5, 18), TODAY)


def test_a_review_is_of_the_last_finished_half():
    assert last_half(TODAY).label == "2025H2"
    assert last_half(date(2026, 11, 22)).label == "2026H1"


def test_a_page_offers_what_runs_and_what_has_ended():
    labels = [period.label for period in choices(TODAY)]

    assert labels == ["2026", "2026H1", "2025H2", "2026Q1", "2025"]
