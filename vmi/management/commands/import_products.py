"""Create or update products from a CSV or XLSX file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accounts.selectors.partners import partners_of
from accounts.tenancy import system_scope_for
from vmi.actions.import_products import NEEDED, PRODUCT_COLUMNS, import_products
from vmi.management.shell import import_file, release_waiting, shell_user, tell_import


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Create or update products. Columns: " + ", ".join(PRODUCT_COLUMNS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        scope = system_scope_for(f"import_products by {shell_user()}")
        outcome = import_file(
            options["file"], PRODUCT_COLUMNS, NEEDED, lambda rows: import_products(scope, rows)
        )
        tell_import(self.stdout, outcome)
        release_waiting(
            self.stdout, [partner.pk for partner in partners_of(scope)], "import_products"
        )
