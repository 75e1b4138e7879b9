"""Which partners are proposed as key accounts; a supervisor confirms."""

from decimal import Decimal
from enum import StrEnum


class Ground(StrEnum):
    REVENUE = "revenue"
    INFLUENCE = "influence"


def grounds_for(
    yearly_revenue: Decimal | None, *, threshold: Decimal, is_influential: bool
) -> tuple[Ground, ...]:
    """Why this partner should be a key account; empty when it should not.

    The threshold is passed when it is reached. Unknown revenue is no ground.
    """
    grounds = []
    if yearly_revenue is not None and yearly_revenue >= threshold:
        grounds.append(Ground.REVENUE)
    if is_influential:
        grounds.append(Ground.INFLUENCE)
    return tuple(grounds)
