"""Add a place of a partner; lines that waited for it then post by themselves."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.events import publish
from vmi.events import CodeMapped
from vmi.models import Location, LocationKind


@dataclass(frozen=True)
class NewLocation:
    """What is said of a new place; only the code is needed."""

    code: str
    name: str = ""
    kind: str = LocationKind.STORE
    gln: str = ""
    region: str = ""
    city: str = ""


@action(Permission.MAP_CODES)
def create_location(scope: Scope, partner_id: int, new: NewLocation) -> Location:
    """Add the place. Raises Conflict when the partner has one with this code."""
    if not Partner.objects.filter(pk=partner_id).exists():
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    if not new.code.strip():
        raise Invalid("code_missing", _("Write the partner's code."), "code")
    if new.kind not in LocationKind.values:
        raise Invalid("no_such_kind", _("Choose store, distribution centre or plant."), "kind")
    place = Location(partner_id=partner_id, **asdict(new))
    place.code, place.name = new.code.strip(), new.name.strip() or new.code.strip()
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as problem:
        raise Conflict(
            "place_exists", _("There is a place with this code already."), "code"
        ) from problem
    record_audit(scope, "create_location", place, code=place.code)
    publish(CodeMapped(partner_id))
    return place
