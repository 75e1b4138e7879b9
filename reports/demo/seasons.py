"""The days that the example is about, and how the year goes up and down in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from portal.kernel.period import Period

# Parts of a year in percent, by month: insecticide is filled before and in summer, the rest all year.
_INSECTICIDE = (6, 6, 8, 11, 13, 12, 11, 8, 7, 6, 6, 6)
_EVEN = (7, 8, 9, 9, 9, 8, 8, 8, 9, 8, 8, 9)
WEEKS = 104


def season(segment: str) -> Sequence[int]:
    return _INSECTICIDE if segment == "insecticide" else _EVEN


def quarter_weights(segment: str) -> tuple[int, int, int, int]:
    """Percent of the year by quarter."""
    months = season(segment)
    first, second, third, fourth = (sum(months[at : at + 3]) for at in (0, 3, 6, 9))
    return first, second, third, fourth


def month_weight(segment: str, day: date) -> float:
    """How lively the month of `day` is; 1 on the average of the year."""
    return season(segment)[day.month - 1] * 12 / 100


@dataclass(frozen=True)
class Stretch:
    """Days of one rolling year that lie in quarters of one number; `quarter` is 1 to 4.

    A rolling year that begins in the middle of a quarter ends in the middle of the same one a year
    later: both ends are one stretch, and together they have a whole quarter's volume.
    """

    quarter: int
    periods: tuple[Period, ...]

    def __contains__(self, day: date) -> bool:
        return any(day in period for period in self.periods)


@dataclass(frozen=True)
class Calendar:
    """What is now: the data reach to yesterday, and back to January of the year before last."""

    today: date

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def first_day(self) -> date:
        return date(self.today.year - 2, 1, 1)

    @cached_property
    def years(self) -> tuple[Period, ...]:
        """Rolling years, the one that ends today first; the last one reaches before the first day."""
        found = [Period.ending(self.today, days=365)]
        while found[-1].first_day > self.first_day:
            found.append(found[-1].year_before())
        return tuple(found)

    @cached_property
    def quarters(self) -> tuple[Period, ...]:
        """Whole quarters from the first day on, the running one included and last."""
        return tuple(
            Period.parse(f"{year}Q{number}")
            for year in range(self.first_day.year, self.today.year + 1)
            for number in range(1, 5)
            if date(year, number * 3 - 2, 1) <= self.today
        )

    def stretches(self, year: Period) -> tuple[Stretch, ...]:
        """A rolling year cut into its quarters."""
        found: dict[int, list[Period]] = {}
        day = year.first_day
        while day <= year.last_day:
            number = (day.month + 2) // 3
            end = min(Period.parse(f"{day.year}Q{number}").last_day, year.last_day)
            found.setdefault(number, []).append(Period(day, end))
            day = end + timedelta(days=1)
        return tuple(Stretch(number, tuple(periods)) for number, periods in sorted(found.items()))

    def weeks(self, last_weekday: int, *, count: int = WEEKS) -> tuple[Period, ...]:
        """The last `count` finished weeks, oldest first; `last_weekday` is 6 for Sunday."""
        back = (self.yesterday.weekday() - last_weekday) % 7
        last = self.yesterday - timedelta(days=back)
        return tuple(
            Period.ending(last - timedelta(weeks=earlier), days=7)
            for earlier in reversed(range(count))
        )
