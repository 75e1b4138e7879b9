"""Classes A, B and C by cumulative value."""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class ValueClass(StrEnum):
    A = "A"
    B = "B"
    C = "C"


def classes_of(
    values: Mapping[Key, Decimal],
    *,
    a_until: Decimal = Decimal("0.80"),
    b_until: Decimal = Decimal("0.95"),
) -> dict[Key, ValueClass]:
    """A while the larger ones together are below 80 % of everything, B below 95 %, then C.

    The one that crosses a line still belongs above it. Equal values share the better class; nothing
    and less than nothing is C.
    """
    whole = sum((value for value in values.values() if value > 0), Decimal(0))
    found: dict[Key, ValueClass] = {}
    before = reached = Decimal(0)
    last: Decimal | None = None
    for key in sorted(values, key=lambda key: -values[key]):
        value = values[key]
        if value != last:
            before, last = reached, value
        found[key] = _class_at(value, before, whole, (a_until, b_until))
        reached += max(value, Decimal(0))
    return found


def _class_at(
    value: Decimal, before: Decimal, whole: Decimal, lines: tuple[Decimal, Decimal]
) -> ValueClass:
    if value <= 0 or before >= lines[1] * whole:
        return ValueClass.C
    return ValueClass.A if before < lines[0] * whole else ValueClass.B
