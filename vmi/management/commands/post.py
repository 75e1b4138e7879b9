"""Take in one file of a partner and say what became of every line."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.kernel.errors import DomainError
from vmi.actions.name_columns import name_columns
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.actions.release_parked_lines import release_document
from vmi.formats.shape import FIELDS, Reading
from vmi.management.shell import (
    add_reading_arguments,
    columns_given,
    partner_at_shell,
    reading_given,
    says_something,
)
from vmi.management.verdicts import tell_verdict
from vmi.models import ReportDocument
from vmi.selectors.receipts import receipt_text
from vmi.selectors.reports import report_for, verdict_of
from vmi.selectors.suggested_reading import with_suggested_columns

_OPEN: Final = {ReportDocument.State.NEEDS_MAPPING, ReportDocument.State.REFUSED}


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Take in one activity report. Exit code 0: kept and settled, even if only in part; "
        "2: refused whole, or the columns have to be named first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, metavar="CODE")
        parser.add_argument(
            "--error-policy",
            choices=ReportDocument.ErrorPolicy.values,
            default="",
            help="what a line that can't be read means for the others; as agreed when left out",
        )
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
                    error_policy=options["error_policy"],
                )
            self.stdout.write(receipt_text(report_for(scope, receipt.document_id)))
            if not receipt.is_new:
                self.stdout.write("This very file was here before; nothing is counted twice.")
                if reading is not None and receipt.state in _OPEN:
                    # Now it is said what was asked for the first time.
                    name_columns(scope, receipt.document_id, reading)
                release_document(scope, receipt.document_id)
            read_report(scope, receipt.document_id, watch=self._watch)
            verdict = verdict_of(scope, receipt.document_id)
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        if self.stderr.isatty():
            self.stderr.write("\r", ending="")
        if code := tell_verdict(self.stdout, verdict):
            sys.exit(code)

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
        if not reading.columns and not options["currency"]:
            return reading
        with path.open("rb") as content:
            return with_suggested_columns(content, path.name, reading)

    def _watch(self, document: ReportDocument) -> None:
        if not self.stderr.isatty():
            return
        share = 100 * document.bytes_read // max(document.size, 1)
        self.stderr.write(f"\r{document.lines_in:>12,} lines  {share:>3} %", ending="")
