"""Periods: spans of days, both ends included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {"H": 6, "Q": 3}
_SHAPE = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|W(\d{2})|-(\d{2})(?:-(\d{2}))?)?")


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """From `first_day` to `last_day`, both included."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.first_day > self.last_day:
            raise ValueError("A period can't end before it begins.")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read 2026, 2026H1, 2026Q3, 2026-05, 2026W07 (ISO week), 2026-05-17 or two dates joined by `..`.

        Raises ValueError for anything else.
        """
        if ".." in text:
            first, last = text.split("..", 1)
            return cls(date.fromisoformat(first.strip()), date.fromisoformat(last.strip()))
        shape = _SHAPE.fullmatch(text.strip().upper())
        if shape is None:
            raise ValueError(
                f"{text!r} is not a period; write 2026, 2026H1, 2026Q3, 2026-05 or 2026W07."
            )
        year, half, quarter, week, month, day = (
            int(part) if part else None for part in shape.groups()
        )
        if year is None:
            raise ValueError(text)
        if day and month:
            return cls(date(year, month, day), date(year, month, day))
        if month:
            return cls(date(year, month, 1), _month_end(year, month))
        if week:
            monday = date.fromisocalendar(year, week, 1)
            return cls(monday, monday + timedelta(days=6))
        if half:
            return cls(date(year, half * 6 - 5, 1), _month_end(year, half * 6))
        if quarter:
            return cls(date(year, quarter * 3 - 2, 1), _month_end(year, quarter * 3))
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def ending(cls, last_day: date, *, days: int) -> "Period":
        """The `days` days that end with `last_day`, it included."""
        return cls(last_day - timedelta(days=days - 1), last_day)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __iter__(self) -> Iterator[date]:
        return (self.first_day + timedelta(days=step) for step in range(self.days))

    def overlaps(self, other: "Period") -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def year_before(self) -> "Period":
        """The like period a year earlier, by calendar date; 29 February becomes the 28th."""
        return Period(_a_year_before(self.first_day), _a_year_before(self.last_day, is_end=True))

    @property
    def label(self) -> str:
        """The shortest name that `parse` reads back as this period."""
        first, last = self.first_day, self.last_day
        for name in (
            f"{first.year}",
            f"{first.year}H{(first.month + 5) // 6}",
            f"{first.year}Q{(first.month + 2) // 3}",
            f"{first:%Y-%m}",
            "{0}W{1:02}".format(*first.isocalendar()),
            f"{first:%Y-%m-%d}",
        ):
            if Period.parse(name) == self:
                return name
        return f"{first}..{last}"


def _a_year_before(day: date, *, is_end: bool = False) -> date:
    if day.month == 2 and day == _month_end(day.year, 2) and (is_end or day.day == 29):
        return _month_end(day.year - 1, 2)
    return day.replace(year=day.year - 1)
