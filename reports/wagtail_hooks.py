"""What this app adds to the workspace: the account review."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def workspace_urls() -> list[URLPattern | URLResolver]:
    """Reviews; Wagtail lets in only those who may enter the workspace."""
    return [path("", include("reports.web.urls"))]
