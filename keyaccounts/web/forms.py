"""Forms of the workspace: short, forgiving, nothing typed is lost."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccounts.actions.note_contact import ContactNotes
from keyaccounts.actions.record_visit import Promised, VisitReport
from keyaccounts.actions.set_market_figure import MarketStatement
from keyaccounts.models import Confidence, Contact, PromiseMade, Segment, SupplierKind
from portal.kernel.period import Period


class DayInput(forms.DateInput):
    """The browser's own way to choose a day; on a phone its wheel."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class VisitForm(forms.Form):
    """A visit in two minutes: what came of it, what is next, what was promised."""

    outcome = forms.CharField(
        label=_("What came of it?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("Two or three sentences that a colleague understands."),
    )
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    promise = forms.CharField(
        label=_("What did we promise?"),
        max_length=300,
        required=False,
        help_text=_("It is followed until it is kept."),
    )
    promise_due = forms.DateField(label=_("Until when?"), required=False, widget=DayInput())
    their_promise = forms.CharField(
        label=_("What did they promise?"), max_length=300, required=False
    )
    on = forms.DateField(label=_("Day of the visit"), widget=DayInput())
    purpose = forms.CharField(label=_("Why were you there?"), max_length=300, required=False)
    next_visit = forms.DateField(
        label=_("Next visit"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave empty for none."),
    )

    def report(self) -> VisitReport:
        """What the action takes."""
        said = self.cleaned_data
        promises = []
        if said["promise"]:
            promises.append(Promised(said["promise"], said["promise_due"]))
        if said["their_promise"]:
            promises.append(Promised(said["their_promise"], side=PromiseMade.Side.THEIRS))
        return VisitReport(
            on=said["on"],
            outcome=said["outcome"],
            next_step=said["next_step"],
            purpose=said["purpose"],
            promises=tuple(promises),
        )

    @property
    def next_day(self) -> date | None:
        """When the next visit is planned for, if one is."""
        day: date | None = self.cleaned_data["next_visit"]
        return day


class PlanForm(forms.Form):
    """When to go, and why."""

    on = forms.DateField(label=_("Day"), widget=DayInput())
    purpose = forms.CharField(label=_("Why?"), max_length=300, required=False)


class ContactForm(forms.ModelForm[Contact]):
    """A person at the account, as one colleague tells the next."""

    class Meta:
        model = Contact
        fields = [
            "name",
            "role",
            "influence",
            "attitude",
            "phone",
            "email",
            "preferred_channel",
            "birthday",
            "likes",
        ]

    def notes(self) -> ContactNotes:
        """What the action takes."""
        return ContactNotes(**self.cleaned_data)


class FigureForm(forms.Form):
    """How much the account needs of a segment, or somebody else supplies."""

    whose = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            ("demand", _("Its whole demand")),
            (SupplierKind.COMPETITOR.value, _("What a competitor supplies")),
            (SupplierKind.SELF_MADE.value, _("What it makes itself")),
        ],
    )
    supplier_name = forms.CharField(label=_("Which competitor?"), max_length=120, required=False)
    segment = forms.ModelChoiceField(
        label=_("Segment"), queryset=Segment.objects.all(), to_field_name="code"
    )
    period = forms.CharField(
        label=_("Period"),
        max_length=30,
        help_text=_("Such as 2026, 2026H1, 2026Q3 or 2026-05."),
    )
    quantity = forms.DecimalField(
        label=_("Pieces in that period"), max_digits=18, decimal_places=3, min_value=0
    )
    confidence = forms.ChoiceField(label=_("How is it known?"), choices=Confidence.choices)
    source = forms.CharField(
        label=_("Who says so?"),
        max_length=200,
        help_text=_("Such as: annual talk with the head of purchasing."),
    )
    as_of = forms.DateField(label=_("As of"), widget=DayInput())

    def clean_period(self) -> Period:
        """The period as people write it."""
        try:
            return Period.parse(self.cleaned_data["period"])
        except ValueError as unreadable:
            raise forms.ValidationError(
                _("Write the period as 2026, 2026H1, 2026Q3, 2026-05 or 2026W07.")
            ) from unreadable

    def statement(self) -> MarketStatement:
        """What the actions take."""
        said = self.cleaned_data
        return MarketStatement(
            segment_code=said["segment"].code,
            period=said["period"],
            quantity=said["quantity"],
            source=said["source"],
            as_of=said["as_of"],
            confidence=said["confidence"],
        )
