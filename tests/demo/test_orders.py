"""The example's orders, without a database."""

from collections import Counter
from datetime import date

import pytest

from portal.kernel.period import Period
from reports.demo.market import BRANDS
from reports.demo.orders import buyers, orders_of
from reports.demo.seasons import Calendar

TODAYS = (date(2026, 11, 22), date(2027, 1, 1), date(2027, 3, 31), date(2027, 7, 1))


def bought(calendar: Calendar, period: Period) -> Counter[str]:
    found: Counter[str] = Counter()
    for buyer in buyers():
        for order in orders_of(buyer, calendar):
            if order.ordered_on in period:
                found[buyer.code] += sum(line.quantity for line in order.lines)
    return found


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_the_last_twelve_months_add_up_to_the_case_whatever_day_it_is(today: date) -> None:
    found = bought(Calendar(today), Period.ending(today, days=365))

    wanted = {brand.code: sum(each.ours for each in brand.needs) * 1000 for brand in BRANDS}
    assert {code: found[code] for code in wanted} == wanted


def test_every_line_is_in_whole_packs_and_nothing_lies_ahead() -> None:
    calendar = Calendar(date(2026, 11, 22))
    orders = [order for buyer in buyers() for order in orders_of(buyer, calendar)]

    assert {line.quantity % line.item.pack for order in orders for line in order.lines} == {0}
    assert max(order.ordered_on for order in orders) <= calendar.yesterday
    assert min(order.ordered_on for order in orders) == date(2024, 1, 1)
    assert {order.delivered_on <= calendar.yesterday for order in orders if order.delivered_on} == {
        True
    }


def test_numbers_of_orders_are_used_once_in_a_partner() -> None:
    calendar = Calendar(date(2026, 11, 22))
    for buyer in buyers():
        numbers = [order.number for order in orders_of(buyer, calendar)]

        assert len(set(numbers)) == len(numbers)


def test_insecticide_peaks_from_april_to_july() -> None:
    calendar = Calendar(date(2026, 11, 22))
    by_month: Counter[int] = Counter()
    for buyer in buyers():
        for order in orders_of(buyer, calendar):
            if order.ordered_on in Period.parse("2026"):
                by_month[order.ordered_on.month] += sum(
                    line.quantity for line in order.lines if line.item.segment == "insecticide"
                )

    assert {month for month, _ in by_month.most_common(4)} == {4, 5, 6, 7}
