"""Reports that arrived, and what became of every line of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.permissions import Permission, require
from accounts.selectors.base import question
from accounts.tenancy import Scope, active
from portal.kernel.clock import today
from portal.kernel.downloads import harmless
from vmi.models import DocumentLine, Posting, ReportDocument
from vmi.rules.settlement import LineCounts
from vmi.selectors.documents import report_for
from vmi.selectors.reasons import Explanation, explain, field_word

__all__ = [
    "Freshness",
    "LineExample",
    "ReasonCount",
    "ReportPage",
    "Verdict",
    "data_freshness",
    "report_for",
    "reports_of",
    "unposted_rows",
    "verdict_of",
]

_EXAMPLES: Final = 3
_LINES_AT_ONCE: Final = 2_000
# A partner that reports weekly is never older than this.
_LATE_AFTER_DAYS: Final = 8
_UNCOUNTED: Final = (Posting.State.PENDING, Posting.State.DISCARDED)

Cursor = tuple[datetime, int]


@dataclass(frozen=True)
class ReportPage:
    """Some reports, newest first; `next_page` is where the following ones begin, None at the end."""

    rows: tuple[ReportDocument, ...]
    next_page: Cursor | None


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
    is_parked: bool
    count: int
    examples: tuple[LineExample, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of a document: one sentence, the counts, and the reasons."""

    document: ReportDocument
    counts: LineCounts
    sentence: str
    problem: Explanation | None
    reasons: tuple[ReasonCount, ...]


@dataclass(frozen=True)
class Freshness:
    """Up to which day a partner's reports speak, and when the newest came; None where nothing did."""

    partner_id: int
    partner: str
    last_day: date | None
    received_at: datetime | None
    days_old: int | None
    parked_lines: int

    @property
    def is_late(self) -> bool:
        return self.days_old is None or self.days_old > _LATE_AFTER_DAYS


@question(Permission.VIEW_REPORTS)
def reports_of(
    scope: Scope,
    *,
    partner_id: int | None = None,
    state: str = "",
    after: Cursor | None = None,
    limit: int = 50,
) -> ReportPage:
    """Reports by arrival, newest first, from `after` on; a page stays right while others arrive."""
    rows = ReportDocument.objects.select_related("partner").order_by("-received_at", "-id")
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        received_at, pk = after
        rows = rows.filter(Q(received_at__lt=received_at) | Q(received_at=received_at, pk__lt=pk))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return ReportPage(tuple(found[:limit]), (last.received_at, last.pk) if last else None)


@question(Permission.VIEW_REPORTS)
def verdict_of(scope: Scope, document_id: int) -> Verdict:
    """What became of the document, line by line where lines did not post."""
    document = report_for(scope, document_id)
    lines = unposted_lines(document.pk)
    counted = lines.order_by().values("reason", "state").annotate(count=Count("pk"))
    reasons = tuple(
        ReasonCount(
            explain(row["reason"]),
            row["state"] == DocumentLine.State.PARKED,
            row["count"],
            _examples(lines.filter(reason=row["reason"], state=row["state"])),
        )
        for row in sorted(counted, key=lambda row: (-row["count"], row["reason"]))
    )
    problem = (
        explain(document.problem_code, document.problem_details) if document.problem_code else None
    )
    counts = LineCounts(
        document.lines_in, document.lines_posted, document.lines_parked, document.lines_refused
    )
    return Verdict(document, counts, _sentence(document, problem), problem, reasons)


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


@question(Permission.VIEW_REPORTS)
def data_freshness(scope: Scope) -> tuple[Freshness, ...]:
    """For each active partner of the scope, how new its data is; those that never reported come first."""
    posted = Q(lines_posted__gt=0, last_day__lte=today())
    rows = ReportDocument.objects.order_by().values("partner_id")
    found = {
        row["partner_id"]: row
        for row in rows.annotate(
            newest=Max("last_day", filter=posted), received=Max("received_at", filter=posted)
        )
    }
    waiting = dict(
        DocumentLine.objects.filter(state=DocumentLine.State.PARKED)
        .exclude(attempt__state__in=_UNCOUNTED)
        .order_by()
        .values_list("partner_id")
        .annotate(Count("pk"))
    )
    partners = Partner.objects.filter(is_active=True)
    told = [_freshness(partner, found.get(partner.pk), waiting) for partner in partners]
    return tuple(sorted(told, key=lambda row: (row.last_day or date.min, row.partner)))


def _freshness(
    partner: Partner, row: dict[str, object] | None, waiting: dict[int, int]
) -> Freshness:
    newest = row["newest"] if row else None
    received = row["received"] if row else None
    last_day = newest if isinstance(newest, date) else None
    return Freshness(
        partner_id=partner.pk,
        partner=partner.display_name,
        last_day=last_day,
        received_at=received if isinstance(received, datetime) else None,
        days_old=(today() - last_day).days if last_day else None,
        parked_lines=waiting.get(partner.pk, 0),
    )


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
        states.POSTED: _("All %(lines)s lines are posted."),
        states.PARTLY: _(
            "%(posted)s of %(lines)s lines are posted, %(parked)s wait for a code, "
            "%(refused)s could not be read."
        ),
        states.PARKED: _("No line is posted yet: %(parked)s of %(lines)s wait for a code."),
        states.REFUSED: problem.what if problem else _("The file could not be read."),
    }
    text = words[states(document.state)]
    return text if document.state == states.REFUSED else text % counts
