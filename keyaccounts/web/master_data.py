"""Editing of what the workspace keeps by hand, in Wagtail's own lists and forms."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from accounts.permissions import Permission
from accounts.policy import RolePolicy
from keyaccounts.actions.save_master_data import NEEDED, delete_master_data, save_master_data
from keyaccounts.models import (
    Account,
    AccountSegment,
    Complaint,
    Contact,
    DemandFigure,
    PromiseMade,
    Segment,
    SupplyFigure,
    Thresholds,
    Visit,
)


class SavesByAction:
    """Wagtail's forms, saving through our action."""

    request: Any
    form: Any

    def save_instance(self) -> models.Model:
        row: models.Model = self.form.save(commit=False)
        save_master_data(self.request.scope, row)
        return row


class AddView(SavesByAction, generic.CreateView):
    """A new row."""


class EditView(SavesByAction, generic.EditView):
    """A row of the scope; foreign rows are not found, since the wall is in the manager."""


class DeleteView(generic.DeleteView):
    """Deletes through our action."""

    def delete_action(self) -> None:
        delete_master_data(self.request.scope, self.object)


class RowViewSet(ModelViewSet):
    """What all lists share. No copies: a copied row says things that nobody said."""

    add_view_class = AddView
    edit_view_class = EditView
    delete_view_class = DeleteView
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    list_export: tuple[str, ...] = ()

    def get_queryset(self, request: Any) -> models.QuerySet[Any]:
        """Asked anew for each request, inside its scope."""
        related = [
            field.name for field in self.model._meta.fields if isinstance(field, models.ForeignKey)
        ]
        rows: models.QuerySet[Any] = self.model._default_manager.select_related(*related)
        return rows


class AccountViewSet(RowViewSet):
    """The standing is not in the form: confirming is the supervisor's own action."""

    model = Account
    icon = "group"
    menu_label = _("Account settings")
    list_display = ["partner", "line", "stage", "target_share"]
    list_filter = ["line", "stage"]
    search_fields = ["partner__name", "partner__name_zh", "partner__code"]
    search_backend_name = None
    panels = [
        FieldPanel("partner", heading=_("Account")),
        FieldRowPanel([FieldPanel("line"), FieldPanel("stage")]),
        FieldRowPanel([FieldPanel("target_share"), FieldPanel("receivable_days")]),
        FieldPanel("is_influential"),
        FieldPanel("next_step"),
    ]


class AccountSegmentViewSet(RowViewSet):
    model = AccountSegment
    icon = "table"
    menu_label = _("Accounts' segments")
    list_display = ["account", "segment", "price", "currency"]
    list_filter = ["segment"]
    panels = [
        FieldPanel("partner", heading=_("Account")),
        FieldPanel("account", heading=_("Account settings")),
        FieldPanel("segment", heading=_("Segment")),
        FieldRowPanel([FieldPanel("price"), FieldPanel("currency")]),
    ]


class ContactViewSet(RowViewSet):
    model = Contact
    icon = "user"
    menu_label = _("Contacts")
    list_display = ["name", "role", "influence", "attitude", Column("partner", label=_("account"))]
    list_filter = ["influence", "attitude"]
    search_fields = ["name", "role"]
    search_backend_name = None
    panels = [
        FieldPanel("partner", heading=_("Account")),
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("influence"), FieldPanel("attitude")]),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("email"), FieldPanel("preferred_channel")],
            heading=_("How to reach"),
        ),
        FieldPanel("birthday"),
        FieldPanel("likes"),
    ]


_FIGURE_PANELS = [
    FieldPanel("partner", heading=_("Account")),
    FieldPanel("segment", heading=_("Segment")),
    FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
    FieldPanel("quantity"),
    FieldRowPanel([FieldPanel("source"), FieldPanel("as_of")]),
    FieldPanel("confidence"),
]


class DemandFigureViewSet(RowViewSet):
    model = DemandFigure
    icon = "doc-full"
    menu_label = _("Demand figures")
    list_display = [
        Column("partner", label=_("account")),
        "segment",
        "first_day",
        "last_day",
        "quantity",
        "confidence",
        "as_of",
    ]
    list_filter = ["segment", "confidence"]
    panels = _FIGURE_PANELS


class SupplyFigureViewSet(RowViewSet):
    model = SupplyFigure
    icon = "doc-full-inverse"
    menu_label = _("Supply figures")
    list_display = [
        Column("partner", label=_("account")),
        "segment",
        "kind",
        "supplier_name",
        "quantity",
        "confidence",
    ]
    list_filter = ["segment", "kind", "confidence"]
    panels = [
        *_FIGURE_PANELS[:2],
        FieldRowPanel([FieldPanel("kind"), FieldPanel("supplier_name")]),
        *_FIGURE_PANELS[2:],
    ]


class ComplaintViewSet(RowViewSet):
    model = Complaint
    icon = "warning"
    menu_label = _("Complaints")
    list_display = [
        "subject",
        Column("partner", label=_("account")),
        "received_on",
        "closed_on",
    ]
    search_fields = ["subject"]
    search_backend_name = None
    panels = [
        FieldPanel("partner", heading=_("Account")),
        FieldPanel("subject"),
        FieldRowPanel([FieldPanel("received_on"), FieldPanel("closed_on")]),
        FieldPanel("product_code"),
        FieldPanel("measure"),
    ]


class PromiseViewSet(RowViewSet):
    model = PromiseMade
    icon = "tick"
    menu_label = _("Promises")
    list_display = ["text", Column("partner", label=_("account")), "side", "due_on", "kept_on"]
    list_filter = ["side"]
    panels = [
        FieldPanel("partner", heading=_("Account")),
        FieldPanel("text"),
        FieldPanel("side"),
        FieldRowPanel([FieldPanel("made_on"), FieldPanel("due_on"), FieldPanel("kept_on")]),
    ]


class VisitViewSet(RowViewSet):
    model = Visit
    icon = "date"
    menu_label = _("Visits")
    list_display = ["on", Column("partner", label=_("account")), "visitor", "state", "purpose"]
    list_filter = ["state"]
    panels = [
        FieldPanel("partner", heading=_("Account")),
        FieldPanel("visitor", heading=_("Visitor")),
        FieldRowPanel([FieldPanel("on"), FieldPanel("state")]),
        FieldPanel("purpose"),
        FieldPanel("outcome"),
        FieldPanel("next_step"),
    ]


class SegmentViewSet(RowViewSet):
    model = Segment
    icon = "list-ul"
    menu_label = _("Segments")
    list_display = ["code", "name", "name_zh", "parent"]
    search_fields = ["code", "name", "name_zh"]
    search_backend_name = None
    panels = [
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_zh")]),
        FieldPanel("parent", heading=_("Part of")),
    ]


class ThresholdsViewSet(RowViewSet):
    model = Thresholds
    icon = "cog"
    menu_label = _("Thresholds")
    list_display = ["__str__", "key_account_revenue", "share_line", "deepen_above"]
    panels = [
        FieldPanel("key_account_revenue"),
        FieldPanel("share_line"),
        FieldPanel("value_line"),
        FieldPanel("deepen_above"),
    ]


class MasterDataGroup(ModelViewSetGroup):
    """One menu entry for everything that is kept by hand."""

    menu_label = _("Account data")
    menu_name = "account-data"
    menu_icon = "folder-open-inverse"
    menu_order = 300
    items = (
        AccountViewSet,
        AccountSegmentViewSet,
        ContactViewSet,
        DemandFigureViewSet,
        SupplyFigureViewSet,
        ComplaintViewSet,
        PromiseViewSet,
        VisitViewSet,
        SegmentViewSet,
        ThresholdsViewSet,
    )


def register_policies() -> None:
    """Tell Wagtail who may; called before any viewset is registered, or its own policies would hold."""
    for model, edit in NEEDED.items():
        policy = RolePolicy(model, view=Permission.VIEW_ACCOUNTS, edit=edit)
        register_permission_policy(model, policy)
