"""Forms of a feed: what is agreed, and on which days the partner works."""

from typing import Any, cast

from babel import Locale
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.numbers import locale_of
from vmi.actions.feed_terms import FeedTerms
from vmi.models import Feed
from vmi.rules.working_days import MONDAY_TO_FRIDAY, countries
from vmi.selectors.feed_proposals import home_country
from vmi.web.asking import language
from vmi.web.feed_words import weekday_word

# A feed of tables takes every file and what comes by API; of EDI one standard, or one message of it.
KINDS = (
    ("table", gettext_lazy("tables: CSV, XLSX, ODS, or lines by API")),
    ("x12", "EDI X12"),
    ("edifact", "EDIFACT"),
)


class WorkingDaysForm(forms.Form):
    """On which days the partner works, and whose holidays it keeps."""

    working_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Working days"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A report is never due on another day."),
    )
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)

    def __init__(self, *args: Any, feed: Feed | None = None, **kwargs: Any) -> None:
        days = feed.working_days if feed is not None else []
        kwargs.setdefault(
            "initial",
            {
                "working_days": list(days) or sorted(MONDAY_TO_FRIDAY),
                "country": home_country() if feed is None else feed.country,
            },
        )
        super().__init__(*args, **kwargs)
        self._choices("working_days", [(day, weekday_word(day)) for day in range(7)])
        self._choices("country", [("", _("none: we work through them")), *_countries()])

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices


class FeedForm(WorkingDaysForm):
    """Everything that is agreed of a feed."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    cadence = forms.ChoiceField(label=gettext_lazy("How often"), choices=Feed.Cadence.choices)
    week_ends_on = forms.TypedChoiceField(
        label=gettext_lazy("Last day of its week"),
        coerce=int,
        help_text=gettext_lazy("Only weekly feeds ask for it."),
    )
    due_after_days = forms.IntegerField(
        label=gettext_lazy("Due after so many working days"),
        min_value=0,
        max_value=60,
        help_text=gettext_lazy("Counted from the last day of the period; 0 is that day itself."),
    )
    due_hour = forms.IntegerField(
        label=gettext_lazy("Due by hour"), min_value=0, max_value=23, help_text="0–23"
    )
    expected_from = forms.DateField(
        label=gettext_lazy("Expected from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: from the day that it goes live."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What comes"), choices=KINDS)
    message = forms.CharField(
        label=gettext_lazy("EDI message"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("852, INVRPT …; empty takes every message."),
    )
    inactive_after_days = forms.IntegerField(
        label=gettext_lazy("A product counts as gone after so many days of silence"), min_value=1
    )
    field_order = (
        *("name", "kind", "message", "cadence", "week_ends_on", "due_after_days", "due_hour"),
        *("working_days", "country", "expected_from", "inactive_after_days"),
    )

    def __init__(self, *args: Any, feed: Feed | None = None, **kwargs: Any) -> None:
        known = feed or Feed(name=_("Activity reports"), country=home_country())
        names = (name for name in self.field_order if name != "working_days")
        initial = {name: getattr(known, name) for name in names}
        initial["working_days"] = known.working_days or sorted(MONDAY_TO_FRIDAY)
        super().__init__(*args, feed=feed, initial=initial, **kwargs)
        self._choices("week_ends_on", [(day, weekday_word(day)) for day in range(7)])

    @property
    def terms(self) -> FeedTerms:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        return FeedTerms(**{**typed, "working_days": tuple(typed["working_days"])})


def _countries() -> list[tuple[str, str]]:
    names = Locale.parse(locale_of(language())).territories
    return sorted(((code, names.get(code, code)) for code in countries()), key=lambda pair: pair[1])
