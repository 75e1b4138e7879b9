"""What the senders of deliveries are still to be told, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from vmi.models import Delivery, Interchange, ReportDocument
from vmi.selectors.interchanges import acknowledgement_of, answered_by
from vmi.selectors.receipts import receipt_text, report_address
from vmi.selectors.reports import Verdict, unposted_rows, verdict_of

_State = ReportDocument.State
_UNREAD = (_State.RECEIVED, _State.READING)


@dataclass(frozen=True)
class Acknowledgement:
    """Our answer to one interchange, as a file."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Answer:
    """What a sender is told of one delivery. `state` stands for it; `is_last` when nothing more will follow.

    `documents` are the document, or what an archive held.
    """

    state: str
    is_last: bool
    words: str
    documents: tuple[ReportDocument, ...]
    acknowledgements: tuple[Acknowledgement, ...]


@question(Permission.VIEW_REPORTS)
def deliveries_to_answer(scope: Scope, door: str) -> list[Delivery]:
    """Deliveries of this door whose documents say something that their senders were not told, oldest first.

    An archive stands among them until all that it held is read.
    """
    return list(_open(door).exclude(document__state__in=_UNREAD).order_by("brought_at", "pk")[:500])


def _open(door: str) -> QuerySet[Delivery]:
    told = Q(document__state=F("told_state")) & ~Q(document__state=_State.UNPACKED)
    rows = Delivery.objects.filter(door=door, is_done=False).exclude(told)
    return rows.select_related("document", "partner")


@question(Permission.VIEW_REPORTS)
def answer_to(scope: Scope, delivery_id: int) -> Answer | None:
    """The answer to a delivery as things stand; None while it is still read, or was told already."""
    delivery = Delivery.objects.select_related("document").get(pk=delivery_id)
    documents = _documents_of(delivery.document)
    if any(document.state in _UNREAD for document in documents):
        return None
    state = _state_of(delivery.document, documents)
    if delivery.is_done or delivery.told_state == state:
        return None
    verdicts = [verdict_of(scope, document.pk) for document in documents]
    return Answer(
        state=state,
        is_last=all(document.state != _State.NEEDS_MAPPING for document in documents),
        words="\n\n".join(
            [receipt_text(delivery.document), *(_in_words(verdict) for verdict in verdicts)]
        ),
        documents=tuple(documents),
        acknowledgements=tuple(_acknowledgements(documents)),
    )


@question(Permission.VIEW_REPORTS)
def unposted_of(scope: Scope, documents: tuple[ReportDocument, ...]) -> Iterator[list[str]]:
    """Lines that did not post, as rows under one header, each after the name of its file."""

    def rows() -> Iterator[list[str]]:
        for number, document in enumerate(documents):
            found = unposted_rows(scope, document.pk)
            header = next(found)
            if number == 0:
                yield [_("file"), *header]
            for row in found:
                yield [document.filename, *row]

    return rows()


def _documents_of(document: ReportDocument) -> list[ReportDocument]:
    """The document itself, or everything inside an archive, archives within it too."""
    if document.state != _State.UNPACKED:
        return [document]
    parts = ReportDocument.objects.filter(parent=document).order_by("pk")
    return [found for part in parts for found in _documents_of(part)] or [document]


def _state_of(document: ReportDocument, documents: list[ReportDocument]) -> str:
    if documents == [document]:
        return str(document.state)
    states = ",".join(f"{part.pk}:{part.state}" for part in documents)
    return f"parts-{sha256(states.encode()).hexdigest()[:12]}"


def _in_words(verdict: Verdict) -> str:
    document, counts = verdict.document, verdict.counts
    lines = [f"{document.filename or document.pk}: {verdict.sentence}"]
    if counts.lines_in:
        lines.append(
            _(
                "Lines in %(lines_in)s = posted %(posted)s + waiting %(parked)s + "
                "refused %(refused)s + sent before %(duplicate)s"
            )
            % {
                "lines_in": counts.lines_in,
                "posted": counts.posted,
                "parked": counts.parked,
                "refused": counts.refused,
                "duplicate": counts.duplicate,
            }
        )
    if verdict.problem:
        lines.append(f"{verdict.problem.what} {verdict.problem.what_to_do}")
    for reason in verdict.reasons:
        words = f"{reason.explanation.what} {reason.explanation.what_to_do}"
        lines.append(_("%(count)s lines: %(words)s") % {"count": reason.count, "words": words})
        lines.extend(
            "    "
            + _("line %(line)s: %(field)s %(value)s")
            % {"line": example.line, "field": example.field, "value": example.value}
            for example in reason.examples
        )
    lines.append(report_address(document))
    return "\n".join(lines)


def _acknowledgements(documents: list[ReportDocument]) -> Iterator[Acknowledgement]:
    """Our answers to the interchanges of the documents; what was sent again gets the first one's again."""
    rows = Interchange.objects.filter(document__in=documents).select_related("first")
    for row in rows.order_by("document_id", "position"):
        content = acknowledgement_of(row)
        if content is not None:
            answered = answered_by(row)
            kind = answered.answer_kinds.replace(" ", "-").lower() or "answer"
            number = answered.answer_number or answered.pk
            yield Acknowledgement(f"{kind}-{number}.edi", content)
