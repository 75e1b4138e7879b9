"""Periods read, named and compared."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.period import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026h2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-05-17", date(2026, 5, 17), date(2026, 5, 17)),
        ("2026-05-17..2026-06-01", date(2026, 5, 17), date(2026, 6, 1)),
    ],
)
def test_a_period_is_read_with_both_ends_included(text, first, last):
    assert Period.parse(text) == Period(first, last)


@pytest.mark.parametrize(
    "text", ["", "26", "2026H3", "2026Q0", "2026W54", "2026-13", "next week", "2026-02-30"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        Period.parse(text)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 800))
def test_a_label_reads_back_as_the_period_it_names(last, days):
    period = Period.ending(last, days=days)

    assert Period.parse(period.label) == period
    assert period.days == days


def test_the_year_before_a_leap_day_is_the_last_of_february():
    assert Period.parse("2024-02").year_before() == Period.parse("2023-02")
    assert Period.parse("2025-02").year_before() == Period.parse("2024-02")
    assert Period.parse("2025").year_before() == Period.parse("2024")
