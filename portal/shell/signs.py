"""The portal's small drawings: a sign for each tone and a glyph for each place, drawn by hand on one grid."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

# Sixteen units square, filled; holes by the even-odd rule.
SIGNS = {
    "good": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1 10.2L3.8 8l1.1-1.1L7 9l4.1-4.1L12.2 6Z",
    "watch": "M8 1 .7 14.5h14.6Zm-.8 5h1.6v4.5H7.2Zm0 5.6h1.6v1.6H7.2Z",
    "act": "M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2Zm2 3v5h1.6V4Zm0 6.4V12h1.6v-1.6Z",
    "accent": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-.8 6h1.6v5H7.2Zm0-3h1.6v1.7H7.2Z",
    "plain": "M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm0 1.6a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8Z",
    "up": "M8 3l6 9H2Z",
    "down": "M8 13 2 4h12Z",
    "flat": "M2 7h12v2H2Z",
}

# Twenty units square, drawn as lines.
GLYPHS = {
    "home": "M3 9l7-6 7 6v8h-5v-5H8v5H3z",
    "reports": "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5v3.5h3.5M8 10h5M8 13.5h5",
    "upload": "M10 13V3.5M6 7l4-4 4 4M3.5 12.5V17h13v-4.5",
    "notices": "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3",
    "search": "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4",
    "account": "M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4 17c0-3.5 2.5-5 6-5s6 1.5 6 5",
    "calendar": "M3.5 5h13v12h-13zM3.5 8.5h13M7 3v3M13 3v3",
    "download": "M10 3.5V13M6 9.5l4 4 4-4M3.5 12.5V17h13v-4.5",
    "truck": "M2.5 5.5h9v8h-9zM11.5 8.5h3.5l2.5 2.5v2.5h-6M6 13.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z"
    "M14 13.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
}


def sign(name: str) -> SafeString:
    """A filled sign; decoration beside a word, so nothing is read out."""
    return format_html(
        '<svg class="sign" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d="{}"/></svg>',
        SIGNS[name],
    )


def glyph(name: str) -> SafeString:
    """A line drawing for a place of the navigation."""
    return format_html(
        '<svg class="glyph" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>',
        GLYPHS[name],
    )
