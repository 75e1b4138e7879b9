"""Take in one file of a partner and say what became of every line."""

import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.kernel.errors import DomainError
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.formats.files import outline
from vmi.formats.shape import FIELDS, Reading, UnreadableFile
from vmi.management.shell import (
    add_reading_arguments,
    columns_given,
    partner_at_shell,
    reading_given,
    says_something,
)
from vmi.models import ReportDocument
from vmi.selectors.reasons import field_word
from vmi.selectors.reports import Verdict, verdict_of

_NOT_SETTLED = 2


class Command(BaseCommand):
    help = (
        "Take in one activity report. Exit code 0: kept and settled, even if only in part; "
        "2: refused whole, or the columns have to be named first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, metavar="CODE")
        add_reading_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            partner, scope = partner_at_shell(options["partner"], "post")
            with path.open("rb") as content:
                reading = self._reading(path, options)
                receipt = receive_report(
                    scope,
                    partner.pk,
                    content,
                    filename=path.name,
                    door=ReportDocument.Door.SHELL,
                    reading=reading,
                )
            if not receipt.is_new:
                self.stdout.write("This very file was here before; nothing is counted twice.")
            read_report(scope, receipt.document_id, watch=self._watch)
            verdict = verdict_of(scope, receipt.document_id)
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        self._tell(verdict)
        if verdict.document.state in {"refused", "needs_mapping"}:
            sys.exit(_NOT_SETTLED)

    def _reading(self, path: Path, options: dict[str, Any]) -> Reading | None:
        """What the options say; columns that they don't name stay as suggested."""
        if not says_something(options):
            return None
        unknown = sorted(set(columns_given(options)) - set(FIELDS))
        if unknown:
            raise CommandError(
                f"There are no fields {', '.join(unknown)}. Fields: {', '.join(FIELDS)}."
            )
        reading = reading_given(options, currency=settings.CURRENCY)
        with path.open("rb") as content:
            try:
                found = outline(content, path.name, replace(reading, columns={}))
            except UnreadableFile:
                return reading
        if not reading.columns and not options["currency"]:
            return reading
        return replace(reading, columns={**found.reading.columns, **reading.columns})

    def _watch(self, document: ReportDocument) -> None:
        if not self.stderr.isatty():
            return
        share = 100 * document.bytes_read // max(document.size, 1)
        self.stderr.write(f"\r{document.lines_in:>12,} lines  {share:>3} %", ending="")

    def _tell(self, verdict: Verdict) -> None:
        document, counts = verdict.document, verdict.counts
        if self.stderr.isatty():
            self.stderr.write("\r", ending="")
        self.stdout.write(f"Report {document.pk}: {verdict.sentence}")
        for word, count in (
            ("lines in", counts.lines_in),
            ("posted", counts.posted),
            ("parked", counts.parked),
            ("refused", counts.refused),
        ):
            self.stdout.write(f"{word:>10} {count:>12,}")
        if document.first_day:
            self.stdout.write(f"    period {document.first_day} to {document.last_day}")
        if verdict.problem:
            self.stdout.write(f"{verdict.problem.what} {verdict.problem.what_to_do}")
            self._tell_columns(document)
        for reason in verdict.reasons:
            outcome = "parked" if reason.is_parked else "refused"
            text = f"{reason.explanation.what} {reason.explanation.what_to_do}"
            self.stdout.write(f"{reason.count:,} {outcome}: {text}")
            for example in reason.examples:
                value = f"{example.field}: {example.value!r}" if example.field else ""
                self.stdout.write(f"    line {example.line}  {value}".rstrip())

    def _tell_columns(self, document: ReportDocument) -> None:
        headers = document.problem_details.get("headers")
        if not headers:
            return
        columns: dict[str, str] = document.problem_details.get("columns") or {}
        fields = {header: name for name, header in columns.items()}
        for place, header in enumerate(headers, 1):
            name = fields.get(header) or fields.get(f"#{place}")
            known = f" is the {field_word(name)}" if name else ""
            self.stdout.write(f"    #{place} {header}{known}")
        self.stdout.write(
            f"Name them with: bin/tandem map_columns {document.pk} --column FIELD=HEADER …"
        )
