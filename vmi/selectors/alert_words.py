"""What an alert says to the partner, and what to our own people; in the active language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.kernel.numbers import (
    day_in_words,
    moment_in_words,
    number_in_words,
    period_in_words,
)
from portal.kernel.period import Period
from vmi.models import Alert


@dataclass(frozen=True)
class AlertWords:
    """What happened, and what to do about it."""

    title: str
    advice: str


def alert_words(alert: Alert, *, to_partner: bool) -> AlertWords:
    """The two sentences; the partner's people are spoken to, ours are told of the partner."""
    write = {
        Alert.Kind.LATE: _late,
        Alert.Kind.MISSING: _missing,
        Alert.Kind.GAP: _gap,
        Alert.Kind.PLACES: _places,
        Alert.Kind.PARKED: _parked,
        Alert.Kind.CONTROL_NUMBER: _control_number,
    }[Alert.Kind(alert.kind)]
    return write(alert.details, to_partner=to_partner)


def period_of_alert(alert: Alert) -> Period | None:
    """The period that it is about; None for what is about none."""
    said = alert.details
    if not {"first_day", "last_day"} <= said.keys():
        return None
    return Period(date.fromisoformat(said["first_day"]), date.fromisoformat(said["last_day"]))


def _late(said: Mapping[str, Any], *, to_partner: bool) -> AlertWords:
    words = {"period": _period(said), "due": _moment(said["due_at"])}
    if to_partner:
        return AlertWords(
            _("We miss your report of %(period)s") % words,
            _("It was due on %(due)s. Please send it.") % words,
        )
    return AlertWords(
        _("The report of %(period)s is late") % words,
        _("It was due on %(due)s.") % words,
    )


def _missing(said: Mapping[str, Any], *, to_partner: bool) -> AlertWords:
    words = {"period": _period(said), "due": _moment(said["due_at"])}
    if to_partner:
        return AlertWords(
            _("Your report of %(period)s never came") % words,
            _("It was due on %(due)s, and the next one is due already. Please send it.") % words,
        )
    return AlertWords(
        _("The report of %(period)s never came") % words,
        _("It was due on %(due)s, and the next one is due already. Ask for it.") % words,
    )


def _gap(said: Mapping[str, Any], *, to_partner: bool) -> AlertWords:
    days = [Period(date.fromisoformat(one), date.fromisoformat(two)) for one, two in said["days"]]
    between = _("; ")
    words = {
        "period": _period(said),
        "days": between.join(period_in_words(span, _language()) for span in days),
    }
    title = _("Days are missing in the report of %(period)s") % words
    if to_partner:
        return AlertWords(title, _("No report covers %(days)s. Please send these days.") % words)
    return AlertWords(title, _("No report covers %(days)s.") % words)


def _places(said: Mapping[str, Any], *, to_partner: bool) -> AlertWords:
    missing = int(said["expected"]) - int(said["reporting"])
    words = {
        "period": _period(said),
        "number": _number(missing),
        "reporting": _number(said["reporting"]),
        "expected": _number(said["expected"]),
    }
    title = (
        ngettext(
            "%(number)s place is missing in the report of %(period)s",
            "%(number)s places are missing in the report of %(period)s",
            missing,
        )
        % words
    )
    if to_partner:
        return AlertWords(
            title,
            _(
                "%(reporting)s of %(expected)s places have reported. Send the others, or tell us if they have closed."
            )
            % words,
        )
    return AlertWords(title, _("%(reporting)s of %(expected)s places have reported.") % words)


def _parked(said: Mapping[str, Any], *, to_partner: bool) -> AlertWords:
    words = {
        "number": _number(said["lines"]),
        "codes": _number(said["codes"]),
        "day": day_in_words(localtime(datetime.fromisoformat(said["oldest"])).date(), _language()),
    }
    title = (
        ngettext(
            "%(number)s line waits for its code since %(day)s",
            "%(number)s lines wait for their codes, the oldest since %(day)s",
            int(said["lines"]),
        )
        % words
    )
    advice = ngettext(
        "Say what %(codes)s code means; the lines then post by themselves.",
        "Say what %(codes)s codes mean; the lines then post by themselves.",
        int(said["codes"]),
    )
    return AlertWords(title, advice % words)


def _control_number(said: Mapping[str, Any], *, to_partner: bool) -> AlertWords:
    first, last, count = said["first"], said["last"], int(said["count"])
    words = {
        "numbers": first if first == last else f"{first}–{last}",
        "standard": said["standard"].upper(),
        "sender": said["sender"],
    }
    title = (
        ngettext(
            "Interchange %(numbers)s of %(sender)s has not come",
            "Interchanges %(numbers)s of %(sender)s have not come",
            count,
        )
        % words
    )
    if to_partner:
        return AlertWords(title, _("Later numbers are here. Please send what was left out."))
    return AlertWords(title, _("Later numbers are here. Ask for what was left out."))


def _period(said: Mapping[str, Any]) -> str:
    period = Period(date.fromisoformat(said["first_day"]), date.fromisoformat(said["last_day"]))
    return period_in_words(period, _language())


def _moment(text: str) -> str:
    return moment_in_words(localtime(datetime.fromisoformat(text)), _language())


def _number(value: Any) -> str:
    return number_in_words(int(value), _language())


def _language() -> str:
    return get_language() or "en"
