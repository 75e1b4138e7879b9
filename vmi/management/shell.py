"""What the commands of the shell share: who runs them, on whose data, and how they answer."""

import getpass
from typing import Any

from accounts.models import Partner
from accounts.selectors.partners import partner_for
from accounts.tenancy import Scope, system_scope_for
from vmi.formats.shape import Reading
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
