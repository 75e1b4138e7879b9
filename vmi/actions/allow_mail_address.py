"""Say which address a partner's system sends its reports from."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.rules.keys import hash_of
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, Invalid, NotFound
from vmi.models import MailAddress


@action(Permission.MANAGE_CLIENTS)
def allow_mail_address(
    scope: Scope, partner_id: int, address: str, *, with_token: bool = False
) -> tuple[MailAddress, str]:
    """Take mails from this address as the partner's; with its token, which can't be shown again.

    The same address again gets a new token, or none. Raises Invalid for what is no address, Conflict for
    another partner's, NotFound for a partner outside the scope.
    """
    if not scope.allows(partner_id):
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError as problem:
        raise Invalid("bad_address", _("This is not an e-mail address."), "address") from problem
    # Mail servers may change the case of what stands before the @.
    token = secrets.token_hex(16) if with_token else ""
    try:
        with transaction.atomic():
            known, _is_new = MailAddress.objects.update_or_create(
                partner_id=partner_id,
                address=address,
                defaults={"token_hash": hash_of(token) if token else "", "created_at": now()},
            )
    except IntegrityError as problem:
        raise Conflict(
            "address_taken", _("Another partner sends from this address."), "address"
        ) from problem
    record_audit(scope, "allow_mail_address", known, address=address, with_token=with_token)
    return known, token
