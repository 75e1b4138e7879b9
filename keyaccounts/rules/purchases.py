"""Purchases by week, month, quarter and year, each beside the year before, like with like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.kernel.period import Period


class Step(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Bought:
    """What was bought in a period up to `until`, and in the like days a year before.

    `before` is None when nothing is on record of that time: then no number is a change.
    """

    period: Period
    until: date
    value: Decimal
    before: Decimal | None

    @property
    def is_partial(self) -> bool:
        return self.until < self.period.last_day

    @property
    def change(self) -> Decimal | None:
        """Against the year before, as a part of it; None without one."""
        return None if not self.before else (self.value - self.before) / self.before


def step_of(step: Step, day: date) -> Period:
    """The week (Monday to Sunday), month, quarter or year that `day` lies in."""
    match step:
        case Step.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(monday, monday + timedelta(days=6))
        case Step.MONTH:
            return Period.parse(f"{day:%Y-%m}")
        case Step.QUARTER:
            return Period.parse(f"{day.year}Q{(day.month + 2) // 3}")
        case Step.YEAR:
            return Period.parse(f"{day.year}")


def like_days(step: Step, period: Period, until: date) -> Period:
    """The days a year before that `period` up to `until` is compared with.

    A week is compared with the week 52 weeks before, so that Mondays meet Mondays; the others by calendar date,
    up to the same day. A finished month meets the whole month, be it a day shorter or longer.
    """
    if step is Step.WEEK:
        back = timedelta(weeks=52)
        return Period(period.first_day - back, until - back)
    return Period(period.first_day, until).year_before()


def bought_in(
    daily: Mapping[date, Decimal],
    step: Step,
    day: date,
    *,
    today: date,
    on_record_since: date | None,
) -> Bought:
    """What `daily` amounts to in the step that `day` lies in, up to today."""
    period = step_of(step, day)
    until = min(period.last_day, today)
    like = like_days(step, period, until)
    is_on_record = on_record_since is not None and on_record_since <= like.last_day
    return Bought(
        period,
        until,
        _sum(daily, Period(period.first_day, until)),
        _sum(daily, like) if is_on_record else None,
    )


def series(
    daily: Mapping[date, Decimal], step: Step, *, today: date, count: int
) -> tuple[Bought, ...]:
    """The last `count` steps, the running one included and last."""
    since = min(daily) if daily else None
    found: list[Bought] = []
    day = today
    for _ in range(count):
        bought = bought_in(daily, step, day, today=today, on_record_since=since)
        found.append(bought)
        day = bought.period.first_day - timedelta(days=1)
    return tuple(reversed(found))


def largest_month(months: Sequence[Bought]) -> Bought | None:
    """The month with the most; the later of equals; None when nothing was bought."""
    with_purchases = [month for month in months if month.value > 0]
    return max(with_purchases, key=lambda month: (month.value, month.period), default=None)


@dataclass(frozen=True)
class MixPart:
    """A category's part of what was bought."""

    name: str
    value: Decimal
    before: Decimal
    ratio: Decimal


def category_mix(
    amounts: Iterable[tuple[str, Decimal, Decimal]], *, most: int = 6
) -> tuple[MixPart, ...]:
    """Categories by value with the year before; those after `most` together under the empty name."""
    rows = sorted(amounts, key=lambda row: (-row[1], row[0]))
    kept = rows[:most] if len(rows) <= most else rows[: most - 1]
    rest = rows[len(kept) :]
    if rest:
        value = sum((row[1] for row in rest), Decimal(0))
        before = sum((row[2] for row in rest), Decimal(0))
        kept = [*kept, ("", value, before)]
    whole = sum((row[1] for row in kept), Decimal(0))
    return tuple(
        MixPart(name, value, before, value / whole if whole > 0 else Decimal(0))
        for name, value, before in kept
    )


def _sum(daily: Mapping[date, Decimal], period: Period) -> Decimal:
    return sum((daily.get(day, Decimal(0)) for day in period), Decimal(0))
