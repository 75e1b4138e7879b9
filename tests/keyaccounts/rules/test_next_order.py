from datetime import date, timedelta
from decimal import Decimal

from keyaccounts.rules.next_order import NextOrder, Sureness, next_order

START = date(2026, 1, 5)


def orders(*intervals: int, quantity: int = 1000) -> list[tuple[date, Decimal]]:
    days = [START]
    for interval in intervals:
        days.append(days[-1] + timedelta(days=interval))
    return [(day, Decimal(quantity)) for day in days]


def test_a_steady_rhythm_is_sure():
    assert next_order(orders(14, 14, 14, 14, 14)) == NextOrder(
        due_on=date(2026, 3, 30),
        spread_days=0,
        quantity=Decimal(1000),
        interval_days=14,
        orders=6,
        last_on=date(2026, 3, 16),
        sureness=Sureness.HIGH,
    )


def test_the_median_ignores_one_late_order():
    found = next_order(orders(10, 10, 60, 10, 12))

    assert found is not None
    assert (found.interval_days, found.spread_days, found.sureness) == (10, 0, Sureness.HIGH)


def test_a_wide_spread_is_unsure_and_gives_a_window():
    found = next_order(orders(10, 30, 50))

    assert found is not None
    assert (found.interval_days, found.spread_days, found.sureness) == (30, 20, Sureness.LOW)
    assert found.earliest == date(2026, 4, 15)
    assert found.latest == date(2026, 5, 25)


def test_days_late_count_from_the_end_of_the_window():
    found = next_order(orders(10, 10))

    assert found is not None
    assert found.days_late(date(2026, 2, 4)) == 0
    assert found.days_late(date(2026, 2, 9)) == 5


def test_orders_of_one_day_are_one_order():
    twice = [(START, Decimal(400)), (START, Decimal(600))]

    found = next_order([*twice, *orders(10, 10)[1:]])

    assert found is not None
    assert (found.orders, found.quantity) == (3, Decimal(1000))


def test_fewer_than_three_orders_predict_nothing():
    assert next_order(orders(10)) is None
    assert next_order([]) is None
