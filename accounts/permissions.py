"""What each role may do: one table."""

from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from accounts.rules.roles import Role
from portal.kernel.errors import Forbidden


class Permission(StrEnum):
    """One thing that a person or machine may be allowed to do; an action names the one it needs."""

    VIEW_WORKSPACE = "view_workspace"
    VIEW_ACCOUNTS = "view_accounts"
    VIEW_OVERVIEW = "view_overview"
    EDIT_ACCOUNTS = "edit_accounts"
    CONFIRM_KEY_ACCOUNTS = "confirm_key_accounts"
    PLAN_VISITS = "plan_visits"
    DOWNLOAD_REVIEWS = "download_reviews"
    EDIT_MASTER_DATA = "edit_master_data"
    VIEW_STOCK = "view_stock"
    VIEW_REPORTS = "view_reports"
    SUBMIT_REPORTS = "submit_reports"
    MAP_CODES = "map_codes"
    MANAGE_COLLEAGUES = "manage_colleagues"
    MANAGE_CLIENTS = "manage_clients"
    MANAGE_PEOPLE = "manage_people"
    VIEW_AUDIT = "view_audit"


_READS_SHARED_DATA = {Permission.VIEW_STOCK, Permission.VIEW_REPORTS}
_READS_ACCOUNTS = {
    Permission.VIEW_WORKSPACE,
    Permission.VIEW_ACCOUNTS,
    Permission.DOWNLOAD_REVIEWS,
} | _READS_SHARED_DATA
_WORKS_FEEDS = {Permission.SUBMIT_REPORTS, Permission.MAP_CODES}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.KEY_ACCOUNT_MANAGER: frozenset(
        _READS_ACCOUNTS | _WORKS_FEEDS | {Permission.EDIT_ACCOUNTS, Permission.PLAN_VISITS}
    ),
    Role.SUPERVISOR: frozenset(
        _READS_ACCOUNTS
        | _WORKS_FEEDS
        | {
            Permission.VIEW_OVERVIEW,
            Permission.EDIT_ACCOUNTS,
            Permission.CONFIRM_KEY_ACCOUNTS,
            Permission.PLAN_VISITS,
        }
    ),
    Role.PLANNER: frozenset(_READS_ACCOUNTS | _WORKS_FEEDS | {Permission.EDIT_MASTER_DATA}),
    Role.EXECUTIVE: frozenset(_READS_ACCOUNTS | {Permission.VIEW_OVERVIEW}),
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.PARTNER_BUYER: frozenset(_READS_SHARED_DATA | _WORKS_FEEDS),
    Role.PARTNER_ADMINISTRATOR: frozenset(
        _READS_SHARED_DATA
        | _WORKS_FEEDS
        | {Permission.MANAGE_COLLEAGUES, Permission.MANAGE_CLIENTS}
    ),
}

# What a machine client may be given when its key is issued, by the name on the command line.
CLIENT_SCOPES: dict[str, frozenset[Permission]] = {
    "read": frozenset({Permission.VIEW_STOCK, Permission.VIEW_REPORTS}),
    "submit": frozenset({Permission.SUBMIT_REPORTS, Permission.VIEW_REPORTS}),
    "map": frozenset({Permission.MAP_CODES, Permission.VIEW_REPORTS}),
}


class HasPermissions(Protocol):
    """A scope, as far as permissions go."""

    def may(self, permission: Permission) -> bool: ...


def require(scope: HasPermissions, permission: Permission) -> None:
    """Raise Forbidden unless the scope may do this."""
    if not scope.may(permission):
        raise Forbidden(
            "permission_missing",
            _("Your role does not include this. Ask an administrator if you need it."),
        )
