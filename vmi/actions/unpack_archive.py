"""Take an archive apart: each file in it becomes a document of its own."""

import io
from collections.abc import Callable
from typing import BinaryIO, Final, cast

from django.conf import settings
from django.db import transaction

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.actions.leases import Lease
from vmi.actions.receive_report import Receipt, receive_report
from vmi.formats.archives import Archive, is_archive
from vmi.formats.shape import Reading, UnreadableFile
from vmi.models import ReportDocument
from vmi.selectors.documents import opened

_KIND: Final = "archive"
_SKIPPED_TOLD: Final = 50


# Storage and database are two, and each part is kept by itself: what a crash left is found again.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def unpack_archive(scope: Scope, lease: Lease, document: ReportDocument) -> bool:
    """Keep the parts of an archive, in its order, and settle it as unpacked; False for any other file.

    A part goes by the door, sender, reading and error policy of the whole. One that was here before is
    the document that it was then. Nothing is kept of an archive that is not safe and sound to its end:
    raises vmi.formats.shape.UnreadableFile, also for an archive inside an archive. Safe to call again.
    """
    with opened(document) as content:
        if not is_archive(content):
            return False
        if document.parent_id is not None:
            raise UnreadableFile("nested_archive")
        archive = Archive(content, document.filename)
        archive.measure(lease.beat, part_limit=settings.UPLOAD_LIMIT_BYTES)
        kept: list[tuple[int, Receipt]] = []
        for part in archive.parts:
            with archive.opened(part) as inside:
                beating = cast("BinaryIO", _Beating(inside, lease.beat))
                receipt = receive_report(
                    scope,
                    document.partner_id,
                    beating,
                    filename=part.name,
                    door=document.door,
                    sender=document.sender,
                    reading=Reading.from_json(document.reading) if document.reading else None,
                    error_policy=document.error_policy,
                    parent=document,
                )
            kept.append((part.number, receipt))
    _settle(scope, lease, kept, archive.skipped)
    return True


def _settle(
    scope: Scope, lease: Lease, kept: list[tuple[int, Receipt]], skipped: tuple[str, ...]
) -> None:
    with transaction.atomic():
        document = lease.locked_document()
        own = set(ReportDocument.objects.filter(parent=document).values_list("pk", flat=True))
        document.state, document.kind = ReportDocument.State.UNPACKED, _KIND
        document.problem_code = ""
        document.problem_details = {
            "parts": [[number, receipt.document_id] for number, receipt in kept],
            "skipped": list(skipped[:_SKIPPED_TOLD]),
        }
        document.bytes_read, document.settled_at = document.size, now()
        document.save(
            update_fields=[
                *("state", "kind", "problem_code", "problem_details"),
                *("bytes_read", "settled_at"),
            ]
        )
        record_audit(scope, "unpack_archive", document, parts=len(kept), new=len(own))


class _Beating(io.RawIOBase):
    """The bytes of a part; each block read says that the work goes on."""

    def __init__(self, content: BinaryIO, beat: Callable[[], object]) -> None:
        super().__init__()
        self._content, self._beat = content, beat

    def read(self, size: int = -1) -> bytes:
        self._beat()
        return self._content.read(size)

    def readable(self) -> bool:
        return True
