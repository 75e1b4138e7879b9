"""Read a kept document into the facts: every line posted, parked or refused, exactly once."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.events import publish
from vmi.actions.admit_interchanges import admit_interchanges, let_go_of_interchanges
from vmi.actions.keep_orders import forget_orders, keep_orders
from vmi.actions.leases import (
    Lease,
    LeaseLost,
    claim,
    give_up_pending,
    released_at_end,
    sweep_discarded_lines,
)
from vmi.actions.release_parked_lines import release_document
from vmi.actions.replace_earlier import replace_earlier
from vmi.actions.revisions import begin_posting, bump, locked_revision, make_current
from vmi.actions.settle_interchanges import settle_interchanges
from vmi.actions.sort_lines import (
    Sorted,
    duplicate_line,
    keep_lines,
    refused_line,
    require_pending,
    sort_batch,
)
from vmi.actions.streams import FactWriter, ReadAhead
from vmi.actions.tally import Tally, progress_of, write_outcome, write_refusal
from vmi.actions.unpack_archive import unpack_archive
from vmi.events import ReportPosted
from vmi.formats import files
from vmi.formats.corrections import Corrections, corrected
from vmi.formats.shape import Batch, Reading, UnreadableFile
from vmi.models import DocumentLine, Posting, ReportDocument, Supersession
from vmi.selectors.documents import ChosenReading, chosen_reading, opened, report_for
from vmi.selectors.line_as_read import corrections_of
from vmi.selectors.matching import Matcher, codes_state
from vmi.selectors.open_questions import open_question

_WAIT_SECONDS: Final = 0.2
_State = ReportDocument.State

_STANDING: Final = (Posting.State.CURRENT, Posting.State.SUPERSEDED)
# What naming the columns can mend.
_MENDABLE: Final = frozenset(
    {
        *("missing_columns", "dates_ambiguous", "numbers_ambiguous"),
        *("no_such_column", "column_twice", "no_such_sheet"),
    }
)

# Told the document as it stands, about once a second while it is read.
Watch = Callable[[ReportDocument], None]


# The database and the facts are two stores; what is written in which order is the point of this action.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def read_report(
    scope: Scope, document_id: int, *, again: bool = False, watch: Watch | None = None
) -> ReportDocument:
    """Read the document and settle it; a settled one is returned as it is, unless it is read `again`.

    One process reads at a time, others wait for it. After a crash anywhere the next call begins anew:
    rows of an attempt that was given up stay unseen.
    """
    partner_id = report_for(scope, document_id).partner_id
    while True:
        known = codes_state(partner_id)
        lease = _claimed(document_id, again=again)
        if lease is not None:
            with released_at_end(lease):
                try:
                    _read(scope, lease, watch)
                except LeaseLost:
                    continue
            again = False
        document = ReportDocument.objects.get(pk=document_id)
        if not again and document.state not in {_State.RECEIVED, _State.READING}:
            if lease and document.lines_parked and codes_state(partner_id) != known:
                # A code was mapped while the document was read.
                release_document(scope, document_id)
                document.refresh_from_db()
            return document
        if watch is not None:
            watch(document)
        time.sleep(_WAIT_SECONDS)


def _claimed(document_id: int, *, again: bool) -> Lease | None:
    with transaction.atomic():
        rows = ReportDocument.objects.select_for_update(of=("self",))
        document = rows.get(pk=document_id)
        is_asked = again or document.state in {_State.RECEIVED, _State.READING}
        return claim(document, state=_State.READING) if is_asked else None


def _read(scope: Scope, lease: Lease, watch: Watch | None) -> None:
    document = ReportDocument.objects.get(pk=lease.document_id)
    sweep_discarded_lines(lease)
    try:
        if unpack_archive(scope, lease, document):
            return
        chosen = chosen_reading(
            document, lambda read_head: next(iter(ReadAhead(lambda: [read_head()], lease.beat)))
        )
        if problem := open_question(chosen):
            _stop(scope, lease, _State.NEEDS_MAPPING, *problem)
        else:
            _post(scope, lease, document, chosen, watch)
    except UnreadableFile as unreadable:
        state = _State.NEEDS_MAPPING if unreadable.code in _MENDABLE else _State.REFUSED
        _stop(scope, lease, state, unreadable.code, unreadable.params)
    except LeaseLost:
        raise
    except BaseException:
        _give_back(lease)
        raise


def _post(
    scope: Scope, lease: Lease, document: ReportDocument, chosen: ChosenReading, watch: Watch | None
) -> None:
    with transaction.atomic():
        posting = begin_posting(document)
        lease.locked_document()
    matcher, tally = Matcher(document.partner_id), Tally(chosen.outline.kind)
    progress: dict[str, int] = {}

    def tick() -> None:
        if lease.beat(**progress) and watch is not None:
            watch(ReportDocument.objects.get(pk=lease.document_id))

    writer = FactWriter(posting.pk, document.partner_id, tick)
    try:
        verdicts = admit_interchanges(document, chosen.outline.interchanges)
        corrections = corrections_of(document)
        for batch in ReadAhead(
            lambda: _batches(document, chosen.reading, verdicts, corrections), tick
        ):
            found = sort_batch(batch.lines, matcher, posting)
            keep_lines(_unposted(batch, found, posting), posting, tick)
            writer.write(found.facts)
            tally.add(batch, found)
            progress.update(progress_of(tally, batch))
            tick()
        if _refuses_all(document, tally):
            writer.abandon()
            _refuse(scope, lease, posting, tally, writer.rows)
            return
        rows_written = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    _settle(scope, lease, posting, tally, rows_written)


def _batches(
    document: ReportDocument,
    reading: Reading,
    verdicts: Mapping[int, str],
    corrections: Corrections,
) -> Iterator[Batch]:
    with opened(document) as content:
        found = files.read(content, document.filename, reading, verdicts=verdicts)
        yield from corrected(found, corrections, default_currency=reading.default_currency)


def _unposted(batch: Batch, found: Sorted, posting: Posting) -> Iterator[DocumentLine]:
    yield from found.waiting
    yield from found.refused
    yield from (refused_line(line, posting) for line in batch.refused)
    yield from (duplicate_line(line, posting) for line in batch.duplicates)


def _refuses_all(document: ReportDocument, tally: Tally) -> bool:
    """Whether bad lines of the document keep the good ones from posting too."""
    policy = document.error_policy or (document.feed.error_policy if document.feed else "")
    return policy == ReportDocument.ErrorPolicy.REFUSE_ALL and bool(tally.refused)


def _settle(scope: Scope, lease: Lease, posting: Posting, tally: Tally, rows_written: int) -> None:
    """Make the posting current, in one transaction with everything that readers see of it."""
    counts = tally.counts(rows_written)
    with transaction.atomic():
        revision = locked_revision()
        document = lease.locked_document()
        require_pending(posting)
        # One moment for all that readers see change: as known on any other it is all or nothing.
        moment = now()
        _let_go_of_earlier_reading(document, posting, moment)
        write_outcome(document, counts, tally)
        make_current(posting, document, moment, lines=rows_written)
        keep_orders(document, tally.orders)
        settle_interchanges(document, tally.interchanges)
        replace_earlier(document, moment)
        bump(revision)
        record_audit(scope, "read_report", document, state=document.state, **asdict(counts))
        if counts.posted:
            publish(ReportPosted(document.partner_id, document.pk, posting.pk))
    sweep_discarded_lines(lease)


def _refuse(scope: Scope, lease: Lease, posting: Posting, tally: Tally, rows_left_out: int) -> None:
    """Refuse the whole document for its bad lines; what an earlier reading of it posted counts no more.

    The posting stays, without rows, as what the bad lines hang on.
    """
    counts = tally.counts(rows_left_out)
    with transaction.atomic():
        revision = locked_revision()
        document = lease.locked_document()
        require_pending(posting)
        moment = now()
        _let_go_of_earlier_reading(document, posting, moment)
        lines = DocumentLine.objects.filter(attempt=posting, state=DocumentLine.State.PARKED)
        lines.update(state=DocumentLine.State.REFUSED)
        write_refusal(document, counts, tally)
        make_current(posting, document, moment, lines=0)
        settle_interchanges(document, tally.interchanges)
        replace_earlier(document, moment)
        bump(revision)
        record_audit(scope, "refuse_report", document, **asdict(counts.all_refused()))
    sweep_discarded_lines(lease)


def _let_go_of_earlier_reading(
    document: ReportDocument, posting: Posting, moment: datetime
) -> None:
    """When a document is read anew, its former postings count no more; their lines go with them.

    The postings and what they gave up stay, ended at this moment: the past can still be asked.
    """
    former = Posting.objects.filter(document=document, state__in=_STANDING).exclude(pk=posting.pk)
    held = Supersession.objects.filter(posting__in=former, ended_at__isnull=True)
    held.update(ended_at=moment)
    former.update(state=Posting.State.READ_ANEW, superseded_at=moment)
    forget_orders(document)


def _stop(
    scope: Scope, lease: Lease, state: str, problem_code: str, details: Mapping[str, Any]
) -> None:
    """Keep the document with what is the matter; an earlier reading of it that posted stays as it was."""
    with transaction.atomic():
        document = lease.locked_document()
        give_up_pending(document.pk)
        let_go_of_interchanges(document)
        _undo_progress(document)
        document.state = _earlier_state(document) or state
        document.problem_code, document.problem_details = problem_code, dict(details)
        document.settled_at = now() if document.state == _State.REFUSED else document.settled_at
        document.save(
            update_fields=["state", "problem_code", "problem_details", "settled_at", "lines_in"]
        )
        record_audit(scope, "stop_reading", document, state=state, problem=problem_code)
    sweep_discarded_lines(lease)


def _give_back(lease: Lease) -> None:
    """After a failure of ours the document waits to be read again."""
    with suppress(LeaseLost), transaction.atomic():
        document = lease.locked_document()
        give_up_pending(document.pk)
        _undo_progress(document)
        document.state = _earlier_state(document) or _State.RECEIVED
        document.save(update_fields=["state", "lines_in"])


def _undo_progress(document: ReportDocument) -> None:
    document.lines_in = (
        document.lines_posted
        + document.lines_parked
        + document.lines_refused
        + document.lines_duplicate
    )


def _earlier_state(document: ReportDocument) -> str | None:
    """The state that an earlier reading left, while that reading still stands."""
    stands = Posting.objects.filter(document=document, state__in=_STANDING).exists()
    return document.counts.state if stands else None
