"""Take reports from the mailbox, and answer them by mail."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from vmi.intake.mail_answers import answer_by_mail
from vmi.intake.mail_intake import take_mails
from vmi.intake.mailbox import Mailbox, MailboxPlace, MailboxProblem
from vmi.intake.reading_here import read_here

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Take reports from the mailbox (setting MAILBOX_URL) until stopped; --once does it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="take, read here, answer, and end: for cron"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MAILBOX_URL:
            raise CommandError("The setting MAILBOX_URL is empty: say which mailbox to read.")
        try:
            place = MailboxPlace.of(settings.MAILBOX_URL)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        if options["once"]:
            self._once(place)
            return
        while True:
            try:
                close_old_connections()
                with Mailbox(place) as mailbox:
                    take_mails(mailbox)
                answer_by_mail()
            except (OSError, DatabaseError, MailboxProblem):
                logger.exception("mailbox: this round failed, the next one tries again")
            time.sleep(settings.MAILBOX_SECONDS)

    def _once(self, place: MailboxPlace) -> None:
        try:
            with Mailbox(place) as mailbox:
                taken = take_mails(mailbox)
        except (OSError, MailboxProblem) as problem:
            raise CommandError(f"{place.host}: {problem}") from problem
        read_here(taken, "fetch_mail --once")
        told = answer_by_mail()
        self.stdout.write(f"{len(taken)} taken, {told} answered")
