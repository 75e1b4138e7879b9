"""Create or update a partner's places from a CSV or XLSX file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.kernel.errors import DomainError
from vmi.actions.import_locations import LOCATION_COLUMNS, NEEDED, import_locations
from vmi.management.shell import import_file, partner_at_shell, release_waiting, tell_import


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Create or update places of a partner. Columns: " + ", ".join(LOCATION_COLUMNS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, metavar="CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            partner, scope = partner_at_shell(options["partner"], "import_locations")
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        outcome = import_file(
            options["file"],
            LOCATION_COLUMNS,
            NEEDED,
            lambda rows: import_locations(scope, partner.pk, rows),
        )
        tell_import(self.stdout, outcome)
        release_waiting(self.stdout, [partner.pk], "import_locations")
