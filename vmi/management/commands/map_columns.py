"""Say which column of a kept report is which, for it and for every later file with its header row."""

import sys
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.tenancy import system_scope_for
from portal.kernel.errors import DomainError
from vmi.actions.name_columns import name_columns
from vmi.actions.read_report import read_report
from vmi.formats.shape import UnreadableFile
from vmi.management.shell import add_reading_arguments, reading_given, shell_user
from vmi.management.verdicts import tell_verdict
from vmi.selectors.documents import document_outline, report_for
from vmi.selectors.reports import verdict_of
from vmi.selectors.scopes import scope_for_work


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Name the columns of a report and read it again. Columns not named stay as suggested."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", type=int)
        add_reading_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        report_id, everything = options["report"], system_scope_for("find the report to map")
        try:
            document = report_for(everything, report_id)
            scope = scope_for_work(document.partner_id, f"map_columns by {shell_user()}")
            found = document_outline(scope, report_id).reading
            given = reading_given(options, currency=found.default_currency)
            reading = replace(
                given,
                columns={**found.columns, **given.columns},
                date_order=given.date_order or found.date_order,
                decimal_mark=given.decimal_mark or found.decimal_mark,
                sheet=given.sheet or found.sheet,
            )
            name_columns(scope, report_id, reading)
            read_report(scope, report_id)
            verdict = verdict_of(scope, report_id)
        except (DomainError, UnreadableFile) as problem:
            raise CommandError(str(getattr(problem, "message", problem))) from problem
        if code := tell_verdict(self.stdout, verdict):
            sys.exit(code)
