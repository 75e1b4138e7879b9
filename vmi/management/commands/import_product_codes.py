"""Create or update the codes that a partner calls products by from a CSV or XLSX file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.kernel.errors import DomainError
from vmi.actions.import_product_codes import CODE_COLUMNS, NEEDED, import_product_codes
from vmi.management.shell import import_file, partner_at_shell, release_waiting, tell_import


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Create or update a partner's product codes. Columns: " + ", ".join(CODE_COLUMNS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, metavar="CODE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            partner, scope = partner_at_shell(options["partner"], "import_product_codes")
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        outcome = import_file(
            options["file"],
            CODE_COLUMNS,
            NEEDED,
            lambda rows: import_product_codes(scope, partner.pk, rows),
        )
        tell_import(self.stdout, outcome)
        release_waiting(self.stdout, [partner.pk], "import_product_codes")
