"""Keep a partner's document, byte for byte and once, whichever door it came by."""

import hashlib
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, BinaryIO, Final, cast

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.events import publish
from vmi.events import DocumentReceived
from vmi.formats.shape import Reading
from vmi.models import ReportDocument
from vmi.models.documents import document_storage

_BLOCK_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class Receipt:
    """What a sender gets: the document that is kept. `is_new` is False when it was here before."""

    document_id: int
    partner_id: int
    sha256: str
    size: int
    received_at: datetime
    state: str
    is_new: bool


# Storage and database are two: the bytes are kept first, and let go when the row can't be made.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def receive_report(  # noqa: PLR0913  (what a sender says of a document, by name)
    scope: Scope,
    partner_id: int,
    content: "BinaryIO | File[Any]",
    *,
    filename: str,
    door: str,
    sender: str = "",
    reading: Reading | None = None,
    error_policy: str = "",
    parent: ReportDocument | None = None,
) -> Receipt:
    """Keep the document and answer with its receipt; the same bytes again get the first receipt.

    `error_policy` is one of ReportDocument.ErrorPolicy, or empty for what is agreed with the partner.
    `parent` is the archive that it came in.
    Reading it is another step, started in the background. Raises Invalid("file_too_large") before
    more than the limit is kept, NotFound for a partner outside the scope.
    """
    partner = Partner.objects.filter(pk=partner_id).first()
    if partner is None:
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    with _measured(content) as (stream, sha256, size):
        first = ReportDocument.objects.filter(partner=partner, sha256=sha256).first()
        if first is not None:
            return _receipt(_reconsidered(scope, first, error_policy), is_new=False)
        document = ReportDocument(
            partner=partner,
            door=door,
            filename=bare_name(filename),
            sha256=sha256,
            size=size,
            sender=(sender or scope.actor.name)[:200],
            received_at=now(),
            reading=reading.to_json() if reading else {},
            error_policy=error_policy,
            parent=parent,
        )
        document.content.name = _stored(f"{partner.pk}/{uuid.uuid4().hex}", stream)
    return _kept(scope, document)


def _reconsidered(scope: Scope, document: ReportDocument, error_policy: str) -> ReportDocument:
    """A report refused whole for its bad lines, sent again with the wish to post the good ones, is read again."""
    if error_policy != ReportDocument.ErrorPolicy.POST_GOOD:
        return document
    with transaction.atomic():
        rows = ReportDocument.objects.select_for_update(of=("self",))
        locked = rows.get(pk=document.pk)
        if (locked.state, locked.problem_code) != (ReportDocument.State.REFUSED, "lines_refused"):
            return document
        locked.error_policy, locked.state = error_policy, ReportDocument.State.RECEIVED
        locked.problem_code, locked.problem_details = "", {}
        locked.save(update_fields=["error_policy", "state", "problem_code", "problem_details"])
        record_audit(scope, "change_error_policy", locked, error_policy=error_policy)
        publish(DocumentReceived(locked.partner_id, locked.pk))
    return locked


def _stored(name: str, stream: BinaryIO) -> str:
    """Write the bytes; what could not be written whole does not stay."""
    try:
        return document_storage().save(name, File(stream))
    except BaseException:
        document_storage().delete(name)
        raise


def _kept(scope: Scope, document: ReportDocument) -> Receipt:
    """Make the document's row; whoever comes second with the same bytes finds the first one's."""
    name = cast("str", document.content.name)
    try:
        with transaction.atomic():
            document.save()
            record_audit(
                scope,
                "receive_report",
                document,
                filename=document.filename,
                sha256=document.sha256,
                door=document.door,
            )
            publish(DocumentReceived(document.partner_id, document.pk))
    except IntegrityError:
        document_storage().delete(name)
        first = ReportDocument.objects.get(partner_id=document.partner_id, sha256=document.sha256)
        return _receipt(first, is_new=False)
    except BaseException:
        document_storage().delete(name)
        raise
    return _receipt(document, is_new=True)


def _receipt(document: ReportDocument, *, is_new: bool) -> Receipt:
    return Receipt(
        document_id=document.pk,
        partner_id=document.partner_id,
        sha256=document.sha256,
        size=document.size,
        received_at=document.received_at,
        state=document.state,
        is_new=is_new,
    )


@contextmanager
def _measured(content: "BinaryIO | File[Any]") -> Iterator[tuple[BinaryIO, str, int]]:
    """The content at its beginning, with its hash and size; in an unnamed file, gone with the process."""
    with tempfile.SpooledTemporaryFile(max_size=8 * _BLOCK_BYTES) as spool:
        digest, size = hashlib.sha256(), 0
        while block := content.read(_BLOCK_BYTES):
            size += len(block)
            refuse_above_limit(size)
            digest.update(block)
            spool.write(block)
        spool.seek(0)
        yield cast("BinaryIO", spool), digest.hexdigest(), size


def refuse_above_limit(size: int, *, field: str = "file") -> None:
    """Raise Invalid("file_too_large") for more bytes than the portal takes in one document."""
    limit = settings.UPLOAD_LIMIT_BYTES
    if size > limit:
        raise Invalid(
            "file_too_large",
            _("The file is larger than %(limit)s MB. Send it in parts, each a period of its own.")
            % {"limit": limit // (1024 * 1024)},
            field,
        )


def bare_name(filename: str) -> str:
    """The name without folders of either kind of system, and without what is no text."""
    bare = PurePosixPath(PureWindowsPath(filename).name).name
    return "".join(letter for letter in bare if letter.isprintable())[:255]
