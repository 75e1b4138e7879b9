"""What is odd in lines that were read, in words, and who settled it how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.models import Finding, FindingCount, LineCorrection, ReportDocument
from vmi.rules import balance, line_checks, outliers
from vmi.selectors.documents import report_for
from vmi.selectors.reasons import Explanation, field_word

Words = tuple["str | Promise", "str | Promise"]

_EXAMPLES: Final = 3
_RIGHT_OR_NOT: Final = gettext_lazy("Correct the line, or say why it is right as it is.")
WORDS: Final[Mapping[str, Words]] = {
    line_checks.NEGATIVE_STOCK: (
        gettext_lazy("Stock is below zero."),
        gettext_lazy(
            "Count it and correct the line; a sale booked before its receipt is the usual cause."
        ),
    ),
    line_checks.NEGATIVE_SOLD: (
        gettext_lazy("Sold is below zero, by more than was returned."),
        gettext_lazy("Put what came back under “returned”, or say why it is right as it is."),
    ),
    line_checks.NEGATIVE_QUANTITY: (
        gettext_lazy("A quantity is below zero that can't be."),
        gettext_lazy("Write it without the minus, or say why it is right as it is."),
    ),
    line_checks.VALUE_SIGN: (
        gettext_lazy("Value and quantity have different signs."),
        _RIGHT_OR_NOT,
    ),
    line_checks.FUTURE_DAY: (
        gettext_lazy("The line speaks of a day that has not come yet."),
        gettext_lazy("Correct the date; what you expect to sell belongs under “forecast”."),
    ),
    line_checks.ANCIENT_DAY: (
        gettext_lazy("The date is before the year 2000."),
        gettext_lazy("Correct the date."),
    ),
    line_checks.LONG_LINE: (
        gettext_lazy("The line covers more than a year."),
        gettext_lazy("Correct its first or last day, or send it week by week."),
    ),
    line_checks.PACK_DIFFERS: (
        gettext_lazy("The pack holds another number of pieces than we know of the product."),
        gettext_lazy("What the line says was counted. Correct it, or tell us the new pack size."),
    ),
    line_checks.PART_OF_UNIT: (
        gettext_lazy("The quantity is no whole number of its unit."),
        gettext_lazy("Correct the quantity or the unit: pieces, perhaps, instead of cases."),
    ),
    line_checks.UNIT_DIFFERS: (
        gettext_lazy("The product comes in another unit than everywhere else in this report."),
        gettext_lazy("Correct the unit, or say why it is right as it is."),
    ),
    line_checks.MAY_BE_COPY: (
        gettext_lazy("The line is equal to an earlier one; both count."),
        gettext_lazy(
            "If it is a copy, take its quantities away; if it is a second sale, say so. "
            "A column with your own reference answers this for all lines."
        ),
    ),
    line_checks.STRAY_DAY: (
        gettext_lazy("The day is far from all others of the report."),
        gettext_lazy("Correct the date; the year is the usual cause."),
    ),
    balance.BALANCE: (
        gettext_lazy("Opening stock and what moved do not lead to the stock said."),
        gettext_lazy(
            "Correct what is wrong, or add what is missing: receipts, returns, adjustments."
        ),
    ),
    balance.STOCK_JUMP: (
        gettext_lazy("Stock grew by more than was received."),
        gettext_lazy("Add the receipt, or correct the stock."),
    ),
    outliers.SALES_OUTLIER: (
        gettext_lazy("Sold far more than ever before at this place."),
        gettext_lazy("Correct the quantity, or say what sold so well: a promotion, a project."),
    ),
    outliers.SUDDEN_STOP: (
        gettext_lazy(
            "A product that sold well every time sold nothing, though it was not sold out."
        ),
        gettext_lazy("Add what was sold, or say why nothing was: taken off the shelf, closed."),
    ),
    outliers.PRICE_OUTLIER: (
        gettext_lazy("The value of a piece is far from the product's usual one in this report."),
        gettext_lazy(
            "Correct the value or the quantity; cases counted as pieces are a usual cause."
        ),
    ),
    line_checks.LEFT_OUT: (
        gettext_lazy("The line does not post, and need not."),
        gettext_lazy("Nothing has to be done."),
    ),
}
SHORT_WORDS: Final[Mapping[str, "str | Promise"]] = {
    line_checks.NEGATIVE_STOCK: gettext_lazy("Stock below zero"),
    line_checks.NEGATIVE_SOLD: gettext_lazy("Sold below zero"),
    line_checks.NEGATIVE_QUANTITY: gettext_lazy("Quantity below zero"),
    line_checks.VALUE_SIGN: gettext_lazy("Value against quantity"),
    line_checks.FUTURE_DAY: gettext_lazy("Day not come yet"),
    line_checks.ANCIENT_DAY: gettext_lazy("Day before 2000"),
    line_checks.LONG_LINE: gettext_lazy("More than a year"),
    line_checks.PACK_DIFFERS: gettext_lazy("Another pack size than usual"),
    line_checks.PART_OF_UNIT: gettext_lazy("Part of a unit"),
    line_checks.UNIT_DIFFERS: gettext_lazy("Another unit than usual"),
    line_checks.MAY_BE_COPY: gettext_lazy("Perhaps a copy"),
    line_checks.STRAY_DAY: gettext_lazy("Day far from the others"),
    balance.BALANCE: gettext_lazy("Stock does not add up"),
    balance.STOCK_JUMP: gettext_lazy("Stock without a receipt"),
    outliers.SALES_OUTLIER: gettext_lazy("Sold unusually much"),
    outliers.SUDDEN_STOP: gettext_lazy("Sales stopped"),
    outliers.PRICE_OUTLIER: gettext_lazy("Unusual price"),
    line_checks.LEFT_OUT: gettext_lazy("Left out"),
}
TONES: Final = {
    Finding.State.OPEN: "watch",
    Finding.State.CORRECTED: "good",
    Finding.State.CONFIRMED: "good",
    Finding.State.OVER: "plain",
}


@dataclass(frozen=True)
class FindingRow:
    """A finding as pages show it."""

    finding: Finding
    explanation: Explanation
    short: str
    field: str
    product: str
    place: str
    tone: str

    @property
    def is_open(self) -> bool:
        return self.finding.state == Finding.State.OPEN


@dataclass(frozen=True)
class KindOfFinding:
    """All findings of one kind in a document: how many lines, how many still open, and the first of them."""

    explanation: Explanation
    count: int
    open_count: int
    examples: tuple[FindingRow, ...]


@dataclass(frozen=True)
class CorrectionRow:
    """What was put right in a line, with who, when and why."""

    line: int
    values: tuple[tuple[str, str], ...]
    reason: str
    by: str
    at: datetime


@question(Permission.VIEW_REPORTS)
def finding_for(scope: Scope, finding_id: int) -> Finding:
    """The finding with its document. Raises NotFound for foreign and absent alike."""
    found = Finding.objects.filter(pk=finding_id).select_related("document").first()
    if found is None:
        raise NotFound("finding_not_found", _("There is no such finding."), "finding")
    return found


@question(Permission.VIEW_REPORTS)
def findings_of(
    scope: Scope, document_id: int, *, kind: str = "", line: int | None = None
) -> QuerySet[Finding]:
    """The document's findings, open ones first, then by line; those that are over are left out."""
    document = report_for(scope, document_id)
    rows = Finding.objects.filter(document=document).exclude(state=Finding.State.OVER)
    if kind:
        rows = rows.filter(kind=kind)
    if line is not None:
        rows = rows.filter(line=line)
    return rows.select_related("product", "location").order_by("line", "kind", "field")


@question(Permission.VIEW_REPORTS)
def kinds_of_findings(scope: Scope, document_id: int) -> tuple[KindOfFinding, ...]:
    """What is odd in the document, the most frequent kind first."""
    document = report_for(scope, document_id)
    rows = findings_of(scope, document.pk).exclude(kind=line_checks.LEFT_OUT)
    totals = _totals(document)
    kinds = list(rows.order_by("kind").values_list("kind", flat=True).distinct())
    found = []
    for kind in kinds:
        of_kind = rows.filter(kind=kind)
        is_open = of_kind.filter(state=Finding.State.OPEN)
        kept = of_kind.count()
        # Only the first of them are kept, all are counted.
        beyond = max(0, totals.get(kind, 0) - line_checks.MOST_KEPT)
        found.append(
            KindOfFinding(
                words_of(kind),
                kept + beyond,
                is_open.count() + beyond,
                tuple(map(finding_row, is_open[:_EXAMPLES] or of_kind[:_EXAMPLES])),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.open_count, -each.count)))


@question(Permission.VIEW_REPORTS)
def corrections_made(scope: Scope, document_id: int) -> tuple[CorrectionRow, ...]:
    """What people put right in the document, the latest first."""
    document = report_for(scope, document_id)
    rows = LineCorrection.objects.filter(document=document).order_by("-corrected_at", "-pk")
    return tuple(
        CorrectionRow(
            row.line,
            tuple((field_word(name), text or "") for name, text in row.values.items()),
            row.reason,
            row.corrected_by,
            row.corrected_at,
        )
        for row in rows
    )


def words_of(kind: str) -> Explanation:
    """The sentences for a kind, in the reader's language."""
    what, what_to_do = WORDS.get(kind, (kind, _RIGHT_OR_NOT))
    return Explanation(kind, str(what), str(what_to_do))


def finding_row(finding: Finding) -> FindingRow:
    values = finding.values
    product = finding.product.display_name if finding.product else ""
    place = finding.location.name if finding.location else ""
    return FindingRow(
        finding,
        words_of(finding.kind),
        str(SHORT_WORDS.get(finding.kind, finding.kind)),
        field_word(finding.field),
        product or values.get("product_code") or values.get("gtin") or "",
        place or values.get("location_code") or values.get("gln") or "",
        TONES[Finding.State(finding.state)],
    )


def _totals(document: ReportDocument) -> dict[str, int]:
    counts = FindingCount.objects.filter(document=document)
    return dict(counts.values_list("kind", "lines"))
