"""Machine clients: whose key is this, and which has a partner."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import MachineClient
from accounts.permissions import Permission
from accounts.rules.keys import hash_of
from accounts.selectors.base import question
from accounts.tenancy import Scope, active, system_scope
from portal.kernel.clock import now
from portal.kernel.errors import NotFound

# Writing down every use would make each request a write.
_LAST_USED_GRAIN = timedelta(minutes=5)


def client_of_key(secret: str) -> MachineClient | None:
    """The live client that this key belongs to; None for unknown, expired, revoked and orphaned keys alike."""
    moment = now()
    with system_scope(reason="find the client of a presented key"):
        return (
            MachineClient.objects.filter(
                key_hash=hash_of(secret), revoked_at=None, partner__is_active=True
            )
            .filter(Q(expires_at=None) | Q(expires_at__gt=moment))
            .first()
        )


def is_use_worth_noting(client: MachineClient) -> bool:
    """Whether the last noted use is so long ago that this one should be written down."""
    return client.last_used_at is None or now() - client.last_used_at > _LAST_USED_GRAIN


def client_for(scope: Scope, client_id: int) -> MachineClient:
    """One client through the gate. Raises NotFound for foreign and absent alike."""
    with active(scope):
        client = MachineClient.objects.filter(pk=client_id).first()
    if client is None:
        raise NotFound("client_not_found", _("There is no such machine client."))
    return client


@question(Permission.MANAGE_CLIENTS)
def clients_of(scope: Scope, partner_id: int) -> list[MachineClient]:
    """The partner's clients, live ones first, newest first."""
    return sorted(
        MachineClient.objects.filter(partner_id=partner_id).order_by("-created_at"),
        key=lambda client: client.revoked_at is not None,
    )
