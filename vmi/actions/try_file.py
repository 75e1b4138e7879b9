"""Keep a file on trial: it is looked at, and never posted."""

import hashlib
import uuid
from typing import Any, BinaryIO, Final, cast

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Invalid, NotFound
from vmi.actions.receive_report import bare_name
from vmi.models import FeedSample
from vmi.models.documents import document_storage

MOST_BYTES: Final = 20 * 1024 * 1024


# The bytes are kept before their row, and let go when it can't be made.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def try_file(
    scope: Scope, partner_id: int, content: "BinaryIO | File[Any]", *, filename: str
) -> FeedSample:
    """The file on trial; the same bytes again are the same one, whoever brings them.

    Raises Invalid for one that is larger than a sample needs to be, NotFound for a foreign partner.
    """
    if not Partner.objects.filter(pk=partner_id).exists():
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    body = content.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Invalid(
            "sample_too_large",
            _("A file on trial has at most %(limit)s MB. Cut out a part; a few hundred lines do.")
            % {"limit": MOST_BYTES // 1024**2},
            "file",
        )
    sha256 = hashlib.sha256(body).hexdigest()
    rows = FeedSample.objects.filter(partner_id=partner_id, sha256=sha256)
    known = rows.first()
    if known is not None:
        return known
    sample = FeedSample(
        partner_id=partner_id,
        filename=bare_name(filename),
        sha256=sha256,
        size=len(body),
        sent_by=scope.actor.name[:200],
        sent_at=now(),
    )
    name = f"{partner_id}/samples/{uuid.uuid4().hex}"
    sample.content.name = document_storage().save(name, ContentFile(body))
    try:
        with transaction.atomic():
            sample.save()
            record_audit(scope, "try_file", sample, filename=sample.filename, sha256=sha256)
    except IntegrityError:
        document_storage().delete(cast("str", sample.content.name))
        return rows.get()
    except BaseException:
        document_storage().delete(cast("str", sample.content.name))
        raise
    return sample
