"""Fills an empty portal with an example firm: bin/tandem demo [--if-empty] [--source …]."""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.tenancy import Scope, system_scope
from portal.kernel import clock
from portal.kernel.errors import DomainError
from reports.actions.load_demo import load_demo, refuse_over_partners
from reports.actions.load_demo_panel import load_demo_panel
from reports.actions.load_demo_reports import Taken

SOURCES = ("maite", "completejourney")


class Command(BaseCommand):
    help = "Fill an empty portal with an example: an invented can-maker's case, or a real retail panel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing when there are partners, instead of refusing",
        )
        parser.add_argument("--source", choices=SOURCES, default="maite", help="default: maite")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            default=None,
            metavar="YYYY-MM-DD",
            help="the day on which the example is as of; default: today",
        )

    def handle(self, **options: object) -> None:
        today = options["today"]
        today = today if isinstance(today, date) else clock.today()
        with system_scope(reason="load the example") as scope:
            if options["if_empty"] and Partner.objects.exists():
                self.say(_("There are partners already; nothing was loaded."))
                return
            try:
                refuse_over_partners()
                taken = self.load(scope, str(options["source"]), today)
            except DomainError as problem:
                raise CommandError(str(problem.message)) from problem
        self.say(
            _(
                "Done: %(documents)d reports with %(lines)d lines; %(posted)d posted, %(parked)d parked, "
                "%(refused)d refused."
            )
            % {
                "documents": taken.documents,
                "lines": taken.lines_in,
                "posted": taken.posted,
                "parked": taken.parked,
                "refused": taken.refused,
            }
        )

    def load(self, scope: Scope, source: str, today: date) -> Taken:
        if source == "maite":
            self.say(_("Loading the example of a can-maker as of %(day)s …") % {"day": today})
            return load_demo(scope, today, say=self.say)
        self.say(
            _("Loading a retail panel, moved so that it ends before %(day)s …") % {"day": today}
        )
        return load_demo_panel(scope, today, say=self.say)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
