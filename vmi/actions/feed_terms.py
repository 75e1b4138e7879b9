"""What is agreed of a feed, checked before it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid
from vmi.models import Feed
from vmi.rules.working_days import countries

_LATEST_DAYS = 60


@dataclass(frozen=True)
class FeedTerms:
    """What a feed brings, and when. `expected_from` None begins with the day that it goes live."""

    name: str
    cadence: str = Feed.Cadence.WEEKLY
    kind: str = "table"
    message: str = ""
    working_days: tuple[int, ...] = ()
    country: str = ""
    week_ends_on: int = 6
    due_after_days: int = 1
    due_hour: int = 12
    expected_from: date | None = None
    inactive_after_days: int = 56

    def check(self) -> None:
        """Raises Invalid for what no calendar can be made of."""
        if not self.name.strip():
            raise Invalid("name_missing", _("Give the feed a name."), "name")
        if self.cadence not in Feed.Cadence.values:
            raise Invalid("no_such_cadence", _("Choose how often it comes."), "cadence")
        if self.week_ends_on not in range(7):
            raise Invalid("no_such_weekday", _("Choose a day of the week."), "week_ends_on")
        if self.due_hour not in range(24):
            raise Invalid("no_such_hour", _("Write an hour from 0 to 23."), "due_hour")
        if self.due_after_days not in range(_LATEST_DAYS + 1):
            raise Invalid(
                "too_many_days",
                _("A report is due within %(days)s working days.") % {"days": _LATEST_DAYS},
                "due_after_days",
            )
        if self.inactive_after_days < 1:
            raise Invalid("no_days", _("Write at least one day."), "inactive_after_days")
        checked_working_days(self.working_days, self.country)

    def write_to(self, feed: Feed) -> None:
        """Set every field of the feed; the caller saves."""
        feed.name, feed.cadence = self.name.strip(), self.cadence
        feed.kind, feed.message = self.kind, self.message.strip()
        feed.working_days = checked_working_days(self.working_days, self.country)
        feed.country, feed.week_ends_on = self.country, self.week_ends_on
        feed.due_after_days, feed.due_hour = self.due_after_days, self.due_hour
        feed.expected_from = self.expected_from
        feed.inactive_after_days = self.inactive_after_days


def checked_working_days(weekdays: Iterable[int], country: str) -> list[int]:
    """The weekdays in order, each once. Raises Invalid for what is no weekday, or no country that is known."""
    days = sorted(set(weekdays))
    if any(day not in range(7) for day in days):
        raise Invalid("no_such_weekday", _("Choose days of the week."), "working_days")
    if country and country not in countries():
        raise Invalid("no_such_country", _("Choose a country of the list."), "country")
    return days
