"""What the commands of the shell share: who runs them, on whose data, and how they answer."""

import getpass
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from accounts.models import Partner
from accounts.selectors.partners import partner_for
from accounts.tenancy import Scope, system_scope_for
from portal.kernel.errors import DomainError
from vmi.actions.importing import ImportOutcome
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.formats.shape import Reading, UnreadableFile
from vmi.formats.tables import TableRow, read_table
from vmi.selectors.reasons import explain
from vmi.selectors.scopes import scope_for_work


def shell_user() -> str:
    """Who sits at the shell, as the audit log names them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def partner_at_shell(code: str, command: str) -> tuple[Partner, Scope]:
    """The partner with this code and a scope of it alone. Raises NotFound when there is none."""
    partner = partner_for(system_scope_for(f"find the partner for {command}"), code)
    return partner, scope_for_work(partner.pk, f"{command} by {shell_user()}")


def add_reading_arguments(parser: Any) -> None:
    """The options by which a person says how a file is to be read."""
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=HEADER",
        help="which column is which field, or FIELD=#3 for the third one; repeatable",
    )
    parser.add_argument("--date-order", choices=["YMD", "DMY", "MDY"])
    parser.add_argument("--decimal", choices=[".", ","], help="the decimal mark")
    parser.add_argument("--sheet", help="the sheet of a workbook")
    parser.add_argument("--currency", help="the currency of values where no column says it")


def columns_given(options: dict[str, Any]) -> dict[str, str]:
    """The columns named by --column."""
    pairs = (given.partition("=") for given in options["column"])
    return {name.strip(): header.strip() for name, _sign, header in pairs}


def reading_given(options: dict[str, Any], *, currency: str) -> Reading:
    """What the options say of a file; `currency` stands in where they are silent."""
    return Reading(
        columns=columns_given(options),
        date_order=options["date_order"],
        decimal_mark=options["decimal"],
        sheet=options["sheet"],
        default_currency=(options["currency"] or currency).upper(),
    )


def says_something(options: dict[str, Any]) -> bool:
    names = ("column", "date_order", "decimal", "sheet", "currency")
    return any(options[name] for name in names)


def import_file(
    path: Path,
    columns: Mapping[str, str],
    needed: tuple[str, ...],
    take: Callable[[Iterator[TableRow]], ImportOutcome],
) -> ImportOutcome:
    """Let `take` have the rows of the file. Raises CommandError in words."""
    try:
        with path.open("rb") as content:
            return take(read_table(content, path.name, columns, needed=needed))
    except OSError as problem:
        raise CommandError(f"{path}: {problem.strerror}") from problem
    except UnreadableFile as problem:
        words = explain(problem.code, problem.params)
        accepted = "; ".join(f"{name}: {columns[name]}" for name in needed)
        raise CommandError(f"{words.what} ({accepted})") from problem
    except DomainError as problem:
        raise CommandError(str(problem.message)) from problem


def release_waiting(output: OutputWrapper, partner_ids: Iterable[int], command: str) -> None:
    """Post the lines that wait for what was just made known; at the shell nobody waits for a worker."""
    released = sum(
        release_parked_lines(scope_for_work(partner_id, f"{command} by {shell_user()}"), partner_id)
        for partner_id in partner_ids
    )
    if released:
        output.write(f"{released:,} lines that waited are posted now")


def tell_import(output: OutputWrapper, outcome: ImportOutcome) -> None:
    """The counts, and every row that was left out."""
    output.write(
        f"{outcome.created:,} created, {outcome.updated:,} updated, "
        f"{outcome.unchanged:,} unchanged, {len(outcome.bad):,} left out"
    )
    for row in (*outcome.bad, *outcome.remarks):
        output.write(f"    line {row.line}: {row.message}")
