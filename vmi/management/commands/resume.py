"""Take up what a crash has left, on the command line or from a nightly job."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.tenancy import system_scope_for
from vmi.actions.resume_intake import resume_intake, sweep_stray_files
from vmi.management.shell import shell_user


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Read documents that nobody works on, release half-released lines, drop stray bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """None: it takes up whatever there is."""

    def handle(self, *args: Any, **options: Any) -> None:
        scope = system_scope_for(f"resume by {shell_user()}")
        documents = resume_intake(scope)
        for document in documents:
            self.stdout.write(
                f"Report {document.pk} {document}: {document.get_state_display()}, "
                f"{document.lines_posted:,} of {document.lines_in:,} lines posted"
            )
        strays = sweep_stray_files(scope)
        self.stdout.write(f"{len(documents)} reports taken up, {strays} stray files dropped")
