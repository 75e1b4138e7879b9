"""A verdict on a terminal."""

from django.core.management.base import OutputWrapper

from vmi.models import ReportDocument
from vmi.selectors.reasons import field_word
from vmi.selectors.reports import Verdict

# Refused whole, or nothing read before a person has named the columns.
NOT_SETTLED = 2


def tell_verdict(output: OutputWrapper, verdict: Verdict) -> int:
    """Write what became of every line; the exit code that goes with it."""
    document, counts = verdict.document, verdict.counts
    output.write(f"Report {document.pk}: {verdict.sentence}")
    for word, count in (
        ("lines in", counts.lines_in),
        ("posted", counts.posted),
        ("parked", counts.parked),
        ("refused", counts.refused),
    ):
        output.write(f"{word:>10} {count:>12,}")
    if document.first_day:
        output.write(f"    period {document.first_day} to {document.last_day}")
    if verdict.problem:
        output.write(f"{verdict.problem.what} {verdict.problem.what_to_do}")
        _tell_columns(output, document)
    for reason in verdict.reasons:
        outcome = "parked" if reason.is_parked else "refused"
        text = f"{reason.explanation.what} {reason.explanation.what_to_do}"
        output.write(f"{reason.count:,} {outcome}: {text}")
        for example in reason.examples:
            value = f"{example.field}: {example.value!r}" if example.field else ""
            output.write(f"    line {example.line}  {value}".rstrip())
    return NOT_SETTLED if document.state in {"refused", "needs_mapping"} else 0


def _tell_columns(output: OutputWrapper, document: ReportDocument) -> None:
    headers = document.problem_details.get("headers")
    if not headers:
        return
    columns: dict[str, str] = document.problem_details.get("columns") or {}
    fields = {header: name for name, header in columns.items()}
    for place, header in enumerate(headers, 1):
        name = fields.get(header) or fields.get(f"#{place}")
        known = f": {field_word(name)}" if name else ""
        output.write(f"    #{place} {header}{known}")
    output.write(
        f"Say it with: bin/tandem map_columns {document.pk} --column FIELD=HEADER … (also --currency, --date-order, --decimal)"
    )
