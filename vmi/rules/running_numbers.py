"""Running numbers of a sender: put in line over the roll-over of their digits, and what is missing between them."""

from dataclasses import dataclass
from typing import Final

# After the last number of nine digits an X12 sender begins again with 1; EDIFACT has fourteen places.
SPANS: Final = {"x12": 10**9 - 1, "edifact": 10**14 - 1}
# A larger step is no row of lost files: the sender does not number its files for us one by one.
MOST_MISSING: Final = 1_000

# A counter of fewer digits is too short to tell its roll-over from a late file.
_SHORTEST_TOP: Final = 99_999
_NEAR_THE_END: Final = 1_000


@dataclass(frozen=True)
class RunningNumber:
    """A number in line with the others: `cycle` counts roll-overs, `sequence` goes on over them."""

    cycle: int
    sequence: int


@dataclass(frozen=True)
class MissingNumbers:
    """Numbers between two that came, both ends included, as the sender writes them."""

    first: str
    last: str
    count: int


def running_number(text: str, highest: int | None, standard: str) -> RunningNumber | None:
    """Where the number stands after `highest`, the highest sequence seen from its sender.

    None for what is no number. The cycle changes only where the one number lies in the last
    thousandth of what its digits can say and the other in the first.
    """
    span = SPANS[standard]
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= span:
        return None
    value, cycle = int(text), 0
    if highest is not None:
        cycle, before = divmod(highest - 1, span)
        cycle += _turn(before + 1, value, top=10 ** len(text) - 1)
    return RunningNumber(cycle, cycle * span + value) if cycle >= 0 else RunningNumber(0, value)


def _turn(before: int, value: int, *, top: int) -> int:
    margin = top // _NEAR_THE_END
    if top < _SHORTEST_TOP:
        return 0
    if top - margin <= before <= top and value <= margin:
        return 1
    return -1 if before <= margin and value >= top - margin else 0


def missing_between(
    earlier: int | None, later: int, *, standard: str, digits: int
) -> MissingNumbers | None:
    """What is missing between two neighbouring sequences; None when nothing is, or far too much."""
    if earlier is None:
        return None
    count = later - earlier - 1
    if not 0 < count <= MOST_MISSING:
        return None
    first, last = (
        f"{(sequence - 1) % SPANS[standard] + 1:0{digits}}" for sequence in (earlier + 1, later - 1)
    )
    return MissingNumbers(first, last, count)
