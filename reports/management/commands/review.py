"""Make account reviews as PDF: of one account, or of every key account into a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.tenancy import Scope, active, system_scope_for
from keyaccounts.models import Account
from portal.kernel.clock import today
from portal.kernel.errors import DomainError
from portal.kernel.period import Period
from reports.render.pdf import PdfUnavailable, pdf_of
from reports.selectors.periods import period_said
from reports.selectors.review import gather_review, language_of


class Command(BaseCommand):
    help = (
        "Write the review of one account (--account, --output FILE) or of every key account "
        "(--all, --output FOLDER) as PDF. Exit code 1 when a review could not be made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--account", metavar="CODE")
        which.add_argument("--all", action="store_true", help="every confirmed key account")
        parser.add_argument(
            "--period",
            default="",
            help="2026, 2026H1, 2026Q3 or 2026-05; the running half-year when left out",
        )
        parser.add_argument("--language", default="zh", help="zh or en")
        parser.add_argument("--output", type=Path, required=True, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = system_scope_for("account reviews on the command line")
        try:
            language = language_of(options["language"])
            period = period_said(options["period"], today())
            if options["all"]:
                self._write_all(scope, period, language, options["output"])
                return
            size = _write(scope, options["account"], period, language, options["output"])
        except DomainError as problem:
            raise CommandError(_words(problem)) from problem
        self.stdout.write(f"{options['output']}: {size // 1024} KiB, {period.label}")

    def _write_all(self, scope: Scope, period: Period, language: str, folder: Path) -> None:
        codes = _key_accounts(scope)
        if not codes:
            raise CommandError(
                "There is no confirmed key account. Confirm one in the workspace first."
            )
        folder.mkdir(parents=True, exist_ok=True)
        failed = []
        for number, code in enumerate(codes, start=1):
            path = folder / f"{code}-{period.label}-{language[:2]}.pdf"
            try:
                size = _write(scope, code, period, language, path)
            except PdfUnavailable:
                raise
            except Exception as problem:  # noqa: BLE001  (one account's data must not keep the others from theirs)
                failed.append(code)
                said = _words(problem) if isinstance(problem, DomainError) else repr(problem)
                self.stderr.write(f"{number} of {len(codes)}: {code} failed: {said}")
                continue
            self.stdout.write(f"{number} of {len(codes)}: {path.name}, {size // 1024} KiB")
        if failed:
            raise CommandError(f"Not made: {', '.join(failed)}. The others are in {folder}.")
        self.stdout.write(f"{len(codes)} reviews are in {folder}.")


def _key_accounts(scope: Scope) -> list[str]:
    with active(scope):
        confirmed = Account.objects.filter(
            standing=Account.Standing.CONFIRMED, partner__is_active=True
        )
        return list(confirmed.order_by("partner__code").values_list("partner__code", flat=True))


def _write(scope: Scope, code: str, period: Period, language: str, path: Path) -> int:
    """Write the file whole or not at all: a reader never finds half a review."""
    content = pdf_of(gather_review(scope, code, period, language=language))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return len(content)


def _words(problem: DomainError) -> str:
    """The sentence of the error; the shell speaks English."""
    with translation.override("en"):
        return str(problem.message)
