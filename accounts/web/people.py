"""Administration of people in the workspace: Wagtail's pages with our fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from accounts.models import Person
from accounts.rules.roles import PARTNER_ROLES, Role


class _WithRole(forms.ModelForm):  # type: ignore[type-arg]
    """One role in place of groups and flags; Wagtail's name fields give way to ours."""

    first_name = None
    last_name = None
    is_superuser = None

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        is_partner_role = typed.get("role") in PARTNER_ROLES
        if is_partner_role and not typed.get("partner"):
            self.add_error("partner", _("Partner roles need a partner."))
        if not is_partner_role and typed.get("partner"):
            self.add_error("partner", _("Only partner roles belong to a partner."))
        if typed.get("role"):
            self.instance.take_role(Role(typed["role"]))
        return typed


class PersonCreationForm(_WithRole, UserCreationForm):
    class Meta:
        model = Person
        fields = ("email", "name", "role", "partner", "language")


class PersonEditForm(_WithRole, UserEditForm):
    """Nobody switches himself off or changes his own role: somebody must be left to undo it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            for name in ("is_active", "role", "partner"):
                self.fields[name].disabled = True

    class Meta:
        model = Person
        fields = ("email", "name", "role", "partner", "language", "is_active")


class PersonViewSet(UserViewSet):
    """People, for administrators."""

    menu_label = _("People")
    template_prefix = ""

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:  # noqa: FBT001, FBT002  (Wagtail's own signature)
        return PersonEditForm if for_update else PersonCreationForm
