"""Parts of a whole, rounded so that what is shown still adds up."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal


def rounded_parts(ratios: Sequence[Decimal], *, places: int = 3) -> tuple[Decimal, ...]:
    """The ratios rounded to `places`, adding up to their own rounded sum (largest remainder first).

    Three thirds become 0.334, 0.333 and 0.333: a reader who adds percentages gets 100.
    """
    step = Decimal(1).scaleb(-places)
    floors = [ratio.quantize(step, rounding=ROUND_FLOOR) for ratio in ratios]
    missing = int((sum(ratios, Decimal(0)).quantize(step) - sum(floors, Decimal(0))) / step)
    by_remainder = sorted(range(len(ratios)), key=lambda at: (floors[at] - ratios[at], at))
    raised = set(by_remainder[:missing])
    return tuple(floor + step if at in raised else floor for at, floor in enumerate(floors))
