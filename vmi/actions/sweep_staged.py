"""Let go of staged files whose time is over."""

from datetime import timedelta
from typing import Final

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.models import StagedFile
from vmi.models.staging import staging_storage

# A piece that was on its way when the time ran out is let come in before.
_GRACE: Final = timedelta(hours=1)


# Each file goes by itself, its bytes before its row: what a crash leaves is swept the next time.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def sweep_staged(scope: Scope) -> int:
    """Delete staged files that have expired, and bytes that no row knows; how many there were."""
    storage, count = staging_storage(), 0
    for staged in StagedFile.objects.filter(expires_at__lt=now() - _GRACE):
        storage.delete(staged.stored_name)
        staged.delete()
        count += 1
    known = {staged.stored_name for staged in StagedFile.objects.all()}
    for name in _stored_names():
        if name not in known and now() - storage.get_modified_time(name) > _GRACE:
            storage.delete(name)
            count += 1
    return count


def _stored_names() -> list[str]:
    storage = staging_storage()
    if not storage.exists(""):
        return []
    folders, _names = storage.listdir("")
    return [f"{folder}/{name}" for folder in folders for name in storage.listdir(folder)[1]]
