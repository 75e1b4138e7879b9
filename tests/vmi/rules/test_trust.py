"""The data-trust mark: one word, and what it rests on."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from portal.kernel.trust import Trust
from vmi.rules.trust import data_trust

TODAY = date(2026, 5, 20)


def mark(**said: Any) -> Trust:
    known: dict[str, Any] = {
        "until": TODAY,
        "today": TODAY,
        "places_reporting": 40,
        "places_expected": 40,
    }
    return data_trust(**(known | said)).mark


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, Trust.GOOD),
        ({"until": None}, Trust.UNKNOWN),
        ({"until": TODAY - timedelta(days=8)}, Trust.GOOD),
        ({"until": TODAY - timedelta(days=9)}, Trust.LATE),
        ({"until": TODAY - timedelta(days=9), "late_after_days": 9}, Trust.GOOD),
        # 38 of 40 are 95 %.
        ({"places_reporting": 38}, Trust.GOOD),
        ({"places_reporting": 37}, Trust.THIN),
        ({"carried": Decimal("0.25")}, Trust.GOOD),
        ({"carried": Decimal("0.26")}, Trust.THIN),
        # Said twice is said better: it weakens no figure, it is only told.
        ({"restated": Decimal(1)}, Trust.GOOD),
        # Where nobody is expected, nobody is missing.
        ({"places_reporting": 0, "places_expected": 0}, Trust.GOOD),
        ({"until": TODAY - timedelta(days=9), "places_reporting": 1}, Trust.LATE),
    ],
)
def test_the_mark_follows_from_freshness_completeness_and_what_is_carried(said, expected):
    assert mark(**said) is expected


def test_days_behind_and_completeness_are_told_beside_the_mark():
    trust = data_trust(
        until=TODAY - timedelta(days=3), today=TODAY, places_reporting=30, places_expected=40
    )

    assert (trust.days_behind, trust.completeness) == (3, Decimal("0.75"))


def test_completeness_is_unknown_where_no_place_is_expected_and_never_above_one():
    nobody = data_trust(until=TODAY, today=TODAY, places_reporting=0, places_expected=0)
    more = data_trust(until=TODAY, today=TODAY, places_reporting=5, places_expected=4)

    assert (nobody.completeness, more.completeness) == (None, Decimal(1))
