"""What people have to be told of a feed and of lines that wait: one matter each, by its subject."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from vmi.rules.feed_calendar import PeriodState, PeriodStatus

# Nothing parked is forgotten: lines that wait longer are an alert.
PARKED_DAYS: Final = 7


@dataclass(frozen=True)
class Matter:
    """Something to look at. The same `kind` and `subject` are the same matter, told once."""

    kind: str
    subject: str
    feed_id: int | None = None
    details: dict[str, object] = field(default_factory=dict, compare=False)


def feed_matters(feed_id: int, periods: Iterable[PeriodStatus]) -> list[Matter]:
    """One matter for each period that is late, missing, or has only some of its days or places."""
    return [_matter(feed_id, status) for status in periods if status.is_open]


def _matter(feed_id: int, status: PeriodStatus) -> Matter:
    details: dict[str, object] = {
        "first_day": status.period.first_day.isoformat(),
        "last_day": status.period.last_day.isoformat(),
        "due_at": status.due_at.isoformat(),
    }
    if status.state is PeriodState.PARTLY:
        details |= _what_is_missing(status)
    kind = _kind(status)
    return Matter(kind, f"{feed_id}:{status.period.first_day}", feed_id, details)


def _kind(status: PeriodStatus) -> str:
    if status.state is PeriodState.PARTLY:
        return "gap" if status.missing_days else "places"
    return "missing" if status.state is PeriodState.MISSING else "late"


def _what_is_missing(status: PeriodStatus) -> dict[str, object]:
    if status.missing_days:
        return {"days": [[str(day) for day in span] for span in status.missing_days]}
    if status.places is None:
        return {}
    return {"expected": status.places.expected, "reporting": status.places.reporting}


def parked_matter(lines: int, codes: int, oldest: datetime | None, now: datetime) -> Matter | None:
    """One matter for all lines of a partner that wait too long; None while none does.

    Seven days to the minute are not too long yet. `lines` and `codes` are those that wait longer.
    """
    if oldest is None or now - oldest <= timedelta(days=PARKED_DAYS):
        return None
    details: dict[str, object] = {"lines": lines, "codes": codes, "oldest": oldest.isoformat()}
    return Matter("parked", "lines", None, details)
