"""Addresses of pages that other apps give, where they are there."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from portal.kernel.period import Period


def review_address(code: str, period: Period, language: str) -> str:
    """The account review as PDF; empty where reviews are not made."""
    for name in ("reports:review_pdf", "review_pdf"):
        try:
            address = reverse(name, args=[code])
        except NoReverseMatch:
            continue
        return f"{address}?{urlencode({'period': period.label, 'language': language.split('-', maxsplit=1)[0]})}"
    return ""
