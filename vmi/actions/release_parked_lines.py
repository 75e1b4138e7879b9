"""Post the parked lines that a new code gives a match, exactly once."""

import time
from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.events import publish
from vmi.actions.keep_orders import keep_orders
from vmi.actions.leases import Lease, LeaseLost, claim, give_up_pending, released_at_end
from vmi.actions.quantity_totals import released_sums
from vmi.actions.replace_earlier import replace_earlier
from vmi.actions.revisions import begin_posting, bump, locked_revision, make_current
from vmi.actions.sort_lines import lines_again, require_pending, sort_batch
from vmi.actions.streams import FactWriter
from vmi.events import ReportPosted
from vmi.formats.shape import LINE_SCHEMA
from vmi.models import DocumentLine, Posting, ReportDocument
from vmi.rules.control_totals import QuantityTotals
from vmi.rules.settlement import LinesLost
from vmi.selectors.matching import Matcher

_LINES_AT_ONCE: Final = 5_000
_WAIT_SECONDS: Final = 0.2
_PARKED: Final = DocumentLine.State.PARKED
_UNSETTLED: Final = (
    ReportDocument.State.RECEIVED,
    ReportDocument.State.READING,
    ReportDocument.State.NEEDS_MAPPING,
)


# Lines of each document are released in transactions of its own, around a write to the facts.
@action(Permission.MAP_CODES, atomic=False)
def release_parked_lines(scope: Scope, partner_id: int) -> int:
    """Post every parked line of the partner that has a match now; how many did."""
    waiting = ReportDocument.objects.filter(partner_id=partner_id, lines_parked__gt=0)
    document_ids = list(waiting.order_by("received_at", "id").values_list("pk", flat=True))
    return sum(release_document(scope, document_id) for document_id in document_ids)


@action(Permission.SUBMIT_REPORTS, atomic=False)
def release_document(scope: Scope, document_id: int) -> int:
    """The same for one document. One that is being read is left to its reader, who looks again after it."""
    while True:
        with transaction.atomic():
            rows = ReportDocument.objects.select_for_update(of=("self",))
            document = rows.filter(pk=document_id).first()
            if document is None or document.state in _UNSETTLED or not document.lines_parked:
                return 0
            lease = claim(document)
        if lease is None:
            time.sleep(_WAIT_SECONDS)
            continue
        with released_at_end(lease):
            try:
                return _release(scope, lease, document)
            except LeaseLost:
                continue


def _release(scope: Scope, lease: Lease, document: ReportDocument) -> int:
    matcher = Matcher(document.partner_id)
    posting: Posting | None = None
    writer: FactWriter | None = None
    orders: list[dict[str, Any]] = []
    moved = QuantityTotals()
    try:
        for rows in _parked(lease):
            batch = lines_again(rows, LINE_SCHEMA)
            # Its partner is asked which orders are our own; nothing is kept of it.
            found = sort_batch(batch, matcher, Posting(partner_id=document.partner_id))
            if found.posted_lines:
                if posting is None or writer is None:
                    posting = _begin(lease, document)
                    writer = FactWriter(posting.pk, document.partner_id, lease.beat)
                _tie(posting, rows, found.posted_lines)
                writer.write(found.facts)
                orders += found.orders
                moved.released(*released_sums(rows, found))
            _park_again(rows, found.waiting)
            lease.beat()
        if posting is None or writer is None:
            return 0
        written = writer.finish()
    except BaseException:
        if writer is not None:
            writer.abandon()
        with transaction.atomic():
            if posting is not None and _is_ours(lease):
                give_up_pending(document.pk)
        raise
    _settle(scope, lease, posting, written, orders, moved)
    return written + len(orders)


def _parked(lease: Lease) -> Iterator[list[DocumentLine]]:
    """The parked lines in batches, in file order."""
    last = 0
    rows = DocumentLine.objects.filter(document_id=lease.document_id, state=_PARKED)
    rows = rows.exclude(attempt__state__in=Posting.UNCOUNTED)
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:_LINES_AT_ONCE]):
        yield some
        last = some[-1].pk


def _begin(lease: Lease, document: ReportDocument) -> Posting:
    with transaction.atomic():
        posting = begin_posting(document)
        lease.locked_document()
    return posting


def _tie(posting: Posting, rows: list[DocumentLine], matched: set[int]) -> None:
    """Tie the lines to the posting that will release them, before their rows are written."""
    keys = [row.pk for row in rows if row.line in matched]
    with transaction.atomic():
        require_pending(posting)
        DocumentLine.objects.filter(pk__in=keys, state=_PARKED).update(released_by=posting)


def _park_again(rows: list[DocumentLine], waiting: list[DocumentLine]) -> None:
    """A line whose product is known now may still wait for its place."""
    reasons = {line.line: line for line in waiting}
    changed = []
    for row in rows:
        line = reasons.get(row.line)
        if line is not None and (row.reason, row.value) != (line.reason, line.value):
            row.reason, row.field, row.value = line.reason, line.field, line.value
            changed.append(row)
    DocumentLine.objects.bulk_update(changed, ["reason", "field", "value"], batch_size=200)


def _is_ours(lease: Lease) -> bool:
    try:
        lease.locked_document()
    except LeaseLost:
        return False
    return True


def _settle(
    scope: Scope,
    lease: Lease,
    posting: Posting,
    written: int,
    orders: list[dict[str, Any]],
    moved: QuantityTotals,
) -> None:
    released = written + len(orders)
    with transaction.atomic():
        revision = locked_revision()
        document = lease.locked_document()
        require_pending(posting)
        tied = DocumentLine.objects.filter(released_by=posting, state=_PARKED)
        if tied.update(state=DocumentLine.State.RELEASED) != released:
            raise LinesLost(f"posting {posting.pk}")
        moment = now()
        make_current(posting, document, moment, lines=written)
        counts = document.counts.released(released)
        counts.check()
        document.state, document.problem_code = counts.state, ""
        document.lines_posted, document.lines_parked = counts.posted, counts.parked
        document.quantities = moved.added_to(document.quantities)
        document.save(
            update_fields=["state", "problem_code", "lines_posted", "lines_parked", "quantities"]
        )
        keep_orders(document, orders)
        replace_earlier(document, moment)
        bump(revision)
        record_audit(scope, "release_lines", document, lines=released)
        publish(ReportPosted(document.partner_id, document.pk, posting.pk, is_release=True))
