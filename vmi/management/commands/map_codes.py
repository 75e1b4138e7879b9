"""Say what many codes of a partner mean, from a filled-in list; see first what it would do with --check."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.kernel.errors import DomainError
from vmi.actions.map_codes_in_bulk import map_codes_in_bulk
from vmi.management.shell import partner_at_shell, release_waiting
from vmi.selectors.code_lists import COLUMNS, read_code_list
from vmi.selectors.code_meanings import Effect, judged_meanings


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Map product and place codes from a CSV, XLSX or ODS list, such as waiting_codes writes. "
        f"Columns: {', '.join(COLUMNS)}; “new” in the column “means” adds a place."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, metavar="CODE")
        parser.add_argument("--check", action="store_true", help="say what it would do, no more")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            partner, scope = partner_at_shell(options["partner"], "map_codes")
            with path.open("rb") as content:
                found = read_code_list(scope, partner.pk, content, path.name)
            if options["check"]:
                rows = judged_meanings(scope, partner.pk, found.meanings)
            else:
                rows = map_codes_in_bulk(scope, partner.pk, found.meanings).rows
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        counts = {effect: sum(row.effect is effect for row in rows) for effect in Effect}
        counts[Effect.REFUSED] += len(found.left_out)
        self.stdout.write(
            f"{counts[Effect.NEW]:,} new, {counts[Effect.NEW_PLACE]:,} new places, "
            f"{counts[Effect.CHANGED]:,} changed, {counts[Effect.SAME]:,} known already, "
            f"{counts[Effect.REFUSED]:,} left out"
        )
        refused = [(row.meaning.line, row.message) for row in rows if row.effect is Effect.REFUSED]
        told = [(row.line, row.message) for row in found.left_out]
        for line, message in sorted(refused + told):
            self.stdout.write(f"    line {line}: {message}")
        if not options["check"]:
            release_waiting(self.stdout, [partner.pk], "map_codes")
