"""Which period a review is about when nobody says, and which others are offered."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from keyaccounts.rules.timing import choices, last_half
from portal.kernel.errors import Invalid
from portal.kernel.period import Period

# A half-year younger than this says little; then the last whole one is reviewed.
FEWEST_DAYS = 62


def usual_period(today: date) -> Period:
    """The running half-year when more than two months of it are over, else the last one."""
    half = Period.parse(f"{today.year}H{1 if today.month <= 6 else 2}")
    if today - half.first_day >= timedelta(days=FEWEST_DAYS):
        return half
    return last_half(today)


def period_said(text: str, today: date) -> Period:
    """The period that was named; the usual one for an empty name. Raises Invalid for one that can't be read."""
    if not text.strip():
        return usual_period(today)
    try:
        return Period.parse(text)
    except ValueError as unreadable:
        raise Invalid(
            "period_unreadable",
            _("Write the period as 2026, 2026H1, 2026Q3, 2026-05 or 2026W07."),
            "period",
        ) from unreadable


def periods_offered(today: date, chosen: Period) -> tuple[Period, ...]:
    """What a page offers: the usual periods, with the chosen one among them; each once."""
    return tuple(dict.fromkeys((usual_period(today), *choices(today), chosen)))
