"""Write the API's schema down, so that every change of it is seen in review."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.schema import schema


class Command(BaseCommand):
    # The schema alone is looked at; the rest of the portal may be half built.
    requires_system_checks = ()
    help = "Rewrite schema.graphql from the code, or with --check say whether it differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when it differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.ROOT) / "schema.graphql"
        with translation.override("en"):
            text = f"{schema}\n"
        if not options["check"]:
            path.write_text(text)
            self.stdout.write(f"{path.name} is written.")
        elif not path.exists() or path.read_text() != text:
            raise CommandError(
                "schema.graphql is not what the code says: run bin/tandem write_schema."
            )
