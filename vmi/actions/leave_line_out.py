"""Say of a line that did not post that it is right to leave it out, with the reason."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from vmi.actions.correct_line import checked_reason
from vmi.models import DocumentLine, Finding
from vmi.rules.line_checks import LEFT_OUT
from vmi.selectors.documents import report_for
from vmi.selectors.reports import unposted_lines

_WAITING = (DocumentLine.State.PARKED, DocumentLine.State.REFUSED)


@action(Permission.SUBMIT_REPORTS)
def leave_line_out(scope: Scope, document_id: int, line: int, *, reason: str) -> Finding:
    """Note that a refused or parked line needs nothing, such as a line of totals; it stays where it is.

    A parked line posts all the same when its code becomes known. Raises NotFound for a line that posted.
    """
    document = report_for(scope, document_id)
    row = unposted_lines(document.pk).filter(line=line, state__in=_WAITING).first()
    if row is None:
        raise NotFound("line_not_found", _("The report has no such line."), "line")
    reason = checked_reason(reason)
    found, _is_new = Finding.objects.update_or_create(
        document=document,
        line=line,
        kind=LEFT_OUT,
        field=row.field,
        defaults={
            "partner_id": document.partner_id,
            "value": row.value,
            "state": Finding.State.CONFIRMED,
            "reason": reason,
            "settled_by": scope.actor.name[:200],
            "settled_at": now(),
            "found_at": now(),
        },
    )
    record_audit(scope, "leave_line_out", document, line=line, reason=reason)
    return found
