"""Remember that a machine client's key was used."""

from accounts.models import MachineClient
from accounts.selectors.clients import is_use_worth_noting
from accounts.tenancy import Scope, active
from portal.kernel.clock import now


def note_client_use(scope: Scope, client: MachineClient) -> None:
    """Write the time of use down, at most every few minutes.

    No permission is needed: it is done for the client, not by it.
    """
    if is_use_worth_noting(client):
        with active(scope):
            MachineClient.objects.filter(pk=client.pk).update(last_used_at=now())
