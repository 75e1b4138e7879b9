"""What a data-trust mark rests on, in sentences: for the page, the paper and the files alike."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kernel.numbers import day_in_words, number_in_words, percent_in_words
from portal.kernel.trust import DataTrust


def trust_facts(trust: DataTrust, language: str) -> tuple[str, ...]:
    """Freshness, completeness, carried forward and restated; what there is nothing to say of is left out."""
    if trust.until is None or trust.days_behind is None:
        return (_("Nothing has been reported yet."),)
    facts = [_freshness(trust, language)]
    if trust.places_expected:
        facts.append(
            ngettext(
                "%(reporting)s of %(expected)s place reported.",
                "%(reporting)s of %(expected)s places reported.",
                trust.places_expected,
            )
            % {
                "reporting": number_in_words(trust.places_reporting, language),
                "expected": number_in_words(trust.places_expected, language),
            }
        )
    for share, words in (
        (trust.carried, _("%(share)s of the stock figures are carried forward.")),
        (trust.restated, _("%(share)s of the lines were sent again and replaced earlier ones.")),
    ):
        if share:
            facts.append(words % {"share": _share(share, language)})
    return tuple(facts)


def _freshness(trust: DataTrust, language: str) -> str:
    if trust.until is None or not trust.days_behind:
        day = "" if trust.until is None else day_in_words(trust.until, language)
        return _("Data up to %(day)s.") % {"day": day}
    return ngettext(
        "Data up to %(day)s, %(count)s day behind.",
        "Data up to %(day)s, %(count)s days behind.",
        trust.days_behind,
    ) % {"day": day_in_words(trust.until, language), "count": trust.days_behind}


def _share(share: Decimal, language: str) -> str:
    """A share so small that it would be written as nought is still there."""
    least = Decimal("0.001")
    words = percent_in_words(max(share, least), language)
    return f"< {words}" if share < least else words
