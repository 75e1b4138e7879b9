"""Print a new key of a partner's system, once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.issue_client_key import issue_client_key
from accounts.permissions import CLIENT_SCOPES
from accounts.selectors.partners import partner_for
from accounts.tenancy import system_scope_for
from portal.kernel.clock import now
from portal.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Give a partner's system a key. It is printed once and kept only as a hash."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partner", required=True, metavar="CODE")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            metavar="SCOPE",
            help=f"one of {', '.join(CLIENT_SCOPES)}; repeatable",
        )
        parser.add_argument("--name", default="", help="what the system is called")
        parser.add_argument(
            "--days", type=int, default=365, help="how long the key is good; 0 for ever"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        scope = system_scope_for("issue_client_key on the command line")
        scopes = [name for given in options["scope"] for name in given.replace(",", " ").split()]
        try:
            _client, secret = issue_client_key(
                scope,
                partner_for(scope, options["partner"]).pk,
                name=options["name"],
                scopes=scopes,
                expires_at=now() + timedelta(days=options["days"]) if options["days"] else None,
            )
        except DomainError as problem:
            raise CommandError(str(problem.message)) from problem
        self.stdout.write(secret)
