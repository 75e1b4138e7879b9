"""Take up what partners' systems lay into the drop folder, and answer it there."""

import logging
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from vmi.intake.drop_folder import take_from_folder
from vmi.intake.folder_answers import answer_in_folders
from vmi.intake.looks import Looks
from vmi.intake.reading_here import read_here

logger = logging.getLogger(__name__)
_PAUSE_SECONDS: Final = 2.0


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Watch the drop folder (setting DROP_FOLDER) until stopped; --once does one round and ends."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="take up what is complete, read it here, answer it, and end: for cron",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DROP_FOLDER:
            raise CommandError("The setting DROP_FOLDER is empty: say which folder to watch.")
        root = Path(settings.DROP_FOLDER)
        root.mkdir(parents=True, exist_ok=True)
        looks = Looks(settings.DROP_SETTLE_SECONDS)
        if options["once"]:
            self._once(root, looks)
            return
        while True:
            try:
                close_old_connections()
                take_from_folder(root, looks)
                answer_in_folders(root)
            except (OSError, DatabaseError):
                logger.exception("drop folder: this round failed, the next one tries again")
            time.sleep(_PAUSE_SECONDS)

    def _once(self, root: Path, looks: Looks) -> None:
        """Two looks, as far apart as a file has to stay unchanged; what is taken is read without a worker."""
        taken = take_from_folder(root, looks)
        time.sleep(settings.DROP_SETTLE_SECONDS)
        taken += take_from_folder(root, looks)
        read_here(taken, "watch_folder --once")
        told = answer_in_folders(root)
        self.stdout.write(f"{len(taken)} taken, {told} answered")
