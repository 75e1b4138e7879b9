"""Partners by id and by code, through the gate."""

from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.tenancy import Scope, active
from portal.kernel.errors import NotFound


def partner_for(scope: Scope, code: str) -> Partner:
    """The partner with this code. Raises NotFound for foreign and absent alike."""
    with active(scope):
        partner = Partner.objects.filter(code=code).first()
    if partner is None:
        raise NotFound("partner_not_found", _("There is no partner with this code."), "partner")
    return partner


def partners_of(scope: Scope) -> list[Partner]:
    """Every active partner of the scope, by code."""
    with active(scope):
        return list(Partner.objects.filter(is_active=True))
