"""Quantity: an exact number of one unit."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Quantity:
    """`value` in `unit` ("each" is one can, one bottle, one piece). Adding two units raises ValueError."""

    value: Decimal
    unit: str = "each"

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise TypeError("Quantity takes a Decimal.")

    def __add__(self, other: "Quantity") -> "Quantity":
        if self.unit != other.unit:
            raise ValueError(f"{self.unit} and {other.unit} don't add.")
        return Quantity(self.value + other.value, self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return self + Quantity(-other.value, other.unit)

    @property
    def is_zero(self) -> bool:
        return self.value == 0
