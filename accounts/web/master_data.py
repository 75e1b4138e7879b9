"""Partners, assignments and the audit log in the workspace."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import Assignment, AuditEntry, Partner


class PartnerViewSet(ModelViewSet):
    model = Partner
    name = "partners"
    icon = "group"
    menu_label = _("Partners")
    list_display = ("code", "name", "name_zh", "kind", "city", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "name", "name_zh")
    form_fields = (
        "code",
        "name",
        "name_zh",
        "kind",
        "parent",
        "city",
        "gln",
        "is_active",
        "is_illustrative",
    )
    inspect_view_enabled = True


class AssignmentViewSet(ModelViewSet):
    model = Assignment
    icon = "link"
    menu_label = _("Who looks after whom")
    list_display = ("person", "partner", "kind")
    list_filter = ("person", "kind")
    form_fields = ("person", "partner", "kind")


class AuditViewSet(ModelViewSet):
    """Read only: it can be looked at and exported, and nobody adds, changes or removes an entry."""

    model = AuditEntry
    icon = "history"
    menu_label = _("Audit log")
    list_display = ("at", "actor_name", "verb", "object_type", "object_id", "partner")
    list_filter = ("verb", "actor_kind", "partner")
    list_export = (
        "at",
        "actor_kind",
        "actor_name",
        "verb",
        "object_type",
        "object_id",
        "partner",
        "details",
    )
    search_fields = ("actor_name", "verb")
    form_fields = ("verb",)
    inspect_view_enabled = True
    inspect_view_fields = (
        "at",
        "actor_kind",
        "actor_name",
        "verb",
        "object_type",
        "object_id",
        "partner",
        "details",
    )


class PartnersGroup(ViewSetGroup):
    menu_label = _("Partners")
    menu_icon = "group"
    menu_order = 500
    items = (PartnerViewSet, AssignmentViewSet, AuditViewSet)
