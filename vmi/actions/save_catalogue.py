"""The workspace's own forms for products, places and codes save and delete through here."""

from collections.abc import Iterable

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import PartnerOwned, Scope
from portal.kernel.errors import Conflict
from portal.kernel.events import publish
from vmi.events import CodeMapped
from vmi.models import (
    LeadTime,
    Location,
    LocationCode,
    Product,
    ProductCode,
    ReportDocument,
    Supplier,
)

CATALOGUE: tuple[type[models.Model], ...] = (
    Product,
    Supplier,
    ProductCode,
    Location,
    LocationCode,
    LeadTime,
)
# A row of these may be what parked lines wait for.
_GIVES_CODES = (Product, ProductCode, Location, LocationCode)


@action(Permission.EDIT_MASTER_DATA)
def save_catalogue_row(scope: Scope, row: models.Model) -> None:
    """Save a row that a form has filled in and checked; lines that waited for its code post by themselves."""
    is_new = row.pk is None
    row.save()
    record_audit(scope, "add_row" if is_new else "change_row", row)
    if isinstance(row, _GIVES_CODES):
        for partner_id in _waiting_partners(row):
            publish(CodeMapped(partner_id))


@action(Permission.EDIT_MASTER_DATA)
def delete_catalogue_row(scope: Scope, row: models.Model) -> None:
    """Delete a row. Raises Conflict while others depend on it."""
    record_audit(scope, "delete_row", row, text=str(row))
    try:
        row.delete()
    except ProtectedError as kept:
        raise Conflict(
            "row_in_use", _("Other entries depend on this one; remove those first.")
        ) from kept


def _waiting_partners(row: models.Model) -> Iterable[int]:
    """Whose lines may find their match by this row; a product is everybody's."""
    if isinstance(row, PartnerOwned):
        return (row.partner_id,)
    waiting = ReportDocument.objects.filter(lines_parked__gt=0).order_by()
    return list(waiting.values_list("partner_id", flat=True).distinct())
