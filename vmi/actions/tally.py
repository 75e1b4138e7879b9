"""What became of the lines of a document while it is read, and how that is written down at the end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from portal.kernel.clock import now, today
from vmi.actions.quantity_totals import add_batch
from vmi.actions.record_findings import record_findings
from vmi.actions.sort_lines import Sorted, said_groups
from vmi.facts.schema import FLOW_MEASURES, STOCK_MEASURES, MeasureGroup
from vmi.formats.edi.shape import InterchangeRead
from vmi.formats.shape import Batch, Note
from vmi.models import ReportDocument
from vmi.rules import line_checks
from vmi.rules.control_totals import QuantityTotals
from vmi.rules.line_checks import Findings, LineChecks
from vmi.rules.replacement import covered_days
from vmi.rules.settlement import LineCounts

OUTCOME_FIELDS: Final = [
    *("state", "problem_code", "problem_details", "first_day", "last_day", "told_until", "covered"),
    *("lines_in", "lines_posted", "lines_parked", "lines_refused", "lines_duplicate"),
    *("kind", "bytes_read", "settled_at", "notes", "quantities"),
    *("speaks_of_flow", "speaks_of_stock", "speaks_of_forecast"),
]
_DAYS: Final = ["first_day", "last_day"]
_NOTES_KEPT: Final = 500
_State = ReportDocument.State


@dataclass
class Tally:
    """What became of the lines so far."""

    kind: str = ""
    lines_in: int = 0
    parked: int = 0
    refused: int = 0
    duplicate: int = 0
    orders: list[dict[str, Any]] = field(default_factory=list)
    days: set[tuple[date, date]] = field(default_factory=set)
    told_until: date | None = None
    groups: set[MeasureGroup] = field(default_factory=set)
    interchanges: list[InterchangeRead] = field(default_factory=list)
    notes: dict[tuple[str, str, str], Note] = field(default_factory=dict)
    quantities: QuantityTotals = field(default_factory=QuantityTotals)
    checks: LineChecks = field(default_factory=lambda: LineChecks(today()))

    def add(self, batch: Batch, found: Sorted) -> None:
        refused = len(batch.refused) + len(found.refused)
        self.lines_in += batch.lines.num_rows + len(batch.refused) + batch.duplicate_count
        self.parked += len(found.waiting)
        self.refused += refused
        self.duplicate += batch.duplicate_count
        self.orders += found.orders
        self.interchanges += batch.interchanges
        self._note(batch.notes)
        self._see_days(batch.lines)
        add_batch(self.quantities, batch, found)
        self.checks.look(batch.lines)
        self.checks.add(found.odd)

    def counts(self, rows_written: int) -> LineCounts:
        """Where every line is; raises LinesLost when one is nowhere."""
        posted = rows_written + len(self.orders)
        counts = LineCounts(self.lines_in, posted, self.parked, self.refused, self.duplicate)
        counts.check()
        self.quantities.check()
        return counts

    def _note(self, notes: tuple[Note, ...]) -> None:
        for note in notes:
            key = (note.code, note.field, note.value)
            known = self.notes.get(key)
            if known is not None:
                self.notes[key] = replace(known, count=known.count + note.count)
            elif len(self.notes) < _NOTES_KEPT:
                self.notes[key] = note

    def _see_days(self, lines: pa.RecordBatch) -> None:
        """The days that the lines speak of; an order speaks of no day in the facts."""
        if lines.column("order_number").null_count < lines.num_rows:
            lines = lines.filter(lines.column("order_number").is_null())
        spans = pa.table([lines.column(name) for name in _DAYS], names=_DAYS)
        for pair in spans.group_by(_DAYS).aggregate([]).to_pylist():
            self.days.add((pair["first_day"], pair["last_day"]))
        groups = said_groups(lines)
        self.groups |= groups
        self._see_end(lines, groups)

    def _see_end(self, lines: pa.RecordBatch, groups: set[MeasureGroup]) -> None:
        """Until when the lines tell what happened; those that only expect something don't."""
        if not lines.num_rows or groups <= {MeasureGroup.FORECAST}:
            return
        if MeasureGroup.FORECAST in groups:
            told = (lines.column(name).is_valid() for name in (*FLOW_MEASURES, *STOCK_MEASURES))
            lines = lines.filter(reduce(pc.or_, told))
        newest = pc.max(lines.column("last_day")).as_py()
        self.told_until = max(filter(None, (self.told_until, newest)), default=None)


def write_outcome(document: ReportDocument, counts: LineCounts, tally: Tally) -> None:
    """Settle the document by what its reading came to."""
    covered = covered_days(tally.days)
    document.state = counts.state
    document.problem_code, document.problem_details = "", {}
    if counts.state == _State.REFUSED:
        document.state, document.problem_code = _without_a_line(counts, tally)
    write_counts(document, counts)
    document.first_day = covered[0].first_day if covered else None
    document.last_day = covered[-1].last_day if covered else None
    document.told_until = tally.told_until
    document.covered = [[span.first_day.isoformat(), span.last_day.isoformat()] for span in covered]
    document.speaks_of_flow = MeasureGroup.FLOW in tally.groups
    document.speaks_of_stock = MeasureGroup.STOCK in tally.groups
    document.speaks_of_forecast = MeasureGroup.FORECAST in tally.groups
    document.quantities = tally.quantities.to_json()
    _write_rest(document, tally)
    record_findings(document, tally.checks.findings(), line_checks.KINDS)


def _without_a_line(counts: LineCounts, tally: Tally) -> tuple[str, str]:
    """State and problem of a document of which nothing counts: acknowledgements alone are no problem."""
    if counts.lines_in:
        return _State.REFUSED, "no_line_read"
    if not tally.interchanges:
        return _State.REFUSED, "no_lines"
    if all(read.head.is_acknowledgement for read in tally.interchanges):
        return _State.POSTED, ""
    return _State.REFUSED, "no_message_taken"


def write_refusal(document: ReportDocument, counts: LineCounts, tally: Tally) -> None:
    """Settle the document as refused as a whole, because of the lines of it that are bad."""
    document.state = _State.REFUSED
    document.problem_code = "lines_refused"
    document.problem_details = {"lines": counts.refused + counts.parked}
    write_counts(document, counts.all_refused())
    document.first_day = document.last_day = document.told_until = None
    document.covered = []
    document.speaks_of_flow = document.speaks_of_stock = document.speaks_of_forecast = False
    document.quantities = tally.quantities.all_refused().to_json()
    _write_rest(document, tally)
    # Nothing of it counts, so nothing of it can be odd.
    record_findings(document, Findings(), line_checks.KINDS)


def write_counts(document: ReportDocument, counts: LineCounts) -> None:
    document.lines_in, document.lines_posted = counts.lines_in, counts.posted
    document.lines_parked, document.lines_refused = counts.parked, counts.refused
    document.lines_duplicate = counts.duplicate


def _write_rest(document: ReportDocument, tally: Tally) -> None:
    document.notes = [asdict(note) for note in tally.notes.values()]
    document.kind = tally.kind
    document.bytes_read, document.settled_at = document.size, now()
    document.save(update_fields=OUTCOME_FIELDS)


def progress_of(tally: Tally, batch: Batch) -> Mapping[str, int]:
    """How far the reading is, for those who wait for it."""
    return {"lines_in": tally.lines_in, "bytes_read": batch.bytes_read}
