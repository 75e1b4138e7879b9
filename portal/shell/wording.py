"""Kernel values as markup in the language of the page; what is not known says so, and is never a nought."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from portal.kernel import numbers
from portal.kernel.money import Money
from portal.kernel.numbers import Value
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share


def language() -> str:
    """The language that the page is written in."""
    return get_language() or settings.LANGUAGE_CODE


def unknown() -> SafeString:
    """A dash for the eye, the word for the ear."""
    return format_html(
        '<span class="unknown"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>',
        numbers.UNKNOWN,
        gettext("not known"),
    )


def known(value: object, form: str, write: Callable[[], str]) -> str:
    """What `write` says; for None the dash, as markup or (form "plain") as bare text for attributes."""
    if value is None or value == "":
        return numbers.UNKNOWN if form == "plain" else unknown()
    return write()


def as_money(value: Money | Decimal | int) -> Money:
    """A bare number is an amount in the portal's own currency."""
    return value if isinstance(value, Money) else Money(Decimal(value), settings.CURRENCY)


def as_quantity(value: Quantity | Decimal | int) -> Quantity:
    """A bare number counts pieces."""
    return value if isinstance(value, Quantity) else Quantity(Decimal(value))


def short(value: Value, form: str = "") -> str:
    """Shortened for the eye; the exact value stays in the markup."""
    words = numbers.short_in_words(value, language())
    exact = numbers.amount_of(value)
    if form == "plain" or exact is None:
        return words
    return format_html(
        '<data class="short" value="{}" title="{}">{}</data>',
        f"{exact:f}",
        numbers.exact_in_words(value, language()),
        words,
    )


def share(value: Share | Decimal) -> str:
    """A share never stands without how much of its whole is known."""
    if isinstance(value, Decimal | int):
        return numbers.percent_in_words(Decimal(value), language())
    ratio, known_part = value.value, value.known_part
    if ratio is None or known_part is None:
        return unknown()
    words = numbers.percent_in_words(ratio, language())
    if known_part == 1:
        return gettext("%(share)s (demand known in full)") % {"share": words}
    part = numbers.percent_in_words(known_part, language(), places=0)
    return gettext("%(share)s (%(part)s of demand known)") % {"share": words, "part": part}


def day(value: date | datetime, form: str = "") -> str:
    """A date, or a moment to the minute in the portal's time zone."""
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        words, machine = (
            numbers.moment_in_words(local, language()),
            local.isoformat(timespec="minutes"),
        )
    else:
        words, machine = numbers.day_in_words(value, language()), value.isoformat()
    return (
        words if form == "plain" else format_html('<time datetime="{}">{}</time>', machine, words)
    )


def period(value: Period | str) -> str:
    """A period by its usual name; a label such as 2026H1 is read first."""
    return numbers.period_in_words(
        Period.parse(value) if isinstance(value, str) else value, language()
    )
