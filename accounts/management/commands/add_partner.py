"""Add a partner, or change its names."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.save_partner import PartnerValues, save_partner
from accounts.models import PartnerKind
from accounts.tenancy import system_scope_for
from portal.kernel.errors import DomainError


class Command(BaseCommand):
    help = (
        "Add a partner; with a code that is there already, change its names, kind, city or group."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--name-zh", default="", help="its Chinese name")
        parser.add_argument(
            "--kind", default=PartnerKind.RETAILER.value, choices=PartnerKind.values
        )
        parser.add_argument("--city", default="")
        parser.add_argument("--group", default="", metavar="CODE", help="the group it belongs to")

    def handle(self, *args: Any, **options: Any) -> None:
        values = PartnerValues(
            code=options["code"],
            name=options["name"],
            kind=options["kind"],
            name_zh=options["name_zh"],
            city=options["city"],
            parent_code=options["group"],
        )
        try:
            partner, is_new = save_partner(
                system_scope_for("add_partner on the command line"), values
            )
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        self.stdout.write(f"{partner.code} {partner.name}: {'added' if is_new else 'changed'}.")
