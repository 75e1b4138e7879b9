"""Say which addresses a partner's systems send reports from; its people need not be named."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.kernel.errors import DomainError
from vmi.actions.allow_mail_address import allow_mail_address
from vmi.actions.forget_mail_address import forget_mail_address
from vmi.management.shell import partner_at_shell
from vmi.selectors.mail_senders import own_address


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Take reports by mail from an address of a partner's system; --forget takes them no more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--partner", required=True, metavar="CODE")
        parser.add_argument(
            "--with-token",
            action="store_true",
            help="mails of this partner then count only when they are sent to the address printed",
        )
        parser.add_argument("--forget", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            partner, scope = partner_at_shell(options["partner"], "mail_address")
            if options["forget"]:
                forget_mail_address(scope, partner.pk, options["address"])
                self.stdout.write(f"{options['address']} is nobody's any more.")
                return
            known, token = allow_mail_address(
                scope, partner.pk, options["address"], with_token=options["with_token"]
            )
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        self.stdout.write(f"Mails from {known.address} are reports of {partner.code}.")
        if token:
            local, _sign, host = own_address().rpartition("@")
            self.stdout.write(f"They are sent to (shown once): {local}+{token}@{host}")
