"""What this app adds to the workspace: its first page, its menu, its pages and lists."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.permissions import Permission
from keyaccounts.web.asking import scope_in
from keyaccounts.web.home import ThisWeekPanel
from keyaccounts.web.master_data import MasterDataGroup, register_policies

register_policies()


class PermittedItem(MenuItem):
    """A menu entry for those whose role includes what it leads to."""

    def __init__(self, *arguments: Any, permission: Permission, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_in(request).may(self.permission)


@hooks.register("register_admin_urls")
def workspace_urls() -> list[URLPattern | URLResolver]:
    """Pages of key accounts; Wagtail lets in only those who may enter the workspace."""
    return [path("", include("keyaccounts.web.urls"))]


@hooks.register("register_admin_menu_item")
def accounts_item() -> MenuItem:
    """Key accounts by share and value."""
    return PermittedItem(
        _("Key accounts"),
        reverse("keyaccounts:accounts"),
        name="key-accounts",
        icon_name="group",
        order=100,
        permission=Permission.VIEW_ACCOUNTS,
    )


@hooks.register("register_admin_menu_item")
def overview_item() -> MenuItem:
    """The executive's overview."""
    return PermittedItem(
        _("Overview"),
        reverse("keyaccounts:overview"),
        name="overview",
        icon_name="view",
        order=90,
        permission=Permission.VIEW_OVERVIEW,
    )


@hooks.register("register_admin_viewset")
def master_data() -> MasterDataGroup:
    """Lists and forms of what is kept by hand."""
    return MasterDataGroup()


@hooks.register("construct_homepage_panels")
def first_page(request: HttpRequest, panels: list[Any]) -> None:
    """The accounts first; what Wagtail says of pages stays below for those who edit pages."""
    if scope_in(request).may(Permission.VIEW_ACCOUNTS):
        panels[:] = [ThisWeekPanel()]
