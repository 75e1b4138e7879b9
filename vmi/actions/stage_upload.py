"""Announce a file of any size: the answer is an address that takes it, for a while."""

import re
import uuid
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, Invalid, NotFound
from vmi.actions.receive_report import bare_name, refuse_above_limit
from vmi.models import StagedFile

_SHA256: Final = re.compile("[0-9a-f]{64}", re.ASCII)


# Who comes second with the same key has to look again after his own transaction failed.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def stage_upload(
    scope: Scope, partner_id: int, *, filename: str, size: int, sha256: str = "", key: str
) -> StagedFile:
    """Make room for a file of exactly `size` bytes; it has STAGED_FILE_HOURS to come and be submitted.

    The same key with the same announcement gives the same staged file, with another one it raises
    Conflict("key_reused"). Raises Invalid for a size that can't be taken and for too many files at once.
    """
    if not Partner.objects.filter(pk=partner_id).exists():
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    announced: dict[str, Any] = {
        "filename": bare_name(filename),
        "size": _checked_size(size),
        "announced_sha256": _checked_sha256(sha256),
    }
    StagedFile.objects.filter(partner_id=partner_id, key=key, expires_at__lte=now()).update(
        # Expired and not yet swept: its key is free again.
        key=f"expired {uuid.uuid4().hex}"
    )
    try:
        with transaction.atomic():
            first = StagedFile.objects.filter(partner_id=partner_id, key=key).first()
            staged = first or _announced(scope, partner_id, key, announced)
    except IntegrityError:
        staged = StagedFile.objects.get(partner_id=partner_id, key=key)
    if {name: getattr(staged, name) for name in announced} != announced:
        raise Conflict(
            "key_reused",
            _("This key was used for another file. Take a new key for a new file."),
            "idempotency_key",
        )
    return staged


def _announced(scope: Scope, partner_id: int, key: str, announced: dict[str, Any]) -> StagedFile:
    moment = now()
    waiting = StagedFile.objects.filter(
        partner_id=partner_id, document=None, expires_at__gt=moment
    ).count()
    if waiting >= settings.STAGED_FILES_AT_ONCE:
        raise Conflict(
            "too_many_staged_files",
            _("%(most)s files are announced and not yet submitted. Submit them first.")
            % {"most": settings.STAGED_FILES_AT_ONCE},
        )
    staged = StagedFile.objects.create(
        partner_id=partner_id,
        public_id=uuid.uuid4(),
        key=key,
        created_at=moment,
        expires_at=moment + timedelta(hours=settings.STAGED_FILE_HOURS),
        **announced,
    )
    record_audit(scope, "stage_upload", staged, filename=staged.filename, size=staged.size)
    return staged


def _checked_size(size: int) -> int:
    if size < 1:
        raise Invalid("empty_file", _("The file is empty."), "size")
    refuse_above_limit(size, field="size")
    return size


def _checked_sha256(sha256: str) -> str:
    told = sha256.strip().lower()
    if told and not _SHA256.fullmatch(told):
        raise Invalid("bad_sha256", _("Write the SHA-256 as 64 hexadecimal digits."), "sha256")
    return told
