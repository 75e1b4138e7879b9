"""Editing of products, places and codes, in Wagtail's own lists and forms."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from accounts.permissions import Permission
from accounts.policy import RolePolicy
from vmi.actions.save_catalogue import CATALOGUE, delete_catalogue_row, save_catalogue_row
from vmi.models import LeadTime, Location, LocationCode, Product, ProductCode, Supplier


class SavesByAction:
    """Wagtail's forms, saving through our action."""

    request: Any
    form: Any

    def save_instance(self) -> models.Model:
        row: models.Model = self.form.save(commit=False)
        save_catalogue_row(self.request.scope, row)
        return row


class AddView(SavesByAction, generic.CreateView):
    """A new row."""


class EditView(SavesByAction, generic.EditView):
    """A row of the scope; foreign rows are not found, since the wall is in the manager."""


class DeleteView(generic.DeleteView):
    """Deletes through our action."""

    object: models.Model

    def delete_action(self) -> None:
        delete_catalogue_row(self.request.scope, self.object)


class CatalogueViewSet(ModelViewSet):
    """What all lists share. No copies: a copied code would mean two things."""

    add_view_class = AddView
    edit_view_class = EditView
    delete_view_class = DeleteView
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    search_backend_name: ClassVar[str | None] = None

    def get_queryset(self, request: Any) -> models.QuerySet[Any]:
        """Asked anew for each request, inside its scope."""
        related = [
            field.name for field in self.model._meta.fields if isinstance(field, models.ForeignKey)
        ]
        rows: models.QuerySet[Any] = self.model._default_manager.all()
        return rows.select_related(*related) if related else rows


class ProductViewSet(CatalogueViewSet):
    model = Product
    icon = "tag"
    menu_label = _("Products")
    list_display: ClassVar[list[Any]] = ["code", "name", "name_zh", "category", "brand", "supplier"]
    list_filter: ClassVar[list[str]] = ["supplier", "category", "brand"]
    search_fields: ClassVar[list[str]] = ["code", "gtin", "name", "name_zh"]
    list_export: ClassVar[list[str]] = ["code", "gtin", "name", "name_zh", "category", "brand"]
    form_fields: ClassVar[list[str]] = [
        "code",
        "gtin",
        "name",
        "name_zh",
        "category",
        "brand",
        "supplier",
        "segment_code",
        "unit",
        "pack_size",
        "pallet_size",
    ]


class SupplierViewSet(CatalogueViewSet):
    model = Supplier
    icon = "group"
    menu_label = _("Suppliers")
    list_display: ClassVar[list[Any]] = ["name", "is_us"]
    form_fields: ClassVar[list[str]] = ["name", "is_us"]


class ProductCodeViewSet(CatalogueViewSet):
    model = ProductCode
    icon = "link"
    menu_label = _("Product codes")
    list_display: ClassVar[list[Any]] = [
        "code",
        Column("partner", label=_("partner")),
        Column("product", label=_("product")),
        "valid_from",
        "valid_to",
    ]
    list_filter: ClassVar[list[str]] = ["partner"]
    search_fields: ClassVar[list[str]] = ["code", "product__name", "product__name_zh"]
    form_fields: ClassVar[list[str]] = ["partner", "code", "product", "valid_from", "valid_to"]


class LocationViewSet(CatalogueViewSet):
    model = Location
    icon = "site"
    menu_label = _("Places")
    list_display: ClassVar[list[Any]] = [
        "code",
        "name",
        Column("partner", label=_("partner")),
        "kind",
        "city",
        "is_active",
    ]
    list_filter: ClassVar[list[str]] = ["partner", "kind", "is_active"]
    search_fields: ClassVar[list[str]] = ["code", "gln", "name", "city"]
    form_fields: ClassVar[list[str]] = [
        "partner",
        "code",
        "gln",
        "name",
        "kind",
        "region",
        "city",
        "is_active",
    ]


class LocationCodeViewSet(CatalogueViewSet):
    model = LocationCode
    icon = "link"
    menu_label = _("Place codes")
    list_display: ClassVar[list[Any]] = [
        "code",
        Column("partner", label=_("partner")),
        Column("location", label=_("place")),
        "valid_from",
        "valid_to",
    ]
    list_filter: ClassVar[list[str]] = ["partner"]
    search_fields: ClassVar[list[str]] = ["code", "location__name"]
    form_fields: ClassVar[list[str]] = ["partner", "code", "location", "valid_from", "valid_to"]


class LeadTimeViewSet(CatalogueViewSet):
    model = LeadTime
    icon = "time"
    menu_label = _("Lead times")
    list_display: ClassVar[list[Any]] = [
        Column("partner", label=_("partner")),
        Column("product", label=_("product")),
        "days",
    ]
    list_filter: ClassVar[list[str]] = ["partner"]
    form_fields: ClassVar[list[str]] = ["partner", "product", "days"]


class CatalogueGroup(ViewSetGroup):
    """One menu entry for products, places and codes."""

    menu_label = _("Products and places")
    menu_icon = "tag"
    menu_order = 250
    items = (
        ProductViewSet,
        SupplierViewSet,
        ProductCodeViewSet,
        LocationViewSet,
        LocationCodeViewSet,
        LeadTimeViewSet,
    )


def register_policies() -> None:
    """Tell Wagtail who may; called before any viewset is registered, or its own policies would hold."""
    for model in CATALOGUE:
        policy = RolePolicy(model, view=Permission.VIEW_STOCK, edit=Permission.EDIT_MASTER_DATA)
        register_permission_policy(model, policy)
