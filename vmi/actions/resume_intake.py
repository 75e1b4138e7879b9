"""Take up what a crash has left: documents unread or half read, parked lines half released, stray bytes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Q

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.actions.leases import is_stale
from vmi.actions.read_report import read_report
from vmi.actions.release_parked_lines import release_document
from vmi.models import Posting, ReportDocument
from vmi.models.documents import document_storage

_STRAY_AFTER: Final = timedelta(days=1)
_UNREAD: Final = (ReportDocument.State.RECEIVED, ReportDocument.State.READING)


# Every document is taken up in transactions of its own.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def resume_intake(scope: Scope) -> list[ReportDocument]:
    """Read and release what nobody works on; documents that somebody reads now are left to them."""
    done = []
    for document in unfinished():
        if document.state in _UNREAD:
            done.append(read_report(scope, document.pk))
        else:
            release_document(scope, document.pk)
            done.append(ReportDocument.objects.get(pk=document.pk))
    return done


def unfinished() -> list[ReportDocument]:
    """Documents waiting to be read, and those whose worker is silent or dead; asked inside a scope."""
    half_released = Q(postings__state=Posting.State.PENDING)
    rows = ReportDocument.objects.filter(Q(state__in=_UNREAD) | half_released).distinct()
    return [
        document
        for document in rows.order_by("received_at", "pk")
        if not document.claimed_by or is_stale(document)
    ]


# Only files are deleted, of which no row knows.
@action(Permission.EDIT_MASTER_DATA, atomic=False)
def sweep_stray_files(scope: Scope) -> int:
    """Delete bytes that a killed upload has left: files older than a day without a document."""
    storage, count = document_storage(), 0
    for name in list(_files()):
        is_known = ReportDocument.objects.filter(content=name).exists()
        if not is_known and now() - storage.get_modified_time(name) > _STRAY_AFTER:
            storage.delete(name)
            count += 1
    return count


def _files() -> Iterator[str]:
    storage = document_storage()
    try:
        folders, _names = storage.listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        for name in storage.listdir(folder)[1]:
            yield f"{folder}/{name}"
