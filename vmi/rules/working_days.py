"""A partner's own working days: its days of the week, less the holidays of its country."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from holidays import country_holidays, list_supported_countries

_DAY: Final = timedelta(days=1)
MONDAY_TO_FRIDAY: Final = frozenset(range(5))
# Nobody rests longer; a partner without a working day would otherwise be waited for without end.
_LONGEST_REST_DAYS: Final = 60


@dataclass(frozen=True)
class WorkingDays:
    """Days of the week (Monday is 0) on which a partner works, and the country whose holidays it keeps.

    No weekday at all means that nobody has said: Monday to Friday. An empty country keeps no holiday.
    A day that a country works in place of a holiday (调休) is a working day whatever its weekday.
    Holidays that a government has not announced yet are those that its law names.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    country: str = ""

    def includes(self, day: date) -> bool:
        """Whether the partner works on this day."""
        rest, instead = _year_of(self.country, day.year)
        if day in instead:
            return True
        return day.weekday() in (self.weekdays or MONDAY_TO_FRIDAY) and day not in rest

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; for 0 the day itself, or the next one that is worked."""
        found, left = day, count
        if count == 0 and self.includes(day):
            return day
        for _ in range(_LONGEST_REST_DAYS + 7 * count):
            found += _DAY
            if self.includes(found):
                left -= 1
                if left <= 0:
                    return found
        return found

    def between(self, day: date, later: date) -> int:
        """How many working days lie after `day`, up to and with `later`; 0 when `later` is no later."""
        span = (later - day).days
        return sum(self.includes(day + _DAY * step) for step in range(1, span + 1))


def countries() -> tuple[str, ...]:
    """The countries whose holidays are known, by their codes of two letters."""
    return tuple(sorted(list_supported_countries()))


@lru_cache(maxsize=512)
def _year_of(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days off of a year, and the days worked in their place; neither for a country not known."""
    if not country or country not in list_supported_countries():
        return frozenset(), frozenset()
    # A day worked in December can stand for one in January.
    known = country_holidays(country, years=(year, year + 1))
    instead = {day for day in known.weekend_workdays if day.year == year}
    return frozenset(day for day in known if day.year == year) - instead, frozenset(instead)
