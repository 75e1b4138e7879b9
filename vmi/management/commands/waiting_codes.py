"""List a partner's codes that lines wait for, with what each could mean, to be filled in for map_codes."""

import csv
import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.kernel.downloads import harmless
from portal.kernel.errors import DomainError
from vmi.management.shell import partner_at_shell
from vmi.selectors.code_lists import waiting_list


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Write the codes that lines wait for as CSV, the oldest first, with suggestions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partner", required=True, metavar="CODE")
        parser.add_argument("--output", type=Path, help="the file; the screen when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["output"]
        try:
            partner, scope = partner_at_shell(options["partner"], "waiting_codes")
            heads, rows = waiting_list(scope, partner.pk)
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        table = [heads, *([_safe(cell) for cell in row] for row in rows)]
        if path is None:
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(table)
            self.stdout.write(text.getvalue(), ending="")
            return
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(table)
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        self.stdout.write(f"{len(rows):,} codes in {path}")


def _safe(cell: Any) -> Any:
    return harmless(cell) if isinstance(cell, str) else cell
