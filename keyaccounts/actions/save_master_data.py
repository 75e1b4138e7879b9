"""The workspace's own forms save and delete through here: permission, wall and audit hold there too."""

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission, require
from accounts.tenancy import Scope
from keyaccounts.models import (
    Account,
    AccountSegment,
    Complaint,
    Contact,
    DemandFigure,
    PromiseMade,
    Segment,
    SupplyFigure,
    Thresholds,
    Visit,
)
from portal.kernel.errors import Conflict

# What a role must include to change rows of a kind in the workspace.
NEEDED: dict[type[models.Model], Permission] = {
    Segment: Permission.EDIT_MASTER_DATA,
    Thresholds: Permission.CONFIRM_KEY_ACCOUNTS,
    Account: Permission.EDIT_ACCOUNTS,
    AccountSegment: Permission.EDIT_ACCOUNTS,
    Contact: Permission.EDIT_ACCOUNTS,
    Complaint: Permission.EDIT_ACCOUNTS,
    DemandFigure: Permission.EDIT_ACCOUNTS,
    SupplyFigure: Permission.EDIT_ACCOUNTS,
    PromiseMade: Permission.PLAN_VISITS,
    Visit: Permission.PLAN_VISITS,
}


@action(Permission.VIEW_WORKSPACE)
def save_master_data(scope: Scope, row: models.Model) -> None:
    """Save a row that a workspace form has filled in and checked. The row's kind decides who may."""
    require(scope, NEEDED[type(row)])
    is_new = row.pk is None
    row.save()
    record_audit(scope, "add_row" if is_new else "change_row", row)


@action(Permission.VIEW_WORKSPACE)
def delete_master_data(scope: Scope, row: models.Model) -> None:
    """Delete a row. Raises Conflict while others depend on it."""
    require(scope, NEEDED[type(row)])
    record_audit(scope, "delete_row", row, text=str(row))
    try:
        row.delete()
    except ProtectedError as kept:
        raise Conflict(
            "row_in_use", _("Other entries depend on this one; remove those first.")
        ) from kept
