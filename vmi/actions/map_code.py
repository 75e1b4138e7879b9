"""Say once what a partner's code means; lines that waited for it then post by themselves."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.events import publish
from vmi.events import CodeMapped
from vmi.models import Location, LocationCode, Product, ProductCode

_CODE_CHARACTERS = 120


@action(Permission.MAP_CODES)
def map_product_code(
    scope: Scope, partner_id: int, code: str, product_id: int, *, valid_from: date | None = None
) -> ProductCode:
    """Let the partner's code mean this product from `valid_from` on, or always.

    The same code and start again changes what it means; lines posted before stay as they are.
    """
    code = _checked_code(partner_id, code)
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise NotFound("product_not_found", _("There is no such product."), "product")
    row, _created = ProductCode.objects.update_or_create(
        partner_id=partner_id, code=code, valid_from=valid_from, defaults={"product": product}
    )
    record_audit(scope, "map_product_code", row, code=code, product=product.code)
    publish(CodeMapped(partner_id))
    return row


@action(Permission.MAP_CODES)
def map_location_code(
    scope: Scope, partner_id: int, code: str, location_id: int, *, valid_from: date | None = None
) -> LocationCode:
    """The same for one of the partner's places."""
    code = _checked_code(partner_id, code)
    place = Location.objects.filter(pk=location_id, partner_id=partner_id).first()
    if place is None:
        raise NotFound("place_not_found", _("There is no such place."), "location")
    row, _created = LocationCode.objects.update_or_create(
        partner_id=partner_id, code=code, valid_from=valid_from, defaults={"location": place}
    )
    record_audit(scope, "map_location_code", row, code=code, location=place.code)
    publish(CodeMapped(partner_id))
    return row


@action(Permission.MAP_CODES)
def map_code(
    scope: Scope,
    partner_id: int,
    code: str,
    *,
    product_id: int | None = None,
    location_id: int | None = None,
    valid_from: date | None = None,
) -> ProductCode | LocationCode:
    """Either of the two, by which id is given."""
    if (product_id is None) == (location_id is None):
        raise Invalid("one_meaning", _("Choose one product or one place."))
    if product_id is not None:
        return map_product_code(scope, partner_id, code, product_id, valid_from=valid_from)
    return map_location_code(scope, partner_id, code, location_id or 0, valid_from=valid_from)


def _checked_code(partner_id: int, code: str) -> str:
    if not Partner.objects.filter(pk=partner_id).exists():
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    code = code.strip()
    if not code:
        raise Invalid("code_missing", _("Write the partner's code."), "code")
    if len(code) > _CODE_CHARACTERS:
        raise Invalid(
            "code_too_long",
            _("A code has at most %(count)s characters.") % {"count": _CODE_CHARACTERS},
            "code",
        )
    return code
