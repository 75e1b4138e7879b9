"""Take a machine client's key back, at once and for good."""

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import MachineClient
from accounts.permissions import Permission
from accounts.selectors.clients import client_for
from accounts.tenancy import Scope
from portal.kernel.clock import now


@action(Permission.MANAGE_CLIENTS)
def revoke_client_key(scope: Scope, client_id: int) -> MachineClient:
    """From now on the key opens nothing. Revoking twice is the same as once."""
    client = client_for(scope, client_id)
    if client.revoked_at is None:
        client.revoked_at = now()
        client.save(update_fields=["revoked_at"])
        record_audit(scope, "revoke_client_key", client)
    return client
