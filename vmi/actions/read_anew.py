"""Have a document read anew, because what was said of it has changed; called inside an action."""

from django.utils.translation import gettext as _

from portal.kernel.errors import Conflict
from portal.kernel.events import publish
from vmi.events import DocumentReceived
from vmi.models import ReportDocument


def locked_to_be_read(document_id: int) -> ReportDocument:
    """The document, locked. Raises Conflict while it is being read."""
    rows = ReportDocument.objects.select_for_update(of=("self",))
    locked = rows.get(pk=document_id)
    if locked.state == ReportDocument.State.READING:
        raise Conflict("being_read", _("The file is being read just now. Try again in a moment."))
    return locked


def read_anew(locked: ReportDocument) -> None:
    """Read it once this has been written; a former reading counts until the new one does."""
    locked.state = ReportDocument.State.RECEIVED
    locked.problem_code, locked.problem_details = "", {}
    locked.save(update_fields=["reading", "state", "problem_code", "problem_details"])
    publish(DocumentReceived(locked.partner_id, locked.pk))
