"""Odd lines are found with their field, value and bound; good ones are left alone."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from vmi.formats.shape import LINE_SCHEMA
from vmi.rules.line_checks import MOST_KEPT, Findings, Found, LineChecks

TODAY = date(2026, 5, 17)
MAY = date(2026, 5, 1)


def lines_of(*rows):
    full = [
        {
            "line": number,
            "product_code": "P1",
            "location_code": "S1",
            "currency": "CNY",
            "first_day": MAY,
            "last_day": row.get("first_day", MAY),
            "raw": "",
            **{
                name: Decimal(value) if isinstance(value, int | float) else value
                for name, value in row.items()
            },
        }
        for number, row in enumerate(rows, 2)
    ]
    return pa.RecordBatch.from_pylist(full, schema=LINE_SCHEMA)


def found_in(*rows) -> Findings:
    checks = LineChecks(TODAY)
    checks.look(lines_of(*rows))
    return checks.findings()


def said_of(*rows):
    return [(f.kind, f.line, f.field, f.value, f.expected) for f in found_in(*rows).kept]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"on_hand": -3}, ("negative_stock", 2, "on_hand", "-3", "≥ 0")),
        ({"opening": -3}, ("negative_stock", 2, "opening", "-3", "≥ 0")),
        ({"sold": -4}, ("negative_sold", 2, "sold", "-4", "≥ 0")),
        ({"sold": -4, "returned": 3}, ("negative_sold", 2, "sold", "-4", "≥ 0")),
        ({"returned": -1}, ("negative_quantity", 2, "returned", "-1", "≥ 0")),
        ({"sold": 2, "sold_value": -5}, ("value_sign", 2, "sold_value", "-5", "≥ 0")),
        (
            {"sold": 1, "first_day": date(2026, 5, 19)},
            ("future_day", 2, "last_day", "2026-05-19", "≤ 2026-05-18"),
        ),
        (
            {"sold": 1, "first_day": date(1999, 12, 31)},
            ("ancient_day", 2, "first_day", "1999-12-31", "≥ 2000-01-01"),
        ),
        (
            {"sold": 1, "first_day": date(2025, 1, 1), "last_day": date(2026, 1, 2)},
            ("long_line", 2, "last_day", "2026-01-02", "≤ 366"),
        ),
        ({"sold": 2.5, "unit": "CA"}, ("part_of_unit", 2, "sold", "2.5", "")),
        ({"on_hand": 0.5, "unit": "箱"}, ("part_of_unit", 2, "on_hand", "0.5", "")),
    ],
)
def test_each_kind_is_found_with_field_value_and_bound(row, expected):
    assert said_of(row) == [expected]


@pytest.mark.parametrize(
    "row",
    [
        {"sold": 0, "on_hand": 0},
        # Given back, and said so: the line explains itself.
        {"sold": -4, "returned": 4},
        # An adjustment may go either way; so may what went to another place.
        {"adjusted": -9, "transferred": -2},
        # Tomorrow is today somewhere.
        {"sold": 1, "first_day": date(2026, 5, 18)},
        {"forecast": 10, "first_day": date(2026, 8, 1)},
        # A leap year is a year.
        {"sold": 1, "first_day": date(2024, 1, 1), "last_day": date(2024, 12, 31)},
        {"sold": 2.5, "unit": "kg"},
        {"sold": 2.5},
        {"sold": -1, "returned": 1, "sold_value": -5},
    ],
)
def test_what_is_right_is_left_alone(row):
    assert said_of(row) == []


def test_a_line_in_another_unit_than_its_product_usually_has_is_found():
    rows = [{"sold": 1, "unit": "EA"}] * 12 + [{"sold": 1, "unit": "CA"}]

    assert said_of(*rows) == [("unit_differs", 14, "unit", "CA", "EA")]


def test_two_units_in_use_are_both_usual():
    rows = [{"sold": 1, "unit": "EA"}] * 8 + [{"sold": 1, "unit": "CA"}] * 8

    assert said_of(*rows) == []


def test_a_finding_carries_the_line_as_it_was_read():
    [found] = found_in({"on_hand": -3, "sold": 2.5}).kept

    assert found.day == MAY
    assert found.values == {
        "product_code": "P1",
        "location_code": "S1",
        "currency": "CNY",
        "first_day": "2026-05-01",
        "last_day": "2026-05-01",
        "sold": "2.5",
        "on_hand": "-3",
    }


def test_a_thousand_of_a_kind_are_kept_and_all_are_counted():
    checks = LineChecks(TODAY)
    for _ in range(3):
        checks.look(lines_of(*[{"on_hand": -1}] * 600))

    found = checks.findings()

    assert (len(found.kept), found.totals["negative_stock"]) == (MOST_KEPT, 1800)


def test_findings_count_what_they_do_not_keep():
    found = Findings()
    found.add("odd", 3, [Found("odd", 1, "sold", "1")])

    assert (len(found.kept), found.totals["odd"], found.room("odd")) == (1, 3, MOST_KEPT - 3)


@given(
    some.lists(
        some.fixed_dictionaries(
            {
                "sold": some.none() | some.integers(-5, 50),
                "returned": some.none() | some.integers(-5, 50),
                "on_hand": some.none() | some.integers(-5, 50),
                "unit": some.sampled_from([None, "EA", "CA", "kg", "?"]),
            }
        ),
        max_size=30,
    ),
    some.integers(1, 30),
)
def test_how_lines_are_cut_into_batches_changes_nothing(rows, size):
    whole, cut = LineChecks(TODAY), LineChecks(TODAY)
    batch = lines_of(*rows)
    whole.look(batch)
    for begin in range(0, len(rows), size):
        cut.look(batch.slice(begin, size))

    one, other = whole.findings(), cut.findings()

    def key(found):
        return (found.kind, found.line, found.field)

    assert one.totals == other.totals
    without_units = [f for f in one.kept if f.kind != "unit_differs"]
    assert sorted(without_units, key=key) == sorted(
        (f for f in other.kept if f.kind != "unit_differs"), key=key
    )
