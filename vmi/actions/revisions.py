"""The one lock and counter for changes of what readers see."""

from portal.kernel.clock import now
from vmi.models import Posting, PostingRevision, ReportDocument


def locked_revision() -> PostingRevision:
    """The counter's row, locked until the running transaction ends: changes of visibility queue here."""
    PostingRevision.objects.get_or_create(pk=1)
    return PostingRevision.objects.select_for_update().get(pk=1)


def bump(revision: PostingRevision) -> None:
    revision.number += 1
    revision.save(update_fields=["number"])


def begin_posting(document: ReportDocument) -> Posting:
    """A pending posting; made under the lock, so that postings become known in the order of their ids."""
    locked_revision()
    return Posting.objects.create(
        partner_id=document.partner_id, document=document, created_at=now()
    )
