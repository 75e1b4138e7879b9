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
# Pages that lie below one of these places, though their addresses don't.
_BELOW: dict[str, tuple[str, ...]] = {
    "partner:reports": (
        *("partner:changes", "partner:quality", "partner:interchanges", "partner:parked"),
    ),
}


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
    roots: dict[str, str] = {}
    for name, glyph, label in _PLACES:
        address = _address(name)
        if address:
            found.append((label, address, glyph))
            roots |= {root: address for below in _BELOW.get(name, ()) if (root := _address(below))}
            roots[address] = address
    here = roots.get(max((root for root in roots if path.startswith(root)), key=len, default=""))
    return [Place(label, address, glyph, address == here) for label, address, glyph in found]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
