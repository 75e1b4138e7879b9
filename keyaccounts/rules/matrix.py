"""Share × value: what to do about an account, and why."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Strategy(StrEnum):
    DEFEND = "defend"
    GROW = "grow"
    DEEPEN = "deepen"
    MAINTAIN = "maintain"
    SELECTIVE = "selective"
    ASK = "ask"


class Reason(StrEnum):
    """Why; the words for it are the page's."""

    LARGE_AND_OURS = "large_and_ours"
    LARGE_NOT_OURS = "large_not_ours"
    SMALL_AND_OURS = "small_and_ours"
    SMALL_NOT_OURS = "small_not_ours"
    SEGMENT_ALREADY_OURS = "segment_already_ours"
    NO_HEADROOM = "no_headroom"
    DEMAND_UNKNOWN = "demand_unknown"


@dataclass(frozen=True)
class Lines:
    """Where the matrix is cut. `deepen_above` is our share of a segment from which winning gives way to deepening."""

    value: Decimal
    share: Decimal = Decimal("0.5")
    deepen_above: Decimal = Decimal(1) / Decimal(3)


@dataclass(frozen=True)
class Guidance:
    strategy: Strategy
    reason: Reason


def guidance_for(
    share: Decimal | None,
    value: Decimal,
    *,
    lines: Lines,
    segment_share: Decimal | None = None,
    headroom: Decimal | None = None,
) -> Guidance:
    """The strategy for an account with this share of wallet and value (its wallet at our prices).

    Two things overrule the matrix: an account without headroom is maintained, however large; and
    in a segment that is ours by more than a third a customer is deepened instead of won.
    """
    if share is None:
        return Guidance(Strategy.ASK, Reason.DEMAND_UNKNOWN)
    is_large = value >= lines.value
    if share >= lines.share:
        return _LARGE_AND_OURS if is_large else _SMALL_AND_OURS
    if headroom is not None and headroom <= 0:
        return Guidance(Strategy.MAINTAIN, Reason.NO_HEADROOM)
    if segment_share is not None and segment_share > lines.deepen_above and share > 0:
        return Guidance(Strategy.DEEPEN, Reason.SEGMENT_ALREADY_OURS)
    return _LARGE_NOT_OURS if is_large else _SMALL_NOT_OURS


_LARGE_AND_OURS = Guidance(Strategy.DEFEND, Reason.LARGE_AND_OURS)
_SMALL_AND_OURS = Guidance(Strategy.MAINTAIN, Reason.SMALL_AND_OURS)
_LARGE_NOT_OURS = Guidance(Strategy.GROW, Reason.LARGE_NOT_OURS)
_SMALL_NOT_OURS = Guidance(Strategy.SELECTIVE, Reason.SMALL_NOT_OURS)
