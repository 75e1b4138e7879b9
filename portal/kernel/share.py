"""Share: a part of a whole, and how much of that whole is known."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Share:
    """Ours ÷ whole, with the whole split by how it is known; all in one unit.

    `known` is the part of the whole that somebody declared or measured, `estimated` the rest.
    `value` is None when the whole is unknown or zero: there is no share of nothing, and 0 would be read as one.
    """

    ours: Decimal | None
    known: Decimal
    estimated: Decimal

    @property
    def whole(self) -> Decimal:
        return self.known + self.estimated

    @property
    def value(self) -> Decimal | None:
        if self.ours is None or self.whole <= 0:
            return None
        return self.ours / self.whole

    @property
    def known_part(self) -> Decimal | None:
        """Which part of the whole is known, 0 to 1; None when there is no whole."""
        return None if self.whole <= 0 else self.known / self.whole
