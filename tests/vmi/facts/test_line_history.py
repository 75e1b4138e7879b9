"""What the facts say of a document's lines beside each other and beside what was before."""

from datetime import date
from decimal import Decimal

import pytest

from tests.vmi.facts.posted import EVERYTHING, JANUARY, line, post, scope_of
from vmi.facts.line_history import (
    Lines,
    equal_lines,
    prices_beside_usual,
    sales_beside_earlier,
    spoken_movements,
    stock_lines_off,
    stray_lines,
)
from vmi.facts.lines import NOTHING_HIDDEN, Hidden

pytestmark = pytest.mark.usefixtures("store")


def own(*posting_ids: int, scope=EVERYTHING, hidden=NOTHING_HIDDEN) -> Lines:
    return Lines(scope, hidden, 7, frozenset(posting_ids))


def off(lines: Lines) -> list[tuple[int, Decimal | None, Decimal]]:
    return [
        (row.line, row.opening, row.closing)
        for row in stock_lines_off(lines, spoken_movements(lines))
    ]


def test_the_stock_of_the_day_before_is_the_opening_stock():
    post(1, 7, line(1, 1, on_hand=100))
    post(
        2,
        7,
        line(1, 2, sold=10, received=5, on_hand=95),
        line(2, 3, sold=10, received=0, on_hand=80),
    )

    assert off(own(2)) == [(2, Decimal(95), Decimal(80))]


def test_the_opening_stock_that_the_line_says_comes_first():
    post(1, 7, line(1, 1, on_hand=100))
    post(2, 7, line(1, 2, opening=50, sold=10, received=0, on_hand=40))

    assert off(own(2)) == []


def test_without_receipts_in_the_document_nothing_is_judged():
    post(1, 7, line(1, 1, on_hand=100), line(2, 2, sold=10, on_hand=500))

    assert off(own(1)) == []


def test_two_days_before_is_not_the_day_before():
    post(1, 7, line(1, 1, on_hand=100), line(2, 3, sold=10, received=0, on_hand=500))

    assert off(own(1)) == []


def test_lines_of_one_day_are_one_and_another_place_is_another():
    post(
        1,
        7,
        line(1, 1, on_hand=100),
        line(2, 2, sold=4, received=0, on_hand=90),
        line(3, 2, sold=6, received=0, on_hand=90),
        line(4, 2, location_id=2, sold=6, received=0, on_hand=5),
    )

    assert off(own(1)) == []


def test_what_a_later_document_replaced_is_no_opening_stock():
    post(1, 7, line(1, 1, on_hand=100))
    post(2, 7, line(1, 1, on_hand=60))
    post(3, 7, line(1, 2, sold=10, received=0, on_hand=90))

    [(number, opening, _closing)] = off(own(3, hidden=Hidden(postings=frozenset({1}))))

    assert (number, opening) == (1, Decimal(60))


def test_another_partners_stock_is_no_opening_stock():
    post(1, 8, line(1, 1, on_hand=100))
    post(2, 7, line(1, 2, sold=10, received=0, on_hand=500))

    assert off(own(2, scope=scope_of(7))) == []
    assert off(own(2, scope=scope_of(7, 8))) == []


def test_a_period_is_seen_beside_those_before_it():
    post(1, 7, *(line(number, number, sold=10 + number % 3) for number in range(1, 10)))
    post(2, 7, line(1, 10, sold=400, on_hand=3), line(2, 11, sold=0))

    [far, stopped] = sales_beside_earlier(own(2), date(2026, 1, 10))

    assert (far.line, far.sold, far.on_hand) == (1, Decimal(400), Decimal(3))
    assert far.earlier.periods == 9
    assert (far.earlier.median, far.earlier.deviation) == (Decimal(11), Decimal(1))
    assert (far.earlier.lowest, far.earlier.highest) == (Decimal(10), Decimal(12))
    assert (stopped.line, stopped.sold, stopped.earlier.periods) == (2, Decimal(0), 10)


def test_weeks_are_not_held_against_days():
    post(1, 7, *(line(number, number, sold=10) for number in range(1, 10)))
    post(2, 7, line(1, 16, first_day=10, sold=400))

    assert sales_beside_earlier(own(2), date(2026, 1, 10)) == ()


def test_later_periods_do_not_speak_of_earlier_ones():
    post(1, 7, *(line(number, number, sold=10) for number in range(10, 20)))
    post(2, 7, line(1, 1, sold=400))

    assert sales_beside_earlier(own(2), JANUARY) == ()


def test_a_price_far_from_the_products_own_is_seen_in_its_currency():
    usual = [line(n, n, sold=2, sold_value=20, currency="CNY") for n in range(1, 9)]
    post(
        1,
        7,
        *usual,
        line(9, 9, sold=2, sold_value=200, currency="CNY"),
        line(10, 10, sold=2, sold_value=2, currency="EUR"),
    )

    [priced] = prices_beside_usual(own(1))

    assert (priced.line, priced.prices) == (9, 9)
    assert (priced.price, priced.median) == (Decimal(100), Decimal(10))


def test_equal_lines_are_told_with_the_first_of_them():
    post(1, 7, line(1, 1, sold=3), line(2, 1, sold=3), line(3, 1, sold=4), line(4, 2, sold=3))

    [like] = equal_lines(own(1))

    assert (like.line, like.of_line) == (2, 1)


def test_a_day_years_away_is_astray_unless_many_are():
    rows = [line(number, 1 + number % 28, sold=number) for number in range(1, 200)]
    wrong = line(200, 1, sold=1) | {"first_day": date(2016, 1, 1), "last_day": date(2016, 1, 1)}
    post(1, 7, *rows, wrong)
    post(2, 7, *rows[:20], wrong)

    [stray] = stray_lines(own(1))

    assert (stray.line, stray.last_day) == (200, date(2016, 1, 1))
    assert stray.middle
    assert stray.middle.year == 2026
    assert stray_lines(own(2)) == ()
