"""What a request asks for: the period, the scope, the language."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.tenancy import Scope
from keyaccounts.rules import timing
from portal.kernel.clock import today
from portal.kernel.errors import Invalid
from portal.kernel.numbers import period_in_words
from portal.kernel.period import Period


@dataclass(frozen=True)
class PeriodChoice:
    """One period that a page offers; `code` is its name in the address, empty for the usual one."""

    code: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class AskedPeriod:
    """The period of a page, its words, and the others to choose from."""

    period: Period
    words: str
    choices: tuple[PeriodChoice, ...]
    code: str


def scope_in(request: HttpRequest) -> Scope:
    """The scope that the middleware entered for the signed-in person."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return scope


def language() -> str:
    """The language that the page is written in."""
    return get_language() or "en"


def asked_period(request: HttpRequest) -> AskedPeriod:
    """The period in `?period=`, the last twelve months without it. Raises Invalid for one that can't be read."""
    code = request.GET.get("period", "").strip()
    usual = timing.last_twelve_months(today())
    try:
        period = Period.parse(code) if code else usual
    except ValueError as unreadable:
        raise Invalid(
            "period_unreadable",
            _("Write the period as 2026, 2026H1, 2026Q3, 2026-05 or 2026W07."),
            "period",
        ) from unreadable
    offered = {each.label: period_in_words(each, language()) for each in timing.choices(today())}
    words = period_in_words(period, language()) if code else _("the last twelve months")
    if code and period.label not in offered:
        offered[period.label] = words
    choices = [PeriodChoice("", _("Last twelve months"), is_chosen=not code)]
    choices += [
        PeriodChoice(label, name, is_chosen=bool(code) and label == period.label)
        for label, name in offered.items()
    ]
    return AskedPeriod(period, words, tuple(choices), period.label if code else "")
