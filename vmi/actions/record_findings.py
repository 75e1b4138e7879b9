"""Keep what was found in the lines of a document beside what was found in it before."""

from collections.abc import Collection
from typing import Final

from portal.kernel.clock import now
from vmi.models import Finding, FindingCount, ReportDocument
from vmi.rules.line_checks import LEFT_OUT, MOST_KEPT, Findings, Found

_AT_ONCE: Final = 500
_TEXT: Final = 255
_CHANGING: Final = [
    *("product_id", "location_id", "day", "value", "expected", "values"),
    *("state", "reason", "settled_by", "settled_at"),
]
_State = Finding.State


def record_findings(document: ReportDocument, found: Findings, kinds: Collection[str]) -> None:
    """Let the document have exactly these findings of `kinds`; called in the transaction that settles it.

    A finding that is still there stays as its sender settled it, unless its value is another now; one
    that was corrected and is found again is open again. One that is no longer found is over.
    """
    rows = Finding.objects.filter(document=document, kind__in=kinds)
    known = {(row.line, row.kind, row.field): row for row in rows}
    kept = {(each.line, each.kind, each.field): each for each in found.kept}
    Finding.objects.bulk_create(
        (_row(document, each) for key, each in kept.items() if key not in known),
        batch_size=_AT_ONCE,
    )
    seen = [_seen_again(known[key], each) for key, each in kept.items() if key in known]
    Finding.objects.bulk_update(seen, _CHANGING, batch_size=_AT_ONCE)
    gone = [row.pk for key, row in known.items() if key not in kept and row.state == _State.OPEN]
    for begin in range(0, len(gone), _AT_ONCE):
        some = Finding.objects.filter(pk__in=gone[begin : begin + _AT_ONCE])
        some.update(state=_State.OVER, settled_at=now())
    _count(document, found, kinds)


def _row(document: ReportDocument, each: Found) -> Finding:
    return Finding(
        partner_id=document.partner_id,
        document=document,
        line=each.line,
        kind=each.kind,
        product_id=each.product_id,
        location_id=each.location_id,
        day=each.day,
        field=each.field,
        value=each.value[:_TEXT],
        expected=each.expected[:_TEXT],
        values=dict(each.values),
        found_at=now(),
    )


def _seen_again(row: Finding, each: Found) -> Finding:
    is_settled = row.state == _State.CONFIRMED and row.value == each.value[:_TEXT]
    if not is_settled and row.state != _State.OPEN:
        row.state, row.reason, row.settled_by, row.settled_at = _State.OPEN, "", "", None
    row.product_id, row.location_id, row.day = each.product_id, each.location_id, each.day
    row.value, row.expected = each.value[:_TEXT], each.expected[:_TEXT]
    row.values = dict(each.values)
    return row


def _count(document: ReportDocument, found: Findings, kinds: Collection[str]) -> None:
    """The exact number of each kind; without a kind, of lines with any: at least so many beyond what is kept."""
    FindingCount.objects.filter(document=document, kind__in=[*kinds, ""]).delete()
    now_found = Finding.objects.filter(document=document).exclude(state=_State.OVER)
    of_checks = now_found.exclude(kind=LEFT_OUT).exclude(state=_State.CORRECTED)
    lines = of_checks.order_by().values("line").distinct().count()
    counts = FindingCount.objects.filter(document=document)
    totals = {**dict(counts.values_list("kind", "lines")), **found.totals}
    beyond = [total for total in totals.values() if total > MOST_KEPT]
    totals[""] = max([lines, *beyond])
    FindingCount.objects.bulk_create(
        FindingCount(
            partner_id=document.partner_id, document=document, kind=kind, lines=totals[kind]
        )
        for kind in ("", *found.totals)
        if totals[kind]
    )
