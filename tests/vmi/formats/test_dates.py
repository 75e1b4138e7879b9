from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmi.formats.dates import find_date_order, parse_span
from vmi.formats.shape import CellError

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-05",
        "2026/11/5",
        "2026.11.5",
        "2026年11月5日",
        "2026年11月5",
        "20261105",
        "46331",
        "46331.75",
        "2026-11-05 13:45",
        "2026-11-05T00:00:00Z",
        "2026-11-05 00:00:00.000",
        "２０２６-11-05",
        "5 Nov 2026",
        "05-Nov-26",
        "November 5, 2026",
    ],
)
@pytest.mark.parametrize("order", ["YMD", "DMY", "MDY"])
def test_some_dates_need_no_order(text, order):
    assert parse_span(text, order) == (DAY, DAY)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("5/11/2026", "DMY"),
        ("05.11.26", "DMY"),
        ("11/05/2026", "MDY"),
        ("11-5-26", "MDY"),
        ("26/11/05", "YMD"),
        ("11/05/2026 10:30 PM", "MDY"),
    ],
)
def test_other_dates_follow_the_order(text, order):
    assert parse_span(text, order) == (DAY, DAY)


def test_weeks_and_months_are_spans():
    assert parse_span("2026W07", "YMD") == (date(2026, 2, 9), date(2026, 2, 15))
    assert parse_span("2026-W07", "YMD") == (date(2026, 2, 9), date(2026, 2, 15))
    assert parse_span("2026年第7周", "YMD") == (date(2026, 2, 9), date(2026, 2, 15))
    assert parse_span("2024-02", "YMD") == (date(2024, 2, 1), date(2024, 2, 29))
    assert parse_span("2026年12月", "YMD") == (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("13/13/2026", "DMY"),
        ("05/13/2026", "DMY"),
        ("13/05/2026", "MDY"),
        ("05/11/2026", "YMD"),
        ("2026-02-29", "YMD"),
        ("2026W54", "YMD"),
        ("soon", "YMD"),
        ("0206-01-01", "YMD"),
        ("7", "YMD"),
        ("2026-11-05-", "YMD"),
        ("5/11-2026", "DMY"),
        ("9" * 70, "YMD"),
    ],
)
def test_what_is_no_date_in_the_order_is_refused(text, order):
    with pytest.raises(CellError) as refused:
        parse_span(text, order)
    assert refused.value.code == "bad_date"


def test_a_blank_date_is_none():
    assert parse_span(" ", "DMY") is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["05/11/2026", "13/11/2026"], "DMY"),
        (["11/05/2026", "11/13/2026"], "MDY"),
        (["26/11/05", "45/11/05"], "YMD"),
        (["26/11/13", "26/12/31"], None),
        (["2026-11-05"], "YMD"),
        (["46331", "20261105"], "YMD"),
        (["13/11/2026", "99/99/2026", "n/a"], "DMY"),
        (["05/11/2026", "06/11/2026"], None),
        (["13/11/2026", "11/13/2026"], None),
    ],
)
def test_the_order_is_found_from_all_texts_or_left_open(texts, order):
    assert find_date_order(texts, is_whole=True)[0] == order


def test_dates_that_are_the_same_in_both_orders_decide_only_a_whole_file():
    assert find_date_order(["05/05/2026"], is_whole=True)[0] == "DMY"
    assert find_date_order(["05/05/2026"], is_whole=False)[0] is None


@given(st.integers(0, 40_000))
def test_a_serial_number_is_its_day(days):
    day = date(1982, 10, 1) + timedelta(days=days)
    serial = str((day - date(1899, 12, 30)).days)
    assert parse_span(serial, "DMY") == (day, day)
