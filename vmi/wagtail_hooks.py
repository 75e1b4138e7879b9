"""What this app adds to the workspace: reports of partners, unknown codes, products and places."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component

from accounts.permissions import Permission
from vmi.web.feeds_panel import FeedsPanel
from vmi.web.master_data import CatalogueGroup, register_policies

register_policies()


class _Permitted(MenuItem):
    """An entry for those who may read reports."""

    needed = Permission.VIEW_REPORTS

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.scope.may(self.needed))  # type: ignore[attr-defined]


class _PermittedToMap(_Permitted):
    """An entry for those who may say what codes mean."""

    needed = Permission.MAP_CODES


@hooks.register("register_admin_urls")
def intake_urls() -> list[URLPattern | URLResolver]:
    """Reports and codes; Wagtail lets in only those who may enter the workspace."""
    return [path("intake/", include("vmi.web.workspace_urls"))]


@hooks.register("register_admin_menu_item")
def reports_item() -> MenuItem:
    """What partners sent, and what waits for a code."""
    items = [
        _Permitted(
            _("All reports"), reverse("intake:reports"), name="intake-reports", icon_name="doc-full"
        ),
        _Permitted(
            _("What changed"),
            reverse("intake:changes"),
            name="intake-changes",
            icon_name="history",
        ),
        _Permitted(
            _("EDI exchange"), reverse("intake:interchanges"), name="intake-edi", icon_name="order"
        ),
        _Permitted(
            _("Feeds"), reverse("intake:feeds"), name="intake-feeds", icon_name="calendar-check"
        ),
        _Permitted(
            _("Data quality"), reverse("intake:quality"), name="intake-quality", icon_name="check"
        ),
        _PermittedToMap(
            _("Unknown codes"), reverse("intake:parked"), name="intake-codes", icon_name="help"
        ),
    ]
    return SubmenuMenuItem(
        _("Reports"),
        Menu(items=items),
        name="intake",
        icon_name="doc-full-inverse",
        order=200,
    )


@hooks.register("register_admin_viewset")
def catalogue() -> CatalogueGroup:
    """Lists and forms of products, places and codes."""
    return CatalogueGroup()


@hooks.register("construct_homepage_panels")
def feeds_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Whose reports are missing, in one line, where something is."""
    panel = FeedsPanel.of(request)
    if panel is not None:
        panels.append(panel)
