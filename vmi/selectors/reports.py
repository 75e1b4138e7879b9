"""Reports that arrived, and what became of every line of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Permission, require
from accounts.selectors.base import question
from accounts.tenancy import Scope, active
from portal.kernel.downloads import harmless
from vmi.formats.corrections import WHOLE
from vmi.models import DocumentLine, Posting, ReportDocument
from vmi.rules.settlement import LineCounts
from vmi.selectors.documents import report_for
from vmi.selectors.reasons import Explanation, explain, field_word

__all__ = [
    "LineExample",
    "ReasonCount",
    "Verdict",
    "report_for",
    "unposted_rows",
    "verdict_of",
]

_EXAMPLES: Final = 3
_LINES_AT_ONCE: Final = 2_000
_UNCOUNTED: Final = (Posting.State.PENDING, *Posting.UNCOUNTED)


@dataclass(frozen=True)
class LineExample:
    """A line that did not post, as it came."""

    line: int
    field: str
    value: str
    raw: str


@dataclass(frozen=True)
class ReasonCount:
    """How many lines did not post for one reason, in words, with a few of them."""

    explanation: Explanation
    outcome: DocumentLine.State
    count: int
    examples: tuple[LineExample, ...]

    @property
    def tone(self) -> str:
        """How urgent it is: a line that counts once already asks for nothing."""
        tones = {DocumentLine.State.PARKED: "watch", DocumentLine.State.DUPLICATE: "plain"}
        return tones.get(self.outcome, "act")

    @property
    def is_parked(self) -> bool:
        return self.outcome == DocumentLine.State.PARKED

    @property
    def is_correctable(self) -> bool:
        """Whether its lines can be put right one by one."""
        is_open = self.outcome in {DocumentLine.State.PARKED, DocumentLine.State.REFUSED}
        return is_open and self.explanation.code not in WHOLE


@dataclass(frozen=True)
class NoteInWords:
    """Something of the file that is no line and was kept all the same, and how often it stands there."""

    explanation: Explanation
    value: str
    count: int
    raw: str


@dataclass(frozen=True)
class Verdict:
    """What became of a document: one sentence, the counts, and the reasons."""

    document: ReportDocument
    counts: LineCounts
    sentence: str
    problem: Explanation | None
    reasons: tuple[ReasonCount, ...]
    notes: tuple[NoteInWords, ...]


@question(Permission.VIEW_REPORTS)
def verdict_of(scope: Scope, document_id: int) -> Verdict:
    """What became of the document, line by line where lines did not post."""
    document = report_for(scope, document_id)
    lines = unposted_lines(document.pk)
    counted = lines.order_by().values("reason", "state").annotate(count=Count("pk"))
    reasons = tuple(
        ReasonCount(
            explain(row["reason"]),
            DocumentLine.State(row["state"]),
            row["count"],
            _examples(lines.filter(reason=row["reason"], state=row["state"])),
        )
        for row in sorted(counted, key=lambda row: (-row["count"], row["reason"]))
    )
    problem = (
        explain(document.problem_code, document.problem_details) if document.problem_code else None
    )
    return Verdict(
        document, document.counts, _sentence(document, problem), problem, reasons, _notes(document)
    )


def _notes(document: ReportDocument) -> tuple[NoteInWords, ...]:
    return tuple(
        NoteInWords(
            explain(note["code"], {"value": note["value"]}),
            note["value"],
            note["count"],
            note["raw"],
        )
        for note in document.notes
    )


def unposted_lines(document_id: int) -> QuerySet[DocumentLine]:
    """Parked and refused lines of the reading that counts, in file order; asked inside a scope."""
    rows = DocumentLine.objects.filter(document_id=document_id)
    rows = rows.exclude(state=DocumentLine.State.RELEASED).exclude(attempt__state__in=_UNCOUNTED)
    return rows.order_by("line", "pk")


def unposted_rows(scope: Scope, document_id: int) -> Iterator[list[str]]:
    """The same lines as rows of a table with a header, to be downloaded; memory stays flat."""
    require(scope, Permission.VIEW_REPORTS)
    report_for(scope, document_id)
    yield [
        *(_("line"), _("outcome"), _("field"), _("value")),
        *(_("what is the matter"), _("what to do"), _("as it came")),
    ]
    last = (0, 0)
    while True:
        with active(scope):
            rows = unposted_lines(document_id).filter(
                Q(line__gt=last[0]) | Q(line=last[0], pk__gt=last[1])
            )
            some = list(rows[:_LINES_AT_ONCE])
        if not some:
            return
        for row in some:
            yield [str(row.line), *map(harmless, _cells(row))]
        last = (some[-1].line, some[-1].pk)


def _examples(lines: QuerySet[DocumentLine]) -> tuple[LineExample, ...]:
    return tuple(
        LineExample(row.line, field_word(row.field), row.value, row.raw)
        for row in lines[:_EXAMPLES]
    )


def _cells(row: DocumentLine) -> list[str]:
    explanation = explain(row.reason)
    return [
        str(row.get_state_display()),
        field_word(row.field),
        row.value,
        explanation.what,
        explanation.what_to_do,
        row.raw,
    ]


def _sentence(document: ReportDocument, problem: Explanation | None) -> str:
    states = ReportDocument.State
    counts = {
        "lines": document.lines_in,
        "posted": document.lines_posted,
        "parked": document.lines_parked,
        "refused": document.lines_refused,
    }
    words = {
        states.RECEIVED: _("The file is kept and waits to be read."),
        states.READING: _("The file is being read; %(lines)s lines so far."),
        states.NEEDS_MAPPING: _(
            "Before the file can be read we need to know which column is what."
        ),
        states.POSTED: _("All %(lines)s lines are posted.")
        if document.lines_in
        else _("The file holds acknowledgements of what we sent; there is nothing to post."),
        states.PARTLY: _(
            "%(posted)s of %(lines)s lines are posted, %(parked)s wait for a code, "
            "%(refused)s could not be read."
        ),
        states.PARKED: _("No line is posted yet: %(parked)s of %(lines)s wait for a code."),
        states.UNPACKED: _("The archive is unpacked; its parts are listed below."),
        states.REFUSED: problem.what if problem else _("The file could not be read."),
    }
    text = words[states(document.state)]
    return text if document.state == states.REFUSED else text % counts
