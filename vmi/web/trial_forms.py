"""Forms of a file on trial: the file, the dialect of its EDI, and the rhythm of the feed that it leads to."""

import re
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmi.actions.feed_terms import FeedTerms
from vmi.formats.edi.dialect import LEFT_OUT, Dialect
from vmi.formats.shape import EDI_KINDS, MEASURES, Outline
from vmi.models import Feed
from vmi.selectors.reasons import field_word

_PAIR: Final = re.compile(r"\s*([^\s=]{1,3})\s*=\s*(.*?)\s*")
_LEAVE_OUT: Final = "none"


class TryForm(forms.Form):
    """One file to be tried; the manufacturer's people say whose it is."""

    file = forms.FileField(
        label=gettext_lazy("A file as your system writes it"),
        help_text=gettext_lazy(
            "CSV, TSV, XLSX, ODS or EDI, up to 20 MB; a few hundred lines do. It is looked at, and posts nothing."
        ),
        max_length=None,
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods,.edi,.x12,.edifact,"}
        ),
    )


class DialectForm(forms.Form):
    """How a partner's EDI is meant where it is not as the standard says."""

    activities = forms.CharField(
        label=gettext_lazy("Codes of quantities that mean something else"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line: QW=sold. Nothing behind the sign leaves the code out: QT="
        ),
    )
    single_day_covers = forms.IntegerField(
        label=gettext_lazy("Days that a date without a range stands for"),
        min_value=1,
        max_value=366,
        help_text=gettext_lazy("7 when a weekly file names only the last day of its week."),
    )
    value_from = forms.ChoiceField(
        label=gettext_lazy("Where the value of sales stands"),
        choices=(
            ("auto", gettext_lazy("in an amount, else in a price")),
            ("amount", gettext_lazy("in an amount (AMT, MOA)")),
            ("price", gettext_lazy("in a price times the quantity (CTP, PRI)")),
            ("none", gettext_lazy("nowhere: do not read values")),
        ),
    )
    negative_sold = forms.ChoiceField(
        label=gettext_lazy("What a negative quantity sold is"),
        choices=(
            ("sold", gettext_lazy("less sold")),
            ("returned", gettext_lazy("as many returned")),
        ),
    )
    item_codes = forms.CharField(
        label=gettext_lazy("Which code names the item"),
        required=False,
        help_text=gettext_lazy(
            "Qualifiers in order, such as: BP, UP. Empty is as the standard says."
        ),
    )

    def __init__(self, *args: Any, dialect: Dialect, **kwargs: Any) -> None:
        self._dialect = dialect
        kwargs.setdefault(
            "initial",
            {
                "activities": "\n".join(
                    f"{code}={meaning}" for code, meaning in dialect.activities.items()
                ),
                "single_day_covers": dialect.single_day_covers,
                "value_from": dialect.value_from,
                "negative_sold": dialect.negative_sold,
                "item_codes": ", ".join(dialect.item_codes),
            },
        )
        super().__init__(*args, **kwargs)

    def clean_activities(self) -> dict[str, str]:
        found: dict[str, str] = {}
        words = {field_word(name): name for name in MEASURES} | {name: name for name in MEASURES}
        for row in self.cleaned_data["activities"].splitlines():
            if not row.strip():
                continue
            pair = _PAIR.fullmatch(row)
            meaning = words.get(pair[2]) if pair and pair[2] else ""
            if pair is None or meaning is None:
                raise forms.ValidationError(
                    _(
                        "“%(row)s” is not understood. Write a code, an equals sign, and one of: %(words)s."
                    )
                    % {"row": row.strip(), "words": ", ".join(MEASURES)}
                )
            # Codes are in capitals; one that is known otherwise stays as it is.
            code = pair[1] if pair[1] in self._dialect.activities else pair[1].upper()
            found[code] = meaning
        return found

    def clean_item_codes(self) -> tuple[str, ...]:
        return tuple(re.findall(r"[A-Za-z0-9]+", self.cleaned_data["item_codes"].upper()))

    @property
    def dialect(self) -> Dialect:
        """What was typed; what the form does not ask stays."""
        return Dialect.from_json(
            {
                **self._dialect.to_json(),
                **self.cleaned_data,
                "activities": self.cleaned_data["activities"],
            }
        )


class GoLiveForm(forms.Form):
    """The rhythm in which files like the one on trial will come."""

    name = forms.CharField(label=gettext_lazy("Name of the feed"), max_length=120)
    cadence = forms.ChoiceField(
        label=gettext_lazy("How often it comes"),
        choices=Feed.Cadence.choices,
        initial=Feed.Cadence.WEEKLY,
    )
    due_after_days = forms.IntegerField(
        label=gettext_lazy("Working days after the last day"),
        min_value=0,
        max_value=60,
        initial=1,
        help_text=gettext_lazy("By then the report is here; we tell you when it is missing."),
    )

    def __init__(self, *args: Any, outline: Outline | None, **kwargs: Any) -> None:
        self._outline = outline
        kwargs.setdefault("initial", {"name": _suggested_name(outline)})
        super().__init__(*args, **kwargs)

    @property
    def terms(self) -> FeedTerms:
        """What is agreed; kind and message are those of the file."""
        found, typed = self._outline, self.cleaned_data
        edi = found if found is not None and found.kind in EDI_KINDS else None
        return FeedTerms(
            typed["name"],
            typed["cadence"],
            kind=edi.kind if edi else "table",
            message=edi.headers[2] if edi else "",
            working_days=(0, 1, 2, 3, 4),
            due_after_days=typed["due_after_days"],
        )


def measure_choices() -> list[tuple[str, str]]:
    """What a code of a quantity can mean, and that it is left out."""
    return [*((name, field_word(name)) for name in MEASURES), (_LEAVE_OUT, _("leave it out"))]


def measure_in(request: HttpRequest) -> str:
    """The measure that was chosen for a code, as a dialect says it; "?" when none was."""
    chosen = request.POST.get("measure", "") or "?"
    return LEFT_OUT if chosen == _LEAVE_OUT else chosen


def _suggested_name(outline: Outline | None) -> str:
    """A name that tells one feed from another."""
    if outline is not None and outline.kind in EDI_KINDS:
        return _("EDI %(message)s") % {"message": outline.headers[2]}
    return _("Activity reports")
