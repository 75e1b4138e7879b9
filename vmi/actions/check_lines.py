"""Look at the posted lines of a document beside each other and beside what was known before."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.actions.record_findings import record_findings
from vmi.facts import line_history
from vmi.facts.line_history import LikeLine, Lines, PricedLine, SalesLine, StockLine
from vmi.facts.schema import MEASURES_OF, MeasureGroup
from vmi.formats.shape import UnreadableFile
from vmi.models import Finding, Posting, ReportDocument, Supersession
from vmi.rules import balance, line_checks, outliers
from vmi.rules.line_checks import Findings, Found, plain
from vmi.selectors.documents import chosen_reading, report_for
from vmi.selectors.visible import visible

KINDS: Final = (
    *(balance.BALANCE, balance.STOCK_JUMP),
    *(outliers.SALES_OUTLIER, outliers.SUDDEN_STOP, outliers.PRICE_OUTLIER),
    *(line_checks.MAY_BE_COPY, line_checks.STRAY_DAY),
)


# The facts are asked outside of any transaction: it may take seconds, and writers must not wait for it.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def check_lines(scope: Scope, document_id: int) -> int:
    """Find what is odd in the document's current lines and keep it; how many findings there are.

    Findings of documents that this one replaced are over. Safe to run again at any time.
    """
    document = report_for(scope, document_id)
    if not document.is_settled:
        return 0
    postings = Posting.objects.filter(document=document, state=Posting.State.CURRENT)
    posting_ids = frozenset(postings.values_list("pk", flat=True))
    hidden = visible(scope).hidden
    found = Findings()
    if posting_ids and document.first_day is not None:
        lines = Lines(scope, hidden, document.partner_id, posting_ids)
        for each in _findings(lines, document, document.first_day):
            found.add(each.kind, 1, (each,))
    with transaction.atomic():
        locked = ReportDocument.objects.select_for_update(of=("self",)).get(pk=document_id)
        still = postings.values_list("pk", flat=True)
        if locked.is_settled and frozenset(still) == posting_ids:
            record_findings(locked, found, KINDS)
            _close_replaced(locked)
    return sum(found.totals.values())


def _findings(lines: Lines, document: ReportDocument, first_day: date) -> Iterator[Found]:
    yield from _of_stock(lines)
    yield from _of_sales(lines, first_day)
    for priced in line_history.prices_beside_usual(lines):
        if outliers.is_price_outlier(priced.price, priced.median, priced.prices):
            texts = (plain(priced.price), plain(priced.median))
            yield _found(outliers.PRICE_OUTLIER, priced, "sold_value", *texts)
    if not _names_its_lines(document):
        for like in line_history.equal_lines(lines):
            yield _found(line_checks.MAY_BE_COPY, like, "line", str(like.of_line))
    for stray in line_history.stray_lines(lines):
        texts = (str(stray.last_day), f"≈ {stray.middle}")
        yield _found(line_checks.STRAY_DAY, stray, "last_day", *texts)


def _of_stock(lines: Lines) -> Iterator[Found]:
    spoken = line_history.spoken_movements(lines)
    for row in line_history.stock_lines_off(lines, spoken):
        closing = plain(row.closing)
        expected = balance.expected_closing(row.opening, row.moved, spoken=spoken)
        if expected is not None:
            if balance.is_off(row.closing, expected):
                yield _found(balance.BALANCE, row, "on_hand", closing, plain(expected))
        elif balance.unexplained_rise(row.opening, row.closing, row.moved, spoken=spoken):
            yield _found(balance.STOCK_JUMP, row, "on_hand", closing)


def _of_sales(lines: Lines, first_day: date) -> Iterator[Found]:
    for row in line_history.sales_beside_earlier(lines, first_day):
        texts = (plain(row.sold), f"≈ {plain(row.earlier.median)}")
        if outliers.is_sales_outlier(row.sold, row.earlier):
            yield _found(outliers.SALES_OUTLIER, row, "sold", *texts)
        elif outliers.is_sudden_stop(row.sold, row.earlier, row.on_hand):
            yield _found(outliers.SUDDEN_STOP, row, "sold", *texts)


def _found(
    kind: str,
    row: StockLine | SalesLine | PricedLine | LikeLine,
    field: str,
    value: str,
    expected: str = "",
) -> Found:
    return Found(
        kind,
        row.line,
        field,
        value,
        expected,
        day=row.last_day,
        product_id=row.product_id,
        location_id=row.location_id,
    )


def _names_its_lines(document: ReportDocument) -> bool:
    """Whether lines carry a reference: then equal ones that differ in it are two lines for certain."""
    try:
        return "reference" in chosen_reading(document).reading.columns
    except UnreadableFile:
        return False


def _close_replaced(document: ReportDocument) -> None:
    """What was odd in lines that gave way to this document is no matter any more."""
    given = Supersession.objects.filter(superseded_by=document, ended_at__isnull=True)
    for row in given.exclude(posting__document=document).select_related("posting"):
        days = Q(day__gte=row.first_day, day__lte=row.last_day)
        if not row.is_whole:
            days &= Q(field__in=MEASURES_OF[MeasureGroup(row.group)])
        open_ones = Finding.objects.filter(
            days, document_id=row.posting.document_id, state=Finding.State.OPEN
        )
        open_ones.update(state=Finding.State.OVER, settled_at=now())
