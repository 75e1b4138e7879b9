"""Quantities are accounted for like lines."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vmi.rules.control_totals import FATES, IN, MOST_UNITS, OTHER_UNITS, PIECES, QuantityTotals
from vmi.rules.settlement import LinesLost

SOLD = ("sold", "CA")


def test_what_came_in_is_where_it_went():
    totals = QuantityTotals()
    totals.add(IN, {SOLD: Decimal("12.5")})
    totals.add("posted", {SOLD: Decimal(10)})
    totals.add("parked", {SOLD: Decimal("2.5")})

    totals.check()


def test_a_lost_quantity_lets_nothing_settle():
    totals = QuantityTotals()
    totals.add(IN, {SOLD: Decimal("12.5")})
    totals.add("posted", {SOLD: Decimal(10)})

    with pytest.raises(LinesLost, match="sold in CA"):
        totals.check()


def test_kept_totals_are_exact_texts_and_take_what_is_released():
    totals = QuantityTotals()
    totals.add(IN, {SOLD: Decimal("12.500")})
    totals.add("parked", {SOLD: Decimal("12.500")})
    moved = QuantityTotals()
    moved.released({SOLD: Decimal(10)}, {SOLD: Decimal(240)})

    kept = moved.added_to(totals.to_json())

    assert kept == {
        "sold": {
            "CA": {
                "in": "12.5",
                "posted": "10",
                "parked": "2.5",
                "refused": "0",
                "duplicate": "0",
                "pieces": "240",
            }
        }
    }


def test_a_report_refused_as_a_whole_has_all_of_it_refused():
    totals = QuantityTotals()
    totals.add(IN, {SOLD: Decimal(12)})
    totals.add("posted", {SOLD: Decimal(12)})

    [(_measure, _unit, row)] = totals.all_refused().rows()

    assert [row[name] for name in (IN, "refused", "posted", PIECES)] == [
        Decimal(each) for each in (12, 12, 0, 0)
    ]


def test_a_column_of_free_text_does_not_become_a_thousand_units():
    totals = QuantityTotals()
    for number in range(1000):
        totals.add(IN, {("sold", f"unit {number}"): Decimal(1)})
        totals.add("posted", {("sold", f"unit {number}"): Decimal(1)})

    totals.check()

    assert len(totals.sums["sold"]) == MOST_UNITS + 1
    assert totals.sums["sold"][OTHER_UNITS][IN] == 1000 - MOST_UNITS


amounts = some.decimals(-(10**6), 10**6, places=3)


@given(some.lists(some.tuples(some.sampled_from(FATES), some.sampled_from("abc"), amounts)))
def test_kept_and_read_again_they_are_the_same(counted):
    totals = QuantityTotals()
    for fate, unit, amount in counted:
        totals.add(fate, {("sold", unit): amount})
        totals.add(IN, {("sold", unit): amount})

    again = QuantityTotals.from_json(totals.to_json())

    again.check()
    assert list(again.rows()) == list(totals.rows())
