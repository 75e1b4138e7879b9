"""Give a partner's system a key of its own."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import MachineClient
from accounts.permissions import CLIENT_SCOPES, Permission
from accounts.rules.keys import make_key
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Invalid, NotFound


@action(Permission.MANAGE_CLIENTS)
def issue_client_key(
    scope: Scope,
    partner_id: int,
    *,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
) -> tuple[MachineClient, str]:
    """Make a client of the partner and return it with its key, which can't be shown again.

    Raises Invalid for no or unknown scopes, NotFound for a partner outside the scope.
    """
    if not scope.allows(partner_id):
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    if not scopes or set(scopes) - CLIENT_SCOPES.keys():
        raise Invalid(
            "scope_unknown",
            _("Choose at least one of these scopes: %(scopes)s.")
            % {"scopes": ", ".join(CLIENT_SCOPES)},
            "scope",
        )
    key = make_key()
    client = MachineClient.objects.create(
        partner_id=partner_id,
        name=name.strip() or _("system"),
        key_prefix=key.shown,
        key_hash=key.hash,
        scopes=sorted(set(scopes)),
        created_at=now(),
        expires_at=expires_at,
    )
    record_audit(scope, "issue_client_key", client, scopes=client.scopes, key_starts_with=key.shown)
    return client, key.secret
