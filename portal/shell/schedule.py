"""Periodic jobs: what one is, and the moment that it is due for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final

_EPOCH_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """A task without arguments, and when it is due: `every` so long, or once a day `at` an hour.

    `at` is in the portal's time zone. `every` divides a day, so that the moments are the same each day.
    """

    name: str
    task: Any
    every: timedelta | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError("A job is due every so often, or once a day at an hour.")
        if self.every is not None and _EPOCH_DAY % self.every:
            raise ValueError("A job's distance divides a day.")

    @property
    def enqueue(self) -> Callable[[], object]:
        enqueue: Callable[[], object] = self.task.enqueue
        return enqueue

    @property
    def is_daily(self) -> bool:
        return self.at is not None

    def slot(self, now: datetime, zone: tzinfo) -> datetime:
        """The newest moment that the job is due for: `now` itself when it strikes just then.

        After a pause this is one moment, however many passed meanwhile: what was missed is done once.
        """
        local = now.astimezone(zone)
        if self.at is not None:
            today = datetime.combine(local.date(), self.at, tzinfo=zone)
            if today <= local:
                return today
            return datetime.combine(local.date() - _EPOCH_DAY, self.at, tzinfo=zone)
        # Counted on the clock of UTC: no hour of it comes twice or not at all.
        seconds = int((self.every or _EPOCH_DAY).total_seconds())
        stamp = int(now.timestamp())
        return datetime.fromtimestamp(stamp - stamp % seconds, tz=zone)
