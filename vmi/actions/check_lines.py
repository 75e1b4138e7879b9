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
from vmi.facts.line_history import Lines
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
            yield Found(
                outliers.PRICE_OUTLIER,
                priced.line,
                "sold_value",
                plain(priced.price),
                plain(priced.median),
                priced.last_day,
                priced.product_id,
                priced.location_id,
            )
    if not _names_its_lines(document):
        for like in line_history.equal_lines(lines):
            yield Found(
                line_checks.MAY_BE_COPY,
                like.line,
                "line",
                str(like.of_line),
                "",
                like.last_day,
                like.product_id,
                like.location_id,
            )
    for stray in line_history.stray_lines(lines):
        yield Found(
            line_checks.STRAY_DAY,
            stray.line,
            "last_day",
            str(stray.last_day),
            f"≈ {stray.middle}",
            stray.last_day,
            stray.product_id,
            stray.location_id,
        )


def _of_stock(lines: Lines) -> Iterator[Found]:
    spoken = line_history.spoken_movements(lines)
    for row in line_history.stock_lines_off(lines, spoken):
        where = (row.last_day, row.product_id, row.location_id)
        expected = balance.expected_closing(row.opening, row.moved, spoken=spoken)
        if expected is not None:
            if balance.is_off(row.closing, expected):
                texts = (plain(row.closing), plain(expected))
                yield Found(balance.BALANCE, row.line, "on_hand", *texts, *where)
        elif balance.unexplained_rise(row.opening, row.closing, row.moved, spoken=spoken):
            texts = (plain(row.closing), "")
            yield Found(balance.STOCK_JUMP, row.line, "on_hand", *texts, *where)


def _of_sales(lines: Lines, first_day: date) -> Iterator[Found]:
    for row in line_history.sales_beside_earlier(lines, first_day):
        texts = (plain(row.sold), f"≈ {plain(row.earlier.median)}")
        where = (row.last_day, row.product_id, row.location_id)
        if outliers.is_sales_outlier(row.sold, row.earlier):
            yield Found(outliers.SALES_OUTLIER, row.line, "sold", *texts, *where)
        elif outliers.is_sudden_stop(row.sold, row.earlier, row.on_hand):
            yield Found(outliers.SUDDEN_STOP, row.line, "sold", *texts, *where)


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
