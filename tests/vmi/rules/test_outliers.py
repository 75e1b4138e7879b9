"""Median and MAD against published figures; what counts as odd, and what is only lumpy."""

from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vmi.rules.outliers import (
    FEWEST_PERIODS,
    Earlier,
    is_price_outlier,
    is_sales_outlier,
    is_sudden_stop,
    modified_score,
)


def earlier_of(*values: int) -> Earlier:
    middle = Decimal(median(values))
    deviation = Decimal(median(abs(Decimal(value) - middle) for value in values))
    return Earlier(len(values), middle, deviation, Decimal(min(values)), Decimal(max(values)))


def test_the_score_of_the_published_example():
    # bit1024.com, Modified Z-Score Calculator: X = 10, M = 5, MAD = 2 gives 1.69.
    assert round(modified_score(Decimal(10), Decimal(5), Decimal(2)), 2) == Decimal("1.69")


def test_the_case_of_equal_values_and_one_far_off_is_found_though_its_deviation_is_nought():
    # stats.stackexchange.com/q/339932: 10, 10, 10, 10, 10, 10, 10 and then 100.
    before = earlier_of(*[10] * 8)

    assert before.deviation == 0
    assert is_sales_outlier(Decimal(100), before) is True
    assert is_sales_outlier(Decimal(29), before) is False


@pytest.mark.parametrize(
    ("value", "before", "is_so"),
    [
        (400, [40, 38, 44, 41, 39, 40, 42, 37], True),
        (80, [40, 38, 44, 41, 39, 40, 42, 37], False),
        # A lumpy seller's lump has been there before.
        (120, [0, 0, 100, 0, 6, 0, 0, 90], False),
        # Nineteen pieces are no cause to ask, whatever was before.
        (19, [0, 0, 0, 0, 0, 0, 0, 0], False),
        # Seven periods say too little.
        (400, [40, 38, 44, 41, 39, 40, 42], False),
    ],
)
def test_only_what_is_far_above_all_that_was_before_is_odd(value, before, is_so):
    assert is_sales_outlier(Decimal(value), earlier_of(*before)) is is_so


def test_a_good_seller_that_stops_is_odd_unless_it_was_sold_out():
    before = earlier_of(12, 15, 11, 14, 12, 13, 18, 12)

    assert is_sudden_stop(Decimal(0), before, Decimal(5)) is True
    assert is_sudden_stop(Decimal(0), before, None) is True
    assert is_sudden_stop(Decimal(0), before, Decimal(0)) is False
    assert is_sudden_stop(Decimal(1), before, Decimal(5)) is False
    assert is_sudden_stop(Decimal(0), earlier_of(12, 0, 11, 14, 12, 13, 18, 12), None) is False


@pytest.mark.parametrize(
    ("price", "prices", "is_so"),
    [("50", 8, True), ("2", 8, True), ("20", 8, False), ("4", 8, False), ("50", 7, False)],
)
def test_a_price_four_times_off_is_odd(price, prices, is_so):
    assert is_price_outlier(Decimal(price), Decimal(10), prices) is is_so


@given(some.lists(some.integers(0, 500), min_size=FEWEST_PERIODS, max_size=26))
def test_nothing_that_was_there_before_is_an_outlier(values):
    before = earlier_of(*values)

    assert not any(is_sales_outlier(Decimal(value), before) for value in values)


@given(
    some.lists(some.integers(0, 500), min_size=FEWEST_PERIODS, max_size=26), some.integers(20, 9999)
)
def test_what_is_odd_stays_odd_when_it_is_more(values, value):
    before = earlier_of(*values)

    if is_sales_outlier(Decimal(value), before):
        assert is_sales_outlier(Decimal(value + 1), before)
