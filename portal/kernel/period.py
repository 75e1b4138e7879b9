"""Periods: spans of days, both ends included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SHAPE = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|W(\d{2})|-(\d{2})(?:-(\d{2}))?)?")


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _months_of(half: int, quarter: int, month: int) -> tuple[int, int]:
    """First month and number of months of the part of a year that was named; the whole year when none was."""
    if half:
        return half * 6 - 5, 6
    if quarter:
        return quarter * 3 - 2, 3
    return (month, 1) if month else (1, 12)


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
        year, half, quarter, week, month, day = (int(part or 0) for part in shape.groups())
        if day:
            return cls(date(year, month, day), date(year, month, day))
        if week:
            monday = date.fromisocalendar(year, week, 1)
            return cls(monday, monday + timedelta(days=6))
        first_month, months = _months_of(half, quarter, month)
        return cls(date(year, first_month, 1), _month_end(year, first_month + months - 1))

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
            "{}W{:02}".format(*first.isocalendar()),
            f"{first:%Y-%m-%d}",
        ):
            if Period.parse(name) == self:
                return name
        return f"{first}..{last}"


def _a_year_before(day: date, *, is_end: bool = False) -> date:
    if day.month == 2 and day == _month_end(day.year, 2) and (is_end or day.day == 29):
        return _month_end(day.year - 1, 2)
    return day.replace(year=day.year - 1)
