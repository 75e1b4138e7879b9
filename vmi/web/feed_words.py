"""What feeds, their periods and their alerts are called on pages, and in which tone and sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date, get_day_names
from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.kernel.numbers import (
    day_in_words,
    locale_of,
    moment_in_words,
    number_in_words,
    percent_in_words,
    period_in_words,
)
from portal.kernel.period import Period
from vmi.models import Alert, Feed
from vmi.rules.feed_calendar import Cadence, PeriodState, PeriodStatus
from vmi.rules.learned_cadence import LearnedCadence
from vmi.selectors.alert_words import alert_words
from vmi.selectors.feeds import FeedStatus
from vmi.web.asking import language

STATE_WORDS: Final[Mapping[PeriodState, "str | Promise"]] = {
    PeriodState.ON_TIME: gettext_lazy("on time"),
    PeriodState.RECEIVED_LATE: gettext_lazy("came late"),
    PeriodState.PARTLY: gettext_lazy("in part"),
    PeriodState.LATE: gettext_lazy("late"),
    PeriodState.MISSING: gettext_lazy("missing"),
    PeriodState.NOT_DUE: gettext_lazy("not due yet"),
    PeriodState.CLOSED: gettext_lazy("no working day"),
}
STATE_TONES: Final[Mapping[PeriodState, str]] = {
    PeriodState.ON_TIME: "good",
    PeriodState.RECEIVED_LATE: "plain",
    PeriodState.PARTLY: "watch",
    PeriodState.LATE: "watch",
    PeriodState.MISSING: "act",
    PeriodState.NOT_DUE: "plain",
    PeriodState.CLOSED: "plain",
}
# Told apart without colour: each state has a sign of its own.
STATE_SIGNS: Final[Mapping[PeriodState, str]] = {
    PeriodState.ON_TIME: "good",
    PeriodState.RECEIVED_LATE: "down",
    PeriodState.PARTLY: "watch",
    PeriodState.LATE: "accent",
    PeriodState.MISSING: "act",
    PeriodState.NOT_DUE: "plain",
    PeriodState.CLOSED: "flat",
}
STAGE_TONES: Final = {
    Feed.Stage.TRYING: "accent",
    Feed.Stage.LIVE: "good",
    Feed.Stage.PAUSED: "plain",
}
ALERT_TONES: Final = {
    Alert.Kind.MISSING: "act",
    Alert.Kind.LATE: "watch",
    Alert.Kind.CONTROL_NUMBER: "watch",
    Alert.Kind.GAP: "watch",
    Alert.Kind.PLACES: "watch",
    Alert.Kind.PARKED: "watch",
}


@dataclass(frozen=True)
class Sign:
    """One entry of the key to the coloured cells."""

    tone: str
    sign: str
    words: str


@dataclass(frozen=True)
class Cell:
    """One period as a coloured cell, and as a row of the calendar."""

    tone: str
    sign: str
    label: str
    state: str
    period: str
    due: str
    came: str
    missing: str

    @property
    def words(self) -> str:
        """All of it in one sentence, for who hovers over the cell or hears it."""
        return _("%(period)s: %(state)s") % {"period": self.period, "state": self.state}


@dataclass(frozen=True)
class AlertRow:
    """An open alert as lists show it."""

    alert: Alert
    tone: str
    title: str
    advice: str
    kind: str
    since: date


@dataclass(frozen=True)
class FeedRow:
    """A feed as lists show it."""

    feed: Feed
    promise: str
    stage: str
    stage_tone: str
    cells: tuple[Cell, ...]
    freshness: str
    freshness_tone: str
    completeness: str
    completeness_tone: str


def feed_row(status: FeedStatus) -> FeedRow:
    feed = status.feed
    freshness, freshness_tone = _freshness(status)
    completeness, completeness_tone = _completeness(status)
    return FeedRow(
        feed,
        promise_of(feed),
        str(feed.get_stage_display()),
        STAGE_TONES[Feed.Stage(feed.stage)],
        tuple(cell_of(Cadence(feed.cadence), one) for one in status.periods),
        freshness,
        freshness_tone,
        completeness,
        completeness_tone,
    )


def alert_row(alert: Alert, *, to_partner: bool) -> AlertRow:
    words = alert_words(alert, to_partner=to_partner)
    kind = Alert.Kind(alert.kind)
    return AlertRow(
        alert,
        ALERT_TONES[kind],
        words.title,
        words.advice,
        str(kind.label),
        localdate(alert.raised_at),
    )


def key_to_signs() -> tuple[Sign, ...]:
    """The signs of the cells with their words."""
    return tuple(
        Sign(STATE_TONES[state], STATE_SIGNS[state], str(STATE_WORDS[state]))
        for state in PeriodState
    )


def cell_of(cadence: Cadence, status: PeriodStatus) -> Cell:
    moment = status.completed_at
    return Cell(
        STATE_TONES[status.state],
        STATE_SIGNS[status.state],
        short_period(cadence, status.period),
        str(STATE_WORDS[status.state]),
        period_in_words(status.period, language()),
        moment_in_words(status.due_at, language()),
        "" if moment is None else moment_in_words(localtime(moment), language()),
        missing_words(status),
    )


def short_period(cadence: Cadence, period: Period) -> str:
    """What fits into a cell: W46, 12/11, Nov."""
    if cadence is Cadence.WEEKLY:
        return _("W%(number)s") % {"number": period.last_day.isocalendar().week}
    pattern = "d/M" if cadence is Cadence.DAILY else "MMM"
    if language().startswith("zh") and cadence is Cadence.DAILY:
        pattern = "M/d"
    return format_date(period.last_day, pattern, locale=locale_of(language()))


def missing_words(status: PeriodStatus) -> str:
    """Which days, or how many places, a period that is here in part lacks."""
    if status.state is not PeriodState.PARTLY:
        return ""
    if status.missing_days:
        spans = (Period(*span) for span in status.missing_days)
        return _("; ").join(period_in_words(span, language()) for span in spans)
    if status.places is None:
        return ""
    return ngettext("%(number)s place", "%(number)s places", status.places.missing) % {
        "number": number_in_words(status.places.missing, language())
    }


def promise_of(feed: Feed | LearnedCadence) -> str:
    """When the reports are expected, in one sentence."""
    words = {
        "hour": f"{feed.due_hour:02}:00",
        "weekday": weekday_word(feed.week_ends_on),
        "days": _days_after(feed.due_after_days),
    }
    match Cadence(feed.cadence):
        case Cadence.DAILY:
            return _("Every working day; due %(days)s by %(hour)s.") % words
        case Cadence.WEEKLY:
            return _("Every week up to %(weekday)s; due %(days)s by %(hour)s.") % words
        case Cadence.MONTHLY:
            return _("Every month; due %(days)s by %(hour)s.") % words


def _days_after(days: int) -> str:
    if days == 0:
        return _("on its last day")
    return ngettext("one working day later", "%(number)s working days later", days) % {
        "number": number_in_words(days, language())
    }


def weekday_word(weekday: int) -> str:
    """Monday is 0."""
    return str(get_day_names("wide", locale=locale_of(language()))[weekday])


def _freshness(status: FeedStatus) -> tuple[str, str]:
    if status.last_day is None or status.days_behind is None:
        return _("nothing reported yet"), "plain"
    words = ngettext(
        "up to %(day)s, %(number)s day ago",
        "up to %(day)s, %(number)s days ago",
        status.days_behind,
    ) % {
        "day": day_in_words(status.last_day, language()),
        "number": number_in_words(status.days_behind, language()),
    }
    is_waited_for = any(
        one.state in {PeriodState.LATE, PeriodState.MISSING} for one in status.open_periods
    )
    return words, "watch" if is_waited_for else "good"


def _completeness(status: FeedStatus) -> tuple[str, str]:
    places, share = status.places, status.completeness
    if places is None or share is None:
        return _("not known yet"), "plain"
    words = _("%(reporting)s of %(expected)s places (%(share)s)") % {
        "reporting": number_in_words(places.reporting, language()),
        "expected": number_in_words(places.expected, language()),
        "share": percent_in_words(share, language(), places=0),
    }
    return words, "good" if not places.missing else "watch"
