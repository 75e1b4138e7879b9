"""Forms of a partner's own administration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleChoice
from accounts.permissions import CLIENT_SCOPES

_SCOPE_LABELS = {
    "read": _("read stock and reports"),
    "submit": _("submit reports"),
    "map": _("map codes"),
}


class ColleagueForm(forms.Form):
    """A new colleague; the address is what they sign in with."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (RoleChoice.PARTNER_BUYER.value, RoleChoice.PARTNER_BUYER.label),
            (RoleChoice.PARTNER_ADMINISTRATOR.value, RoleChoice.PARTNER_ADMINISTRATOR.label),
        ],
    )
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least ten characters. Tell it to your colleague by phone; they can change it."
        ),
    )


class KeyForm(forms.Form):
    """A new key for one of the partner's systems."""

    name = forms.CharField(label=_("Which system"), max_length=120)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(name, _SCOPE_LABELS[name]) for name in CLIENT_SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
