"""Begins periodic jobs when they are due, for as long as it runs; the work itself is the worker's."""

import logging
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from portal.jobs import JOBS
from portal.kernel.clock import now
from portal.shell.actions.begin_due_jobs import begin_due_jobs

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 15.0


class Command(BaseCommand):
    help = "Put periodic jobs into the worker's queue when they are due, until stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="only what is due now, then end: for cron, every five minutes",
        )
        parser.add_argument("--list", action="store_true", help="the jobs and when they run")

    def handle(self, **options: object) -> None:
        if options["list"]:
            for job in JOBS:
                self.stdout.write(f"{job.name:24} {when(job.every, job.at)}")
        elif options["once"]:
            for name in begin_due_jobs(JOBS, now()):
                self.stdout.write(name)
        else:
            run_scheduler()


def when(every: object, at: object) -> str:
    return f"every {every}" if at is None else f"daily at {at}"


def run_scheduler() -> None:
    """Look every few seconds. A database that is away for a while is asked again; nothing is missed."""
    while True:
        close_old_connections()
        try:
            begin_due_jobs(JOBS, now())
        except OperationalError as problem:
            logger.warning("the database did not answer, asking again soon: %s", problem)
        time.sleep(LOOK_EVERY_SECONDS)
