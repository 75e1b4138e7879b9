"""Running numbers of senders, in line over their roll-over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmi.rules.running_numbers import (
    MissingNumbers,
    RunningNumber,
    missing_between,
    running_number,
)

LAST = 999_999_999


@pytest.mark.parametrize(
    ("text", "highest", "expected"),
    [
        ("000000007", None, RunningNumber(0, 7)),
        ("000000008", 7, RunningNumber(0, 8)),
        # A late one stays where it belongs.
        ("000000003", 7, RunningNumber(0, 3)),
        # A sender that begins anew far from the end has not rolled over.
        ("000000001", 800_000_000, RunningNumber(0, 1)),
        ("000000001", LAST, RunningNumber(1, LAST + 1)),
        ("000000004", LAST - 5, RunningNumber(1, LAST + 4)),
        ("000000005", LAST + 4, RunningNumber(1, LAST + 5)),
        # Late by a roll-over.
        ("999999998", LAST + 4, RunningNumber(0, LAST - 1)),
        ("000000001", 2 * LAST, RunningNumber(2, 2 * LAST + 1)),
        ("999999999", 3, RunningNumber(0, LAST)),
    ],
)
def test_x12_numbers_go_on_over_the_last_of_nine_digits(text, highest, expected):
    assert running_number(text, highest, "x12") == expected


@pytest.mark.parametrize(
    ("text", "highest", "expected"),
    [
        ("12", 11, RunningNumber(0, 12)),
        # Four digits: a low number is late, not the next after the last.
        ("0003", 9_999, RunningNumber(0, 3)),
        ("00003", 99_999, RunningNumber(1, 10**14 + 2)),
    ],
)
def test_edifact_references_roll_over_where_their_digits_end(text, highest, expected):
    assert running_number(text, highest, "edifact") == expected


@pytest.mark.parametrize("text", ["", "A17", "17A", "-3", "١٢", "000000000", "1" * 15])
def test_what_is_no_number_has_no_place(text):
    assert running_number(text, 5, "edifact") is None


@given(st.integers(1, 3 * LAST), st.integers(1, 900_000))
def test_the_next_ones_of_a_sender_always_come_after(highest, step):
    text = f"{(highest + step - 1) % LAST + 1:09}"

    found = running_number(text, highest, "x12")

    assert found is not None
    assert found.sequence in {highest + step, int(text) + (highest - 1) // LAST * LAST}
    assert (found.sequence - 1) // LAST == found.cycle


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (7, 8, None),
        (7, 7, None),
        (None, 8, None),
        (7, 9, MissingNumbers("000000008", "000000008", 1)),
        (7, 12, MissingNumbers("000000008", "000000011", 4)),
        (LAST - 1, LAST + 3, MissingNumbers("999999999", "000000002", 3)),
        (7, 1_009, None),
        (7, 1_008, MissingNumbers("000000008", "000001007", 1_000)),
    ],
)
def test_what_is_missing_between_two_numbers(earlier, later, expected):
    assert missing_between(earlier, later, standard="x12", digits=9) == expected
