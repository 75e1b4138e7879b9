from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmi.formats.numbers import find_decimal_mark, parse_number, settle
from vmi.formats.shape import CellError, DecimalMark


def parsed(text: str, mark: DecimalMark = ".", *, is_money: bool = False) -> Decimal | None:
    return parse_number(text, mark=mark, places=4 if is_money else 3, is_money=is_money)


def refusal(text: str, mark: DecimalMark = ".", *, is_money: bool = False) -> str:
    with pytest.raises(CellError) as refused:
        parsed(text, mark, is_money=is_money)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("12", ".", "12"),
        ("-3", ".", "-3"),
        ("1,234.50", ".", "1234.5"),
        ("1.234,50", ",", "1234.5"),
        ("1 234,5", ",", "1234.5"),
        ("1\u00a0234.5", ".", "1234.5"),
        ("1'234.5", ".", "1234.5"),
        ("1,234,567", ".", "1234567"),
        ("(12)", ".", "-12"),
        ("12-", ".", "-12"),
        ("+12", ".", "12"),
        ("−12", ".", "-12"),
        ("１２．５", ".", "12.5"),
        ("1e3", ".", "1000"),
        ("1.5E-1", ".", "0.15"),
        (".5", ".", "0.5"),
        ("5.", ".", "5"),
        ("007", ".", "7"),
        ("1.50000", ".", "1.5"),
        ("0.30000000000000004", ".", "0.3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, mark, number):
    assert parsed(text, mark) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$18.09", "18.09"),
        ("¥1,234.5", "1234.5"),
        ("￥ 12", "12"),
        ("12元", "12"),
        ("-$5", "-5"),
        ("$-5", "-5"),
        ("($5)", "-5"),
        ("12.5 CNY", "12.5"),
        ("US$3", "3"),
    ],
)
def test_a_currency_sign_is_dropped_from_money(text, number):
    assert parsed(text, is_money=True) == Decimal(number)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "--", "N/A", "null", "NaN", "无"])
def test_what_is_not_said_is_none_and_not_zero(text):
    assert parsed(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "12%",
        "abc",
        "1,23",
        "1,2345",
        "12,34,567",
        "1.2.3",
        "--5",
        "(-)",
        "1 2",
        "$5",
        "12罐",
        "e5",
        "9" * 70,
    ],
)
def test_what_is_no_number_is_refused(text):
    assert refusal(text) == "bad_number"


def test_the_wrong_decimal_mark_is_refused_and_not_bent():
    assert refusal("1,5") == "bad_number"
    assert refusal("1.5", ",") == "bad_number"


def test_more_decimals_than_are_kept_are_refused_and_not_rounded():
    assert refusal("1.2345") == "too_precise"
    assert parsed("1.2345", is_money=True) == Decimal("1.2345")
    assert refusal("1.23456", is_money=True) == "too_precise"


def test_a_number_beyond_the_columns_digits_is_refused():
    assert parsed("999999999999999.999") == Decimal("999999999999999.999")
    assert refusal("1000000000000000") == "number_too_large"
    assert refusal("1e99") == "number_too_large"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_float_gives_back_the_decimal_it_came_from(number):
    assert settle(Decimal(repr(float(number))), 3) == number


@pytest.mark.parametrize(
    ("texts", "mark", "is_unproven"),
    [
        ([], ".", False),
        (["12", "7"], ".", False),
        (["1,234.5"], ".", False),
        (["1.234,5"], ",", False),
        (["1,234", "12,5"], ",", False),
        (["1.234", "12.5"], ".", False),
        (["1,234,567"], ".", False),
        (["1.234.567"], ",", False),
        (["0,125"], ",", False),
        (["1,234", "56"], ".", True),
        (["1.234"], None, False),
        (["1,5", "1.5"], None, False),
    ],
)
def test_the_decimal_mark_is_proven_or_left_open(texts, mark, is_unproven):
    assert find_decimal_mark(texts)[:2] == (mark, is_unproven)
