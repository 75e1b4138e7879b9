"""Is there enough: one word for what is on hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from vmi.rules.stock_status import (
    STALE_AFTER_DAYS,
    StockSaid,
    StockStatus,
    is_inactive,
    stock_status,
)

TODAY = date(2026, 5, 20)


def said(on_hand, sold=Decimal(280), covered_days=28, as_of=TODAY):
    return StockSaid(None if on_hand is None else Decimal(on_hand), as_of, sold, covered_days)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        # 280 sold in 28 days are 10 a day; an order takes 14 days.
        (said(139), StockStatus.LOW),
        (said(140), StockStatus.FINE),
        (said(0), StockStatus.OUT),
        (said(-3), StockStatus.OUT),
        (said(None), StockStatus.UNKNOWN),
        (said(5, as_of=None), StockStatus.UNKNOWN),
        # Nobody reported sales: how long it lasts is not known, and not "enough".
        (said(5, covered_days=0), StockStatus.UNKNOWN),
        # The place reported, but none of this was sold.
        (said(5, sold=None), StockStatus.FINE),
        (said(5, sold=Decimal(0)), StockStatus.FINE),
    ],
)
def test_the_word_follows_from_stock_and_use(position, expected):
    assert stock_status(position, lead_time_days=14, today=TODAY) is expected


def test_what_was_said_too_long_ago_is_stale_even_when_it_was_nothing():
    on_time = TODAY - timedelta(days=STALE_AFTER_DAYS)
    too_late = on_time - timedelta(days=1)

    assert stock_status(said(0, as_of=on_time), lead_time_days=14, today=TODAY) is StockStatus.OUT
    assert (
        stock_status(said(0, as_of=too_late), lead_time_days=14, today=TODAY) is StockStatus.STALE
    )


@pytest.mark.parametrize(
    ("silent_days", "expected"), [(0, False), (56, False), (57, True), (-3, False)]
)
def test_a_product_that_its_place_is_long_silent_on_is_not_kept_there(silent_days, expected):
    said_on = TODAY - timedelta(days=silent_days)

    assert is_inactive(said_on, TODAY) is expected


def test_silence_of_the_whole_place_takes_nothing_away():
    assert is_inactive(TODAY - timedelta(days=400), None) is False
    assert is_inactive(TODAY - timedelta(days=400), TODAY - timedelta(days=400)) is False


def test_how_long_a_product_may_be_silent_is_for_the_feed_to_say():
    said_on = TODAY - timedelta(days=30)

    assert is_inactive(said_on, TODAY, inactive_after_days=29) is True
    assert is_inactive(said_on, TODAY, inactive_after_days=30) is False
