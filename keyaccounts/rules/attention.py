"""Which accounts need somebody this week: reasons, weighed and ranked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from keyaccounts.rules.abc import ValueClass


class Need(StrEnum):
    """Why an account needs attention, gravest first."""

    STOCK_OUT = "stock_out"
    COMPLAINT = "complaint"
    PROMISE_DUE = "promise_due"
    ORDER_OVERDUE = "order_overdue"
    FALLING = "falling"
    ORDER_DUE = "order_due"
    VISIT_DUE = "visit_due"
    DATA_LATE = "data_late"


# What a reason weighs; one that presses more weighs up to twice as much.
_WEIGHTS: Mapping[Need, int] = {
    Need.STOCK_OUT: 40,
    Need.COMPLAINT: 34,
    Need.PROMISE_DUE: 28,
    Need.ORDER_OVERDUE: 24,
    Need.FALLING: 20,
    Need.ORDER_DUE: 14,
    Need.VISIT_DUE: 10,
    Need.DATA_LATE: 6,
}
# Days between visits by class; a class A account is seen monthly.
CADENCE: Mapping[ValueClass, int] = {ValueClass.A: 30, ValueClass.B: 60, ValueClass.C: 120}
_CLASS_FACTOR: Mapping[ValueClass, Decimal] = {
    ValueClass.A: Decimal("1.5"),
    ValueClass.B: Decimal("1.2"),
    ValueClass.C: Decimal(1),
}


@dataclass(frozen=True)
class Signal:
    """One reason: `count` places, complaints or promises, `days` late or left, `ratio` of change; None where it says nothing."""

    need: Need
    count: int = 0
    days: int | None = None
    ratio: Decimal | None = None
    on: date | None = None
    text: str = ""

    @property
    def weight(self) -> Decimal:
        pressing = Decimal(0)
        if self.need is Need.FALLING and self.ratio is not None:
            pressing = min(Decimal(1), abs(self.ratio))
        elif self.need is Need.STOCK_OUT:
            pressing = min(Decimal(1), Decimal(self.count) / 10)
        elif self.days is not None:
            pressing = min(Decimal(1), Decimal(abs(self.days)) / 60)
        return _WEIGHTS[self.need] * (1 + pressing)


@dataclass(frozen=True)
class Needs:
    """An account's signals, gravest first, and its rank among the others."""

    signals: tuple[Signal, ...]
    score: Decimal = field(default=Decimal(0))


def weighed(signals: Iterable[Signal], value_class: ValueClass) -> Needs:
    """The signals in order of weight; the score is their sum, more for the larger classes."""
    ordered = tuple(sorted(signals, key=lambda signal: -signal.weight))
    total = sum((signal.weight for signal in ordered), Decimal(0))
    return Needs(ordered, total * _CLASS_FACTOR[value_class])


def visit_due(
    value_class: ValueClass, days_since: int | None, *, is_planned: bool
) -> Signal | None:
    """A visit is due when the class's cadence has passed and none is planned; never visited is due too."""
    if is_planned:
        return None
    if days_since is None:
        return Signal(Need.VISIT_DUE)
    late = days_since - CADENCE[value_class]
    return Signal(Need.VISIT_DUE, days=days_since) if late >= 0 else None


def falling(
    now: Decimal, before: Decimal | None, *, at_least: Decimal = Decimal("0.10")
) -> Signal | None:
    """Purchases fell by a tenth or more against the like days a year before."""
    if before is None or before <= 0:
        return None
    ratio = (now - before) / before
    return Signal(Need.FALLING, ratio=ratio) if ratio <= -at_least else None


def gravest(all_signals: Sequence[Signal]) -> Signal | None:
    return max(all_signals, key=lambda signal: signal.weight, default=None)
