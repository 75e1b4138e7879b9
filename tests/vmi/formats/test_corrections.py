"""Values put in place of single lines: refused lines become good, and nothing else changes."""

import io
from datetime import date
from decimal import Decimal

import pytest

from vmi.formats import files
from vmi.formats.corrections import corrected, read_values, still_wrong
from vmi.formats.shape import Reading

TEXT = "date,product code,store code,sold,on hand\n"
READING = Reading(date_order="DMY", decimal_mark=",")


def read(text: str, corrections):
    batches = files.read(io.BytesIO((TEXT + text).encode()), "a.csv", READING)
    [batch] = corrected(batches, corrections, default_currency="CNY")
    return batch


def test_a_good_line_gets_the_values_and_keeps_its_place():
    batch = read(
        "01.05.2026,P1,S1,5,9\n02.05.2026,P1,S1,500,9\n03.05.2026,P1,S1,7,9\n",
        {3: {"sold": "50.5"}},
    )

    assert batch.lines.column("line").to_pylist() == [2, 3, 4]
    assert batch.lines.column("sold").to_pylist() == [Decimal(5), Decimal("50.5"), Decimal(7)]
    assert batch.refused == ()


def test_a_refused_line_becomes_good_with_what_could_be_read_of_it():
    batch = read('01.05.2026,P1,S1,"1,5",9\n02.05.2026,P1,S1,"a lot","2,5"\n', {3: {"sold": "50"}})

    [_first, second] = batch.lines.to_pylist()
    assert (second["line"], second["first_day"], second["sold"], second["on_hand"]) == (
        3,
        date(2026, 5, 2),
        Decimal(50),
        Decimal("2.5"),
    )
    assert batch.refused == ()


def test_a_second_bad_cell_keeps_the_line_refused_rather_than_dropping_the_value():
    batch = read("01.05.2026,P1,S1,a lot,some\n", {2: {"sold": "50"}})

    assert batch.lines.num_rows == 0
    [refused] = batch.refused
    assert (refused.line, refused.field, refused.code) == (2, "on_hand", "bad_number")


def test_a_day_is_put_right_by_its_first_and_last_day():
    batch = read("nonsense,P1,S1,5,9\n", {2: {"first_day": "2026-05-01", "last_day": "2026-05-07"}})

    [line] = batch.lines.to_pylist()
    assert (line["first_day"], line["last_day"]) == (date(2026, 5, 1), date(2026, 5, 7))


def test_a_value_can_be_taken_away_until_nothing_is_left_to_post():
    batch = read("01.05.2026,P1,S1,5,\n", {2: {"sold": None}})

    assert batch.lines.num_rows == 0
    assert [(line.line, line.code) for line in batch.refused] == [(2, "no_measure")]


def test_lines_that_nobody_corrected_are_the_very_same():
    text = "01.05.2026,P1,S1,5,9\nnonsense,P1,S1,5,9\n"
    before, after = read(text, {}), read(text, {77: {"sold": "1"}})

    assert after.lines.equals(before.lines)
    assert after.refused == before.refused


@pytest.mark.parametrize(
    ("values", "correction", "problem"),
    [
        ({"product_code": "P1", "location_code": "S1"}, {"sold": "5"}, ("day", "no_date")),
        (
            {"product_code": "P1", "location_code": "S1", "first_day": "2026-05-02"},
            {"last_day": "2026-05-01", "sold": "5"},
            ("last_day", "period_backwards"),
        ),
        (
            {"location_code": "S1"},
            {"sold": "5", "first_day": "2026-05-01", "last_day": "2026-05-01"},
            ("product_code", "missing_product"),
        ),
        (
            {
                "product_code": "P1",
                "location_code": "S1",
                "first_day": "2026-05-01",
                "last_day": "2026-05-01",
            },
            {"sold": "5"},
            None,
        ),
    ],
)
def test_what_would_still_be_wrong_is_known_before(values, correction, problem):
    assert still_wrong(values, {}, correction) == problem


def test_values_are_read_as_cells_are():
    read_ones, problems = read_values({"sold": "1,234.5", "last_day": "17.05.2026", "gtin": " 1 "})

    assert read_ones["gtin"] == "1"
    assert read_ones["sold"] == Decimal("1234.5")
    assert problems == {"last_day": "bad_date"}
