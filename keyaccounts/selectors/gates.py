"""Rows of one account, through the gate."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accounts.tenancy import PartnerOwned, Scope, active
from keyaccounts.models import Account, Complaint, Contact, PromiseMade, Visit
from portal.kernel.errors import NotFound

Row = TypeVar("Row", bound=PartnerOwned)


def account_for(scope: Scope, code: str, *, lock: bool = False) -> Account:
    """The account of the partner with this code. Raises NotFound for foreign and absent alike."""
    with active(scope):
        accounts = Account.objects.select_related("partner").filter(partner__is_active=True)
        if lock:
            accounts = accounts.select_for_update(of=("self",))
        account = accounts.filter(partner__code=code).first()
    if account is None:
        raise NotFound("account_not_found", _("There is no account with this code."), "account")
    return account


def visit_for(scope: Scope, visit_id: int, *, lock: bool = False) -> Visit:
    """One visit of an account in the scope."""
    return _row_for(scope, Visit, visit_id, lock=lock)


def promise_for(scope: Scope, promise_id: int, *, lock: bool = False) -> PromiseMade:
    """One promise to or by an account in the scope."""
    return _row_for(scope, PromiseMade, promise_id, lock=lock)


def contact_for(scope: Scope, contact_id: int, *, lock: bool = False) -> Contact:
    """One contact at an account in the scope."""
    return _row_for(scope, Contact, contact_id, lock=lock)


def complaint_for(scope: Scope, complaint_id: int, *, lock: bool = False) -> Complaint:
    """One complaint of an account in the scope."""
    return _row_for(scope, Complaint, complaint_id, lock=lock)


def _row_for(scope: Scope, model: type[Row], row_id: int, *, lock: bool) -> Row:
    with active(scope):
        rows: models.QuerySet[Row] = model.objects.all()
        if lock:
            rows = rows.select_for_update(of=("self",))
        row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound("row_not_found", _("There is no such entry."))
    return row
