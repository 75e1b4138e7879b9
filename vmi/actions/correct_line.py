"""Put a line of a report right, with the reason; the report is then read again with it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.events import publish
from vmi.events import DocumentReceived
from vmi.formats.corrections import CORRECTABLE, read_values, still_wrong
from vmi.models import Finding, LineCorrection, ReportDocument, SubmissionKey
from vmi.selectors.documents import report_for
from vmi.selectors.line_as_read import LineAsRead, line_as_read
from vmi.selectors.reasons import explain

REASON_CHARACTERS: Final = 500
_OPERATION: Final = "correct_line"
_State = ReportDocument.State


@action(Permission.SUBMIT_REPORTS)
def correct_line(
    scope: Scope,
    document_id: int,
    line: int,
    values: Mapping[str, str | None],
    *,
    reason: str,
    key: str = "",
) -> ReportDocument:
    """Keep `values` (field → text as files write it, None takes a value away) in place of what the line says.

    Fields that are not named stay as they are. The document waits to be read again; what it posted
    counts until then. The same `key` with the same correction is done once. Raises Invalid for a
    value that can't be read, with its field, and for a line that would still be refused.
    """
    document = report_for(scope, document_id)
    if key and _is_done(document, key, _hash(document, line, values, reason)):
        return document
    reason = checked_reason(reason)
    before = line_as_read(scope, document_id, line)
    changed = _checked(before, values)
    locked = ReportDocument.objects.select_for_update(of=("self",)).get(pk=document_id)
    if not locked.is_settled or locked.state == _State.UNPACKED:
        raise Conflict("being_read", _("The file is being read just now. Try again in a moment."))
    correction = LineCorrection.objects.create(
        partner_id=locked.partner_id,
        document=locked,
        line=line,
        values=changed,
        reason=reason,
        corrected_by=scope.actor.name[:200],
        corrected_at=now(),
    )
    Finding.objects.filter(document=locked, line=line, state=Finding.State.OPEN).update(
        state=Finding.State.CORRECTED,
        reason=reason,
        settled_by=correction.corrected_by,
        settled_at=correction.corrected_at,
    )
    locked.state = _State.RECEIVED
    locked.save(update_fields=["state"])
    was = {name: before.values.get(name) for name in changed}
    record_audit(scope, "correct_line", locked, line=line, was=was, now=changed, reason=reason)
    publish(DocumentReceived(locked.partner_id, locked.pk))
    return locked


def checked_reason(reason: str) -> str:
    """The reason without blanks around it. Raises Invalid when there is none, or too long a one."""
    text = reason.strip()
    if not text:
        raise Invalid("reason_missing", _("Say why, in a few words."), "reason")
    if len(text) > REASON_CHARACTERS:
        message = _("Say it in at most %(number)s characters.") % {"number": REASON_CHARACTERS}
        raise Invalid("reason_too_long", message, "reason")
    return text


def _checked(before: LineAsRead, values: Mapping[str, str | None]) -> dict[str, str | None]:
    """The values that differ from what the line says."""
    if not before.is_correctable:
        message = _("The whole message was refused. Mend it in your system and send it again.")
        raise Invalid("line_not_correctable", message)
    for name in values:
        if name not in CORRECTABLE:
            message = _("A line has no field “%(field)s”.") % {"field": name}
            raise Invalid("unknown_field", message, "values")
    changed = {
        name: (text.strip() or None) if text else None
        for name, text in values.items()
        if (text or "").strip() != before.values.get(name, "")
    }
    if not changed:
        raise Invalid("nothing_corrected", _("Change at least one value of the line."), "values")
    _read, problems = read_values(changed)
    found = next(iter(problems.items()), None) or still_wrong(before.values, before.unread, changed)
    if found is not None:
        name, code = found
        words = explain(code)
        raise Invalid(code, words.what, name)
    return changed


def _hash(
    document: ReportDocument, line: int, values: Mapping[str, str | None], reason: str
) -> str:
    said = json.dumps([document.pk, line, sorted(values.items()), reason], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _is_done(document: ReportDocument, key: str, body_hash: str) -> bool:
    """Whether this very request was carried out; else its key is taken now, with the correction or not at all."""
    keys = SubmissionKey.objects.filter(
        partner_id=document.partner_id, operation=_OPERATION, key=key
    )
    known = keys.first()
    if known is None:
        try:
            with transaction.atomic():
                SubmissionKey.objects.create(
                    partner_id=document.partner_id,
                    operation=_OPERATION,
                    key=key,
                    body_hash=body_hash,
                    document=document,
                    created_at=now(),
                )
        except IntegrityError:
            known = keys.get()
        else:
            return False
    if known.body_hash != body_hash:
        raise Conflict(
            "key_reused",
            _("This key was used for another correction. Take a new key for a new one."),
            "idempotency_key",
        )
    return True
