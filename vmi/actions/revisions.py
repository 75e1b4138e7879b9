"""The one lock and counter for changes of what readers see."""

from datetime import datetime

from portal.kernel.clock import now
from vmi.models import Posting, PostingRevision, ReportDocument


def locked_revision() -> PostingRevision:
    """The counter's row, locked until the running transaction ends: changes of visibility queue here."""
    PostingRevision.objects.get_or_create(pk=1)
    return PostingRevision.objects.select_for_update().get(pk=1)


def bump(revision: PostingRevision) -> None:
    revision.number += 1
    revision.save(update_fields=["number"])


def make_current(
    posting: Posting, document: ReportDocument, moment: datetime, *, lines: int
) -> None:
    """Let readers see the posting; called under the lock, with the document as it stands now."""
    posting.state, posting.lines, posting.current_at = Posting.State.CURRENT, lines, moment
    posting.last_day = document.told_until
    posting.save(update_fields=["state", "lines", "current_at", "last_day"])


def begin_posting(document: ReportDocument) -> Posting:
    """A pending posting; made under the lock, so that postings become known in the order of their ids."""
    locked_revision()
    return Posting.objects.create(
        partner_id=document.partner_id, document=document, created_at=now()
    )
