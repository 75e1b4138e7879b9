"""Say what a partner's codes mean, one by one or from a file, and post the lines that waited."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Partner
from accounts.tenancy import Scope, active
from portal.kernel.errors import DomainError
from vmi.actions.import_product_codes import CODE_COLUMNS, NEEDED, import_product_codes
from vmi.actions.map_code import map_location_code, map_product_code
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.management.shell import import_file, partner_at_shell, tell_import
from vmi.models import Location, Product


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Map a partner's codes to our products or to the partner's places."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partner", required=True, metavar="CODE")
        parser.add_argument("--product", action="append", default=[], metavar="CODE=OURCODE")
        parser.add_argument("--place", action="append", default=[], metavar="CODE=PLACECODE")
        parser.add_argument("--file", type=Path, help="product codes with columns code, product")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            partner, scope = partner_at_shell(options["partner"], "map_code")
            for given in options["product"]:
                self._map_product(scope, partner, given)
            for given in options["place"]:
                self._map_place(scope, partner, given)
            if options["file"]:
                outcome = import_file(
                    options["file"],
                    CODE_COLUMNS,
                    NEEDED,
                    lambda rows: import_product_codes(scope, partner.pk, rows),
                )
                tell_import(self.stdout, outcome)
            released = release_parked_lines(scope, partner.pk)
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        self.stdout.write(f"{released:,} parked lines posted")

    def _map_product(self, scope: Scope, partner: Partner, given: str) -> None:
        code, _sign, ours = given.rpartition("=")
        product = Product.objects.filter(code=ours.strip()).first()
        if product is None:
            raise CommandError(f"There is no product {ours.strip()!r}.")
        map_product_code(scope, partner.pk, code, product.pk)

    def _map_place(self, scope: Scope, partner: Partner, given: str) -> None:
        code, _sign, known = given.rpartition("=")
        with active(scope):
            place = Location.objects.filter(partner=partner, code=known.strip()).first()
        if place is None:
            raise CommandError(f"{partner.code} has no place {known.strip()!r}.")
        map_location_code(scope, partner.pk, code, place.pk)
