"""A line on the workspace's first page: how many partners owe a report."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from accounts.permissions import Permission
from vmi.selectors.alerts import AlertCount, alert_count


class FeedsPanel(Component):
    """Shown below the accounts, and only while something is missing."""

    name = "feeds"
    template_name = "vmi/partials/feeds_panel.html"
    order = 20

    def __init__(self, found: AlertCount) -> None:
        self.found = found

    @classmethod
    def of(cls, request: HttpRequest) -> "FeedsPanel | None":
        scope = request.scope  # type: ignore[attr-defined]
        if not scope.may(Permission.VIEW_REPORTS):
            return None
        found = alert_count(scope)
        return cls(found) if found.alerts else None

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the template shows."""
        return {"found": self.found}
