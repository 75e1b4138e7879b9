from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError, parse_value

from portal.kernel.graphql.scalars import Date, DateTime, Money, Quantity
from portal.kernel.money import Money as MoneyValue
from portal.kernel.quantity import Quantity as QuantityValue


@pytest.mark.parametrize(
    ("sent", "read"), [("1.5", "1.5"), (1, "1"), ("1e3", "1000"), ("-0.001", "-0.001"), ("0", "0")]
)
def test_a_quantity_is_a_string_or_an_integer(sent, read):
    assert Quantity.parse_value(sent) == Decimal(read)
    assert Money.parse_value(sent) == Decimal(read)


@pytest.mark.parametrize(
    "sent",
    [
        0.1,
        1.0,
        True,
        None,
        [],
        {},
        "NaN",
        "Infinity",
        "1.23456",
        "x",
        "",
        "1_000",
        "1e400",
        "9" * 30,
        "1e99999999999",
    ],
)
def test_floats_and_what_is_no_number_are_refused(sent):
    for scalar in (Quantity, Money):
        with pytest.raises(GraphQLError) as refusal:
            scalar.parse_value(sent)
        assert refusal.value.extensions == {"code": "BAD_USER_INPUT"}


def test_quantities_have_three_places_and_money_four():
    assert Money.parse_value("1.2345") == Decimal("1.2345")
    with pytest.raises(GraphQLError, match="At most 3 decimal places"):
        Quantity.parse_value("1.2345")


@pytest.mark.parametrize("literal", ["0.1", "1e3", "true", "null", "[1]", "A"])
def test_literals_that_are_not_strings_or_integers_are_refused(literal):
    for scalar in (Quantity, Money, Date, DateTime):
        with pytest.raises(GraphQLError):
            scalar.parse_literal(parse_value(literal))


def test_literals_are_read_as_variables_are():
    assert Quantity.parse_literal(parse_value('"1.5"')) == Decimal("1.5")
    assert Money.parse_literal(parse_value("12")) == 12
    assert Date.parse_literal(parse_value('"2026-03-31"')) == date(2026, 3, 31)


def test_decimals_are_written_as_strings():
    assert Quantity.serialize(Decimal(1250)) == "1250.000"
    assert Quantity.serialize(QuantityValue(Decimal("0.5"))) == "0.500"
    assert Quantity.serialize(3) == "3.000"
    assert Money.serialize(Decimal("19.9")) == "19.90"
    assert Money.serialize(Decimal("0.1234")) == "0.1234"
    assert Money.serialize(Decimal("100.1230")) == "100.123"
    assert Money.serialize(MoneyValue(Decimal(1200), "CNY")) == "1200.00"


@pytest.mark.parametrize("value", [0.5, True, "1"])
def test_a_float_is_never_written(value):
    for scalar in (Quantity, Money):
        with pytest.raises(TypeError):
            scalar.serialize(value)


@pytest.mark.parametrize("sent", ["2026-3-1", "20260301", "2026-02-30", "2026-W10-1", 1, None])
def test_days_are_strict(sent):
    with pytest.raises(GraphQLError, match="YYYY-MM-DD"):
        Date.parse_value(sent)


def test_a_day_is_no_moment():
    assert Date.serialize(date(2026, 3, 1)) == "2026-03-01"
    with pytest.raises(TypeError):
        Date.serialize(datetime(2026, 3, 1, tzinfo=UTC))


def test_moments_have_an_offset():
    china = timezone(timedelta(hours=8))

    assert DateTime.parse_value("2026-03-31T09:00:00+08:00") == datetime(
        2026, 3, 31, 9, tzinfo=china
    )
    assert DateTime.parse_value("2026-03-31T01:00:00.5Z") == datetime(
        2026, 3, 31, 1, 0, 0, 500_000, tzinfo=UTC
    )
    assert DateTime.serialize(datetime(2026, 3, 31, 9, tzinfo=china)) == "2026-03-31T09:00:00+08:00"


@pytest.mark.parametrize(
    "sent",
    ["2026-03-31T09:00:00", "2026-03-31", "2026-03-31 09:00:00+08:00", "2026-02-30T09:00:00Z", 1],
)
def test_moments_without_offset_are_refused(sent):
    with pytest.raises(GraphQLError, match="offset"):
        DateTime.parse_value(sent)


def test_a_naive_moment_is_never_written():
    with pytest.raises(TypeError):
        DateTime.serialize(datetime(2026, 3, 31))  # noqa: DTZ001
