"""Write down the interchanges of a document that was read, and our acknowledgement of each."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone

from portal.kernel.clock import now
from vmi.formats.edi.acknowledging import (
    acknowledge,
    groups_answered,
    is_answered,
    refused_as_reused,
)
from vmi.formats.edi.keeping import kept
from vmi.formats.edi.shape import InterchangeRead
from vmi.formats.edi.writing import AnswerNumbers
from vmi.models import ControlNumber, Interchange, ReportDocument

_State = Interchange.State
_WRITTEN: Final = [
    *("state", "acceptance", "groups", "problems", "message_count", "rejected_count"),
    *("problem_count", "lines", "acknowledgement", "answer_kinds", "answer_number", "answered_at"),
]


def settle_interchanges(document: ReportDocument, reads: Sequence[InterchangeRead]) -> None:
    """In the transaction that settles the document: verdicts and answers stand or fall with its lines.

    An answer that was given stays, byte for byte, when the document is read again. What was sent again
    has none of its own: the first one's is its answer.
    """
    rows = {row.position: row for row in Interchange.objects.filter(document=document)}
    for read in reads:
        row = rows.get(read.head.position)
        if row is not None:
            _settle(row, read)


def _settle(row: Interchange, read: InterchangeRead) -> None:
    if row.state == _State.REUSED:
        read = refused_as_reused(read)
    _write_verdict(row, read)
    if row.answered_at is None and row.state != _State.RESENT and is_answered(read.head):
        _answer(row, read)
    row.save(update_fields=_WRITTEN)


def _write_verdict(row: Interchange, read: InterchangeRead) -> None:
    summary = kept(read)
    row.groups, row.problems = summary.groups, summary.problems
    row.message_count, row.rejected_count = summary.message_count, summary.rejected_count
    row.problem_count, row.lines = summary.problem_count, summary.lines
    if row.is_acknowledgement:
        # What others say of our messages is taken down, not judged.
        row.acceptance, row.problems, row.problem_count, row.rejected_count = "", [], 0, 0
        row.state = _State.SETTLED if row.state == _State.TAKEN else row.state
        return
    row.acceptance = read.acceptance
    if row.state in {_State.TAKEN, _State.SETTLED}:
        row.state = _State.REJECTED if row.acceptance == "R" else _State.SETTLED


def _answer(row: Interchange, read: InterchangeRead) -> None:
    moment = now()
    numbers = AnswerNumbers(
        interchange=_next_number(row, ControlNumber.Kind.INTERCHANGE, 1),
        first_group=_next_number(row, ControlNumber.Kind.GROUP, groups_answered(read)),
    )
    answer = acknowledge(read, numbers, timezone.localtime(moment))
    row.acknowledgement, row.answer_kinds = answer.content, " ".join(answer.kinds)
    row.answer_number, row.answered_at = answer.control_number, moment


def _next_number(row: Interchange, kind: str, count: int) -> int:
    """The first of so many numbers of ours; without gaps, as the counter is locked until all is settled."""
    named: dict[str, Any] = {"partner_id": row.partner_id, "standard": row.standard, "kind": kind}
    ControlNumber.objects.get_or_create(**named)
    counter = ControlNumber.objects.select_for_update(of=("self",)).get(**named)
    first = counter.last + 1
    if count:
        counter.last += count
        counter.save(update_fields=["last"])
    return first
