"""Take a report in that came as data instead of as a file, once for each key."""

import hashlib
import io
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, Invalid, NotFound
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.formats.canonical import LineValues, reading_of, written_lines
from vmi.models import ReportDocument, SubmissionKey

_OPERATION: Final = "submit_lines"


# Receiving and reading order their own transactions across database, documents and facts.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def submit_lines(
    scope: Scope,
    partner_id: int,
    lines: Sequence[LineValues],
    *,
    key: str,
    error_policy: str = "",
) -> ReportDocument:
    """Keep the lines as a document, read it and return it settled.

    The same key with the same lines gives the same document again, whoever of the partner sends it;
    with other lines, or another policy, it raises Conflict("key_reused"). Raises Invalid for no lines at all.
    """
    if not lines:
        raise Invalid("no_lines", _("Send at least one line."), "lines")
    if not scope.allows(partner_id):
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    content = written_lines(lines)
    body_hash = hashlib.sha256(content + error_policy.encode()).hexdigest()
    known = SubmissionKey.objects.filter(
        partner_id=partner_id, operation=_OPERATION, key=key
    ).first()
    if known is None:
        receipt = receive_report(
            scope,
            partner_id,
            io.BytesIO(content),
            filename="",
            door=ReportDocument.Door.API,
            reading=reading_of(lines, default_currency=settings.CURRENCY),
            error_policy=error_policy,
        )
        known = _remembered(partner_id, key, body_hash, receipt.document_id)
    if known.body_hash != body_hash:
        raise Conflict(
            "key_reused",
            _("This key was used for other lines. Take a new key for a new report."),
            "idempotency_key",
        )
    return read_report(scope, known.document_id)


def _remembered(partner_id: int, key: str, body_hash: str, document_id: int) -> SubmissionKey:
    """The key's row; whoever comes second with the same key finds the first one's."""
    try:
        with transaction.atomic():
            return SubmissionKey.objects.create(
                partner_id=partner_id,
                operation=_OPERATION,
                key=key,
                body_hash=body_hash,
                document_id=document_id,
                created_at=now(),
            )
    except IntegrityError:
        return SubmissionKey.objects.get(partner_id=partner_id, operation=_OPERATION, key=key)
