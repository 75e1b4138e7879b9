"""The scalars of the API: exact decimals as strings, strict dates, moments with an offset."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import graphene
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode

from portal.kernel.money import Money as MoneyValue
from portal.kernel.quantity import Quantity as QuantityValue

from .errors import Code, coded

# More digits than the fact table's decimal(18, 4) holds before its point.
_MOST_DIGITS = 14
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def _refused(message: str) -> GraphQLError:
    return coded(Code.BAD_USER_INPUT, message)


def _exact(value: object, places: int) -> Decimal:
    """The number that a string or an integer says; floats have lost digits before they arrive."""
    if isinstance(value, (bool, float)) or not isinstance(value, (str, int, Decimal)):
        raise _refused('Send decimals as strings, such as "1250.5".')
    if isinstance(value, str) and ("_" in value or len(value) > 40):
        raise _refused("Not a number.")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise _refused("Not a number.") from None
    if not number.is_finite():
        raise _refused("Not a number.")
    # Looked at before any arithmetic: "1e999999999" is short to write.
    if number.adjusted() >= _MOST_DIGITS:
        raise _refused("The number is too large.")
    if number != round(number, places):
        raise _refused(f"At most {places} decimal places.")
    return number


def _literal(node: ValueNode) -> str:
    if isinstance(node, (StringValueNode, IntValueNode)):
        return node.value
    raise _refused("Send it as a string.")


class Quantity(graphene.Scalar):
    """A number of units as a string with three decimal places: "1250.000".

    Strings and integers are accepted, at most three places; floats are refused because they have
    lost digits before they arrive.
    """

    @staticmethod
    def serialize(value: Decimal | int | QuantityValue) -> str:
        if type(value) is Decimal:
            return f"{value:.3f}"
        if isinstance(value, QuantityValue):
            return f"{value.value:.3f}"
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise TypeError(f"A quantity is a Decimal, not {type(value).__name__}.")
        return f"{value:.3f}"

    @staticmethod
    def parse_value(value: object) -> Decimal:
        return _exact(value, 3)

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Decimal:
        return _exact(_literal(node), 3)


class Money(graphene.Scalar):
    """An amount of money as a string, at most four decimal places: "19.90". Its currency is told beside it.

    Strings and integers are accepted; floats are refused because they have lost digits before they
    arrive.
    """

    @staticmethod
    def serialize(value: Decimal | int | MoneyValue) -> str:
        amount = value.amount if isinstance(value, MoneyValue) else value
        if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
            raise TypeError(f"An amount is a Decimal, not {type(value).__name__}.")
        text = f"{amount:.4f}"
        # Two places at least, as amounts are written; the rest only when they say something.
        return text[:-2] if text.endswith("00") else text.rstrip("0")

    @staticmethod
    def parse_value(value: object) -> Decimal:
        return _exact(value, 4)

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Decimal:
        return _exact(_literal(node), 4)


class Date(graphene.Scalar):
    """A day as YYYY-MM-DD."""

    @staticmethod
    def serialize(value: date) -> str:
        # A moment has a zone, so which day it is needs a decision that is not made here.
        if isinstance(value, datetime) or not isinstance(value, date):
            raise TypeError(f"A day is a date, not {type(value).__name__}.")
        return value.isoformat()

    @staticmethod
    def parse_value(value: object) -> date:
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise _refused('Write a day as YYYY-MM-DD, such as "2026-03-31".')

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> date:
        return cls.parse_value(node.value if isinstance(node, StringValueNode) else None)


class DateTime(graphene.Scalar):
    """A moment in ISO 8601 with its offset: "2026-03-31T09:00:00+08:00". Without an offset it is refused."""

    @staticmethod
    def serialize(value: object) -> str:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise TypeError("A moment is a datetime with its zone.")
        return value.isoformat()

    @staticmethod
    def parse_value(value: object) -> datetime:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            try:
                return datetime.fromisoformat(value.upper())
            except ValueError:
                pass
        raise _refused('Write a moment with its offset, such as "2026-03-31T09:00:00+08:00".')

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> datetime:
        return cls.parse_value(node.value if isinstance(node, StringValueNode) else None)
