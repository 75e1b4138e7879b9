"""Mails from an address are not a partner's any more."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.models import MailAddress


@action(Permission.MANAGE_CLIENTS)
def forget_mail_address(scope: Scope, partner_id: int, address: str) -> None:
    """Take no mails from this address. Raises NotFound for one that the partner does not send from."""
    rows = MailAddress.objects.filter(partner_id=partner_id, address=address.strip().lower())
    known = rows.first()
    if known is None:
        raise NotFound("address_not_found", _("The partner has no such address."), "address")
    record_audit(scope, "forget_mail_address", known, address=known.address)
    known.delete()
