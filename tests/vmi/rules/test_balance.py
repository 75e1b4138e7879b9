"""Opening + received − sold … = closing, where every piece is known."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vmi.rules.balance import NEEDED, SIGNS, expected_closing, is_off, unexplained_rise

BOTH = {"sold", "received"}


def amounts(**said):
    return {name: None if value is None else Decimal(value) for name, value in said.items()}


def test_the_equation():
    moved = amounts(received=20, sold=30, returned=2, adjusted=-1, transferred=5, withdrawn=4)

    assert expected_closing(Decimal(100), moved, spoken=set(SIGNS)) == 82


@pytest.mark.parametrize("name", NEEDED)
def test_a_line_that_does_not_say_what_it_sold_or_received_is_not_judged(name):
    moved = amounts(sold=3, received=0) | {name: None}

    assert expected_closing(Decimal(10), moved, spoken=BOTH) is None


def test_unknown_opening_stock_is_not_nought():
    assert expected_closing(None, amounts(sold=3, received=0), spoken=BOTH) is None


def test_a_movement_of_which_the_document_never_speaks_is_not_missed():
    assert expected_closing(Decimal(10), amounts(sold=3, received=0), spoken=BOTH) == 7


def test_one_that_only_other_lines_say_is_unknown_here():
    moved = amounts(sold=3, received=0, returned=None)

    assert expected_closing(Decimal(10), moved, spoken=BOTH | {"returned"}) is None


@pytest.mark.parametrize(
    ("closing", "is_so"), [("7", False), ("7.5", False), ("7.6", True), ("6", True)]
)
def test_half_a_piece_is_rounding_and_a_piece_is_not(closing, is_so):
    assert is_off(Decimal(closing), Decimal(7)) is is_so


def test_stock_that_grew_by_more_than_came_in_is_a_jump():
    moved = amounts(received=5, sold=None)

    assert unexplained_rise(Decimal(10), Decimal(20), moved, spoken=BOTH) is True
    assert unexplained_rise(Decimal(10), Decimal(15), moved, spoken=BOTH) is False
    assert unexplained_rise(Decimal(10), Decimal(2), moved, spoken=BOTH) is False
    assert unexplained_rise(Decimal(10), Decimal(20), amounts(received=None), spoken=BOTH) is False


quantities = some.decimals(-999, 999, places=3)


@given(quantities, some.fixed_dictionaries(dict.fromkeys(SIGNS, quantities)), quantities)
def test_moving_more_in_moves_the_stock_by_as_much(opening, moved, more):
    before = expected_closing(opening, moved, spoken=set(SIGNS))
    for name, sign in SIGNS.items():
        after = expected_closing(opening, moved | {name: moved[name] + more}, spoken=set(SIGNS))
        assert after == before + sign * more


@given(quantities, some.fixed_dictionaries(dict.fromkeys(SIGNS, quantities)))
def test_a_chain_of_days_is_one_long_day(opening, moved):
    first = expected_closing(opening, moved, spoken=set(SIGNS))
    second = expected_closing(first, moved, spoken=set(SIGNS))
    doubled = {name: 2 * amount for name, amount in moved.items()}

    assert second == expected_closing(opening, doubled, spoken=set(SIGNS))
