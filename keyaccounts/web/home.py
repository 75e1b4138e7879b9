"""The workspace's first page: which accounts need somebody this week."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.components import Component

from accounts.permissions import Permission
from keyaccounts.rules.attention import Need, Signal
from keyaccounts.selectors.attention import ThisWeek, this_week
from keyaccounts.selectors.wording import NEED_TONES, NEED_WORDS
from keyaccounts.web.asking import language, scope_in
from portal.kernel.numbers import change_in_words, day_in_words

SHOWN = 12


class ThisWeekPanel(Component):
    """Accounts with their reasons, the most pressing first."""

    name = "this_week"
    template_name = "keyaccounts/this_week.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the template shows."""
        scope = scope_in(parent_context["request"])
        week = this_week(scope)
        return {
            "week": week,
            "headline": headline(week),
            "accounts": [
                {
                    "row": each.row,
                    "reasons": [reason(signal) for signal in each.needs.signals],
                }
                for each in week.accounts[:SHOWN]
            ],
            "more": max(0, len(week.accounts) - SHOWN),
            "may_visit": scope.may(Permission.PLAN_VISITS),
            "may_overview": scope.may(Permission.VIEW_OVERVIEW),
        }


def headline(week: ThisWeek) -> str:
    """The answer to the page's question."""
    if not week.accounts and not week.quiet:
        return _("No accounts are assigned to you yet")
    if not week.accounts:
        return _("No account needs you this week")
    pressing = [
        each
        for each in week.accounts
        if any(NEED_TONES[signal.need] == "act" for signal in each.needs.signals)
    ]
    count = len(week.accounts)
    words = ngettext(
        "%(count)d account needs you this week", "%(count)d accounts need you this week", count
    ) % {"count": count}
    if not pressing:
        return words
    return _("%(words)s; start with %(name)s") % {"words": words, "name": week.accounts[0].row.name}


def reason(signal: Signal) -> dict[str, object]:
    """A signal as the page shows it: tone, word, and the sentence behind it."""
    return {
        "tone": NEED_TONES[signal.need],
        "words": NEED_WORDS[signal.need],
        "sentence": sentence(signal),
    }


def sentence(signal: Signal) -> str:
    """What is behind a reason."""
    day = day_in_words(signal.on, language()) if signal.on else ""
    if signal.need in _DAY_SENTENCES:
        return str(_DAY_SENTENCES[signal.need]) % {"day": day}
    match signal.need:
        case Need.STOCK_OUT:
            return _places_low(signal)
        case Need.FALLING:
            ratio = signal.ratio or Decimal(0)
            return _("%(change)s in 13 weeks against the year before") % {
                "change": change_in_words(ratio, language())
            }
        case Need.VISIT_DUE:
            return _days_ago(signal)
    return _("%(text)s (%(day)s)") % {"text": signal.text, "day": day}


_DAY_SENTENCES = {
    Need.ORDER_DUE: gettext_lazy("usually orders about %(day)s"),
    Need.ORDER_OVERDUE: gettext_lazy("was expected about %(day)s"),
    Need.DATA_LATE: gettext_lazy("the last report ends on %(day)s"),
}


def _places_low(signal: Signal) -> str:
    return ngettext(
        "%(count)d product-place runs out before a delivery can arrive",
        "%(count)d product-places run out before a delivery can arrive",
        signal.count,
    ) % {"count": signal.count}


def _days_ago(signal: Signal) -> str:
    if signal.days is None:
        return _("no visit on record")
    return ngettext(
        "last visit %(count)d day ago", "last visit %(count)d days ago", signal.days
    ) % {"count": signal.days}
