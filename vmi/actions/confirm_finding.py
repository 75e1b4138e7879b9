"""Say of something odd that it is right as it is, with the reason."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict
from vmi.actions.correct_line import checked_reason
from vmi.models import Finding
from vmi.selectors.findings import finding_for


@action(Permission.SUBMIT_REPORTS)
def confirm_finding(scope: Scope, finding_id: int, *, reason: str) -> Finding:
    """Settle an open finding without a change; said again it stays as it was first confirmed.

    Raises Conflict for one that was corrected or is over.
    """
    found = finding_for(scope, finding_id)
    reason = checked_reason(reason)
    locked = Finding.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if locked.state == Finding.State.CONFIRMED:
        return locked
    if locked.state != Finding.State.OPEN:
        raise Conflict("finding_settled", _("This is settled already; nothing has to be done."))
    locked.state, locked.reason = Finding.State.CONFIRMED, reason
    locked.settled_by, locked.settled_at = scope.actor.name[:200], now()
    locked.save(update_fields=["state", "reason", "settled_by", "settled_at"])
    record_audit(
        scope, "confirm_finding", locked, line=locked.line, kind=locked.kind, reason=reason
    )
    return locked
