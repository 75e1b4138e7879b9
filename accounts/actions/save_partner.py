"""Make a partner, or change what is known of one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner, PartnerKind
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Forbidden, Invalid, NotFound


@dataclass(frozen=True)
class PartnerValues:
    """What is said of a partner; its code names it for good."""

    code: str
    name: str
    kind: str
    name_zh: str = ""
    city: str = ""
    parent_code: str = ""


@action(Permission.EDIT_MASTER_DATA)
def save_partner(scope: Scope, values: PartnerValues) -> tuple[Partner, bool]:
    """Create or update the partner with this code; also returns whether it is new.

    Raises Forbidden for a scope that is not everything: a new partner would be outside it.
    """
    if not scope.is_everything:
        raise Forbidden("all_partners_needed", _("Only who sees every partner can add one."))
    if values.kind not in PartnerKind.values:
        kinds = ", ".join(PartnerKind.values)
        raise Invalid(
            "kind_unknown", _("Choose one of these kinds: %(kinds)s.") % {"kinds": kinds}, "kind"
        )
    partner, is_new = Partner.objects.update_or_create(
        code=values.code,
        defaults={
            "name": values.name,
            "name_zh": values.name_zh,
            "kind": values.kind,
            "city": values.city,
            "parent": _parent(values),
        },
    )
    record_audit(scope, "save_partner", partner, is_new=is_new)
    return partner, is_new


def _parent(values: PartnerValues) -> Partner | None:
    if not values.parent_code:
        return None
    parent = Partner.objects.filter(code=values.parent_code).exclude(code=values.code).first()
    if parent is None:
        raise NotFound("parent_not_found", _("There is no group with this code."), "parent")
    return parent
