"""Where a partner's people can go."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PLACES: tuple[tuple[str, str, "str | Promise"], ...] = (
    ("partner:home", "home", _("Home")),
    ("partner:reports", "reports", _("Reports")),
    ("partner:upload", "upload", _("Upload")),
    ("partner:feeds", "calendar", _("Feeds")),
    ("partner:notices", "notices", _("Notices")),
)


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: "str | Promise"
    address: str
    glyph: str
    is_here: bool


def partner_places(path: str) -> list[Place]:
    """The partner site's places; one that has no address is left out. The deepest that `path` lies in is here."""
    found = []
    for name, glyph, label in _PLACES:
        try:
            found.append((label, reverse(name), glyph))
        except NoReverseMatch:
            continue
    here = max(
        (address for _label, address, _glyph in found if path.startswith(address)),
        key=len,
        default="",
    )
    return [Place(label, address, glyph, address == here) for label, address, glyph in found]
