"""Who works on a document now: one process at a time, and a silent one is taken for dead."""

import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import transaction

from portal.kernel.clock import now
from vmi.models import DocumentLine, Posting, ReportDocument

SILENCE: Final = timedelta(seconds=15)
_BEAT_SECONDS: Final = 1.0
_LINES_AT_ONCE: Final = 5_000


class LeaseLost(Exception):
    """Another process works on the document now; what this one did must not count."""


@dataclass
class Lease:
    """The right to work on a document, kept by being heard of about once a second."""

    document_id: int
    token: str
    _heard: float = field(default_factory=time.monotonic)

    def beat(self, **progress: int) -> bool:
        """Say that the work goes on, and how far it is; True when it was time to say so.

        Raises LeaseLost when the work is another's now.
        """
        if time.monotonic() - self._heard < _BEAT_SECONDS:
            return False
        self._heard = time.monotonic()
        rows = ReportDocument.objects.filter(pk=self.document_id, claimed_by=self.token)
        if not rows.update(heard_at=now(), **progress):
            raise LeaseLost(self.token)
        return True

    def locked_document(self) -> ReportDocument:
        """The document's row, locked, in the running transaction; raises LeaseLost as `beat` does."""
        rows = ReportDocument.objects.select_for_update(of=("self",))
        document = rows.filter(pk=self.document_id, claimed_by=self.token).first()
        if document is None:
            raise LeaseLost(self.token)
        return document

    def release(self) -> None:
        rows = ReportDocument.objects.filter(pk=self.document_id, claimed_by=self.token)
        rows.update(claimed_by="", heard_at=None)


@contextmanager
def released_at_end(lease: Lease) -> Iterator[Lease]:
    """Give the lease back whatever happens; a killed process can't, and is found silent."""
    try:
        yield lease
    finally:
        lease.release()


def claim(document: ReportDocument, **changes: object) -> Lease | None:
    """Take the lease of a document whose row is locked, or None while somebody else is at work.

    What an earlier worker left behind is given up: its pending postings never become current.
    """
    if _is_held(document):
        return None
    give_up_pending(document.pk)
    lease = Lease(document.pk, _new_token())
    rows = ReportDocument.objects.filter(pk=document.pk)
    rows.update(claimed_by=lease.token, heard_at=now(), **changes)
    return lease


def give_up_pending(document_id: int) -> None:
    """Discard pending postings: their rows stay unseen, the lines they were to release wait again."""
    pending = Posting.objects.filter(document_id=document_id, state=Posting.State.PENDING)
    DocumentLine.objects.filter(released_by__in=pending, state=DocumentLine.State.PARKED).update(
        released_by=None
    )
    pending.update(state=Posting.State.DISCARDED)


def sweep_discarded_lines(lease: Lease) -> None:
    """Delete the lines that attempts given up and former readings left, few at a time so that others can write."""
    rows = DocumentLine.objects.filter(
        document_id=lease.document_id, attempt__state__in=Posting.UNCOUNTED
    )
    while some := list(rows.order_by().values_list("pk", flat=True)[:_LINES_AT_ONCE]):
        with transaction.atomic():
            DocumentLine.objects.filter(pk__in=some).delete()
        lease.beat()


def is_stale(document: ReportDocument) -> bool:
    """Whether a worker was on it and is silent or dead."""
    return bool(document.claimed_by) and not _is_held(document)


def _is_held(document: ReportDocument) -> bool:
    if not document.claimed_by or document.heard_at is None:
        return False
    return now() - document.heard_at < SILENCE and not _is_dead(document.claimed_by)


def _new_token() -> str:
    started = _started(os.getpid()) or "0"
    return f"{_host()}|{os.getpid()}|{started}|{uuid.uuid4().hex[:12]}"


def _host() -> str:
    return socket.gethostname().replace("|", "-")[:30]


def _is_dead(token: str) -> bool:
    """Whether the claim's process is known to be gone; only the same machine can know."""
    parts = token.split("|")
    if len(parts) != 4 or parts[0] != _host() or not Path("/proc/self/stat").exists():
        return False
    return _started(int(parts[1])) != parts[2]


def _started(process_id: int) -> str | None:
    """When the process began, in the kernel's ticks: numbers of processes are used again."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return None
    words = status.rpartition(")")[2].split()
    # A zombie has ended; it only waits to be counted.
    return None if words[0] == "Z" else words[19]
