"""Make a report of a staged file, once for each key."""

import hashlib
import json
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, Invalid
from vmi.actions.name_columns import name_columns
from vmi.actions.receive_report import Receipt, receive_report
from vmi.formats.shape import Reading
from vmi.models import ReportDocument, StagedFile, SubmissionKey
from vmi.models.staging import staging_storage
from vmi.selectors.documents import report_for
from vmi.selectors.staged_files import staged_for
from vmi.selectors.suggested_reading import with_suggested_columns

OPERATION: Final = "submit_staged"
_OPEN: Final = {ReportDocument.State.NEEDS_MAPPING, ReportDocument.State.REFUSED}


# The document is kept in transactions of its own; the key remembers it afterwards.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def submit_staged(
    scope: Scope,
    staged_id: int,
    *,
    key: str,
    reading: Reading | None = None,
    error_policy: str = "",
) -> ReportDocument:
    """Keep the staged file as a document and have it read in the background.

    The same key with the same request gives the same document, even after the staged file is gone;
    with another request it raises Conflict("key_reused"). A file that was submitted gives its document
    for any key. Raises Invalid("file_not_complete") while bytes are missing, NotFound for foreign,
    absent and expired staged files alike.
    """
    body_hash = _hash_of(staged_id, reading, error_policy)
    known = SubmissionKey.objects.filter(operation=OPERATION, key=key, body_hash=body_hash).first()
    if known is None:
        staged = staged_for(scope, staged_id)
        known = SubmissionKey.objects.filter(
            partner_id=staged.partner_id, operation=OPERATION, key=key
        ).first()
        if known is None:
            document_id = _document_of(scope, staged, reading, error_policy)
            known = _remembered(staged, key, body_hash, document_id)
    if known.body_hash != body_hash:
        raise Conflict(
            "key_reused",
            _("This key was used for another file. Take a new key for a new file."),
            "idempotency_key",
        )
    return report_for(scope, known.document_id)


def _hash_of(staged_id: int, reading: Reading | None, error_policy: str) -> str:
    body = [staged_id, reading.to_json() if reading else None, error_policy]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _document_of(
    scope: Scope, staged: StagedFile, reading: Reading | None, error_policy: str
) -> int:
    """The id of the document that holds the file's bytes; the staged ones are let go of."""
    if staged.document_id is not None:
        return staged.document_id
    if not staged.is_complete:
        raise Invalid(
            "file_not_complete",
            _("%(received)s of %(size)s bytes are here. Put the rest first.")
            % {"received": staged.received, "size": staged.size},
            "staged_id",
        )
    try:
        with Path(staging_storage().path(staged.stored_name)).open("rb") as content:
            receipt = _received(scope, staged, content, reading, error_policy)
    except FileNotFoundError:
        # Somebody else has submitted it in this very moment.
        document_id = StagedFile.objects.get(pk=staged.pk).document_id
        if document_id is None:
            raise
        return document_id
    StagedFile.objects.filter(pk=staged.pk).update(document_id=receipt.document_id)
    staging_storage().delete(staged.stored_name)
    return receipt.document_id


def _received(
    scope: Scope,
    staged: StagedFile,
    content: BinaryIO,
    reading: Reading | None,
    error_policy: str,
) -> Receipt:
    if reading is not None and _names_columns_or_currency(reading):
        reading = with_suggested_columns(content, staged.filename, reading)
    receipt = receive_report(
        scope,
        staged.partner_id,
        content,
        filename=staged.filename,
        door=ReportDocument.Door.API,
        reading=reading,
        error_policy=error_policy,
    )
    if not receipt.is_new and reading is not None and receipt.state in _OPEN:
        # Now it is said what was asked for when these bytes came the first time.
        name_columns(scope, receipt.document_id, reading)
    return receipt


def _names_columns_or_currency(reading: Reading) -> bool:
    """Whether the sender chose: then nothing is asked, and what he did not name is as it looks."""
    return bool(reading.columns) or reading.default_currency != settings.CURRENCY


def _remembered(staged: StagedFile, key: str, body_hash: str, document_id: int) -> SubmissionKey:
    """The key's row; whoever comes second with the same key finds the first one's."""
    try:
        with transaction.atomic():
            return SubmissionKey.objects.create(
                partner_id=staged.partner_id,
                operation=OPERATION,
                key=key,
                body_hash=body_hash,
                document_id=document_id,
                created_at=now(),
            )
    except IntegrityError:
        return SubmissionKey.objects.get(partner_id=staged.partner_id, operation=OPERATION, key=key)
