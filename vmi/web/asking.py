"""What a request asks for: whose scope it has, and on which side of the table it is."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import Permission, require
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound


@dataclass(frozen=True)
class Side:
    """One of the two places that show the same pages: its addresses and the folder of its frames."""

    namespace: str
    folder: str

    def address(self, name: str) -> str:
        """The full name of one of its addresses."""
        return f"{self.namespace}:{name}"

    def template(self, name: str) -> str:
        return f"vmi/{self.folder}/{name}.html"


PARTNER: Final = Side("partner", "partner")
WORKSPACE: Final = Side("intake", "intake")


def scope_in(request: HttpRequest, side: Side, permission: Permission) -> Scope:
    """The scope of the signed-in person. Raises NotFound on the wrong side, Forbidden without the permission."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if (scope.partner_id is not None) != (side is PARTNER):
        raise NotFound("no_such_page", _("There is no such page."))
    require(scope, permission)
    return scope


def own_partner(scope: Scope) -> int:
    """The partner of a partner's person. Raises NotFound for the manufacturer's people."""
    if scope.partner_id is None:
        raise NotFound("no_partner", _("This page is for people of a partner."))
    return scope.partner_id


def language() -> str:
    """The language that the page is written in."""
    return get_language() or "en"
