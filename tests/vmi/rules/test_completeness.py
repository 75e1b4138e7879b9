"""Places reporting ÷ places expected."""

from datetime import date, timedelta
from decimal import Decimal

from portal.kernel.period import Period
from vmi.rules.completeness import completeness, expected_places, places_said
from vmi.rules.feed_calendar import PlacesSaid

WEEKS = [
    Period(date(2026, 1, 5) + timedelta(days=7 * n), date(2026, 1, 11) + timedelta(days=7 * n))
    for n in range(12)
]


def test_a_place_is_expected_from_its_first_report_on():
    said = {WEEKS[0]: {1}, WEEKS[1]: {1, 2}, WEEKS[2]: {1}}

    found = expected_places(said, WEEKS[:3], {1, 2, 3})

    assert [found[week] for week in WEEKS[:3]] == [{1}, {1, 2}, {1, 2}]


def test_a_place_that_was_silent_for_eight_periods_is_not_waited_for():
    found = expected_places({WEEKS[0]: {1}}, WEEKS, {1})

    assert [bool(found[week]) for week in WEEKS] == [True] * 9 + [False] * 3


def test_a_place_that_is_closed_is_not_expected():
    assert expected_places({WEEKS[0]: {1, 2}}, WEEKS[:1], {2}) == {WEEKS[0]: {2}}


def test_completeness_is_the_share_of_the_expected_places():
    said = places_said({1, 2, 9}, {1, 2, 3, 4})

    assert said == PlacesSaid(expected=4, reporting=2)
    assert completeness(said) == Decimal("0.5")


def test_completeness_of_nothing_expected_is_not_known():
    assert places_said({1}, set()) is None
    assert completeness(None) is None
