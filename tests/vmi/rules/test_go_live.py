"""The go-live score: what is missing, and whether it is enough."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmi.rules.go_live import READY_FROM, WEIGHTS, Check, Shown, go_live_score

PERFECT = Shown(
    is_readable=True,
    lines=200,
    read_lines=200,
    known_products=200,
    known_places=200,
    clean_lines=200,
    has_plausible_days=True,
)


def failed(shown: Shown) -> list[Check]:
    return [judged.check for judged in go_live_score(shown).checks if not judged.is_passed]


def test_the_points_of_all_checks_are_a_hundred():
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(Check)


def test_a_perfect_file_has_all_points_and_is_ready():
    score = go_live_score(PERFECT)

    assert (score.points, score.is_ready) == (100, True)


def test_a_file_that_cannot_be_read_has_none():
    score = go_live_score(Shown(is_readable=False))

    assert (score.points, score.is_ready) == (0, False)


@pytest.mark.parametrize(
    ("changed", "points", "lacking"),
    [
        ({"known_products": 190}, 98, []),
        # One product line in ten is unknown: enough points, but not ready.
        ({"known_products": 180}, 97, [Check.PRODUCTS]),
        ({"known_places": 100}, 92, [Check.PLACES]),
        ({"has_plausible_days": False}, 95, [Check.DAYS]),
        ({"is_syntax_accepted": False}, 90, [Check.SYNTAX]),
        ({"clean_lines": 190}, 99, []),
        # 1 of 200 lines is refused: rounded down, 100 is not said.
        ({"lines": 201}, 99, []),
    ],
)
def test_what_is_missing_costs_points_and_may_hold_the_feed_back(changed, points, lacking):
    shown = replace(PERFECT, **changed)
    score = go_live_score(shown)

    assert (score.points, failed(shown), score.is_ready) == (points, lacking, not lacking)


def test_a_file_without_lines_is_readable_and_not_ready():
    score = go_live_score(Shown(is_readable=True))

    assert (score.points, score.is_ready) == (20, False)


@given(
    st.integers(0, 500).flatmap(
        lambda read: st.tuples(
            st.just(read),
            st.integers(0, 50),
            *(st.integers(0, read) for _ in range(3)),
            st.booleans(),
            st.booleans(),
        )
    )
)
def test_a_score_is_between_nought_and_a_hundred_and_ready_means_enough(case):
    read, refused, products, places, clean, accepted, days = case
    score = go_live_score(
        Shown(True, accepted, read + refused, read, products, places, clean, days)
    )

    assert 0 <= score.points <= 100
    assert not score.is_ready or score.points >= READY_FROM
    assert all(Decimal(0) <= judged.part <= 1 for judged in score.checks)
