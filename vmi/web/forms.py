"""Forms of the intake: a file, the meaning of its columns, the meaning of a code."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmi.formats.shape import FIELDS, Outline, Reading
from vmi.models import ReportDocument
from vmi.selectors.reasons import field_word

DATE_ORDERS: Final = (
    ("YMD", gettext_lazy("year, month, day: 2026-05-17")),
    ("DMY", gettext_lazy("day, month, year: 17.05.2026")),
    ("MDY", gettext_lazy("month, day, year: 05/17/2026")),
)
DECIMAL_MARKS: Final = (
    (".", gettext_lazy("a point: 1,234.5")),
    (",", gettext_lazy("a comma: 1.234,5")),
)

ACCEPTED: Final = (
    *(".csv", ".tsv", ".txt", ".xlsx", ".ods", ".zip", ".gz"),
    *(".edi", ".x12", ".edifact", ".edf", ".dat"),
)


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files, at least one; an empty one is kept and judged like every other."""

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:
        clean_one = super().clean
        return [clean_one(file, initial) for file in value or [None]]


class UploadForm(forms.Form):
    """Files in whatever shape the partner's system writes them, and what a bad line means for the others."""

    file = _FilesField(
        label=gettext_lazy("Your reports"),
        help_text=gettext_lazy(
            "CSV, TSV, Excel (XLSX), OpenDocument (ODS), EDI (X12, EDIFACT), or a ZIP or GZ of these; "
            "as your system writes them, one or several."
        ),
        allow_empty_file=True,
        max_length=None,
        widget=_FilesInput(attrs={"accept": ",".join(ACCEPTED)}),
    )
    error_policy = forms.ChoiceField(
        label=gettext_lazy("If a line is wrong"),
        required=False,
        choices=[
            ("", gettext_lazy("as agreed for these reports")),
            (ReportDocument.ErrorPolicy.POST_GOOD, gettext_lazy("post the good lines")),
            (ReportDocument.ErrorPolicy.REFUSE_ALL, gettext_lazy("refuse the whole file")),
        ],
    )


class ColumnsForm(forms.Form):
    """Which column says what; the choices are the columns of the very file."""

    def __init__(self, *args: Any, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outline = outline
        columns = _column_choices(outline)
        for name in FIELDS:
            chosen = _chosen(outline, name)
            # A reference may be made of two columns, which no single column's choice says.
            is_pair = bool(chosen) and chosen not in dict(columns)
            self.fields[name] = forms.ChoiceField(
                label=capfirst(field_word(name)),
                choices=[*columns, (chosen, chosen)] if is_pair else columns,
                required=False,
                initial=chosen,
            )
        self._add_question("date_order", _("How dates are written"), DATE_ORDERS)
        self._add_question("decimal_mark", _("What stands before decimals"), DECIMAL_MARKS)
        if outline.reading.first_day is None and not _has_day(outline):
            for name, label in (
                ("period_first_day", _("First day of the whole file, if no column says it")),
                ("period_last_day", _("Last day of the whole file")),
            ):
                self.fields[name] = forms.DateField(
                    label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
                )
        if "currency" in outline.ambiguous:
            self.fields["default_currency"] = forms.CharField(
                label=_("Currency of the sales value"),
                max_length=3,
                min_length=3,
                initial=outline.reading.default_currency,
                help_text=_("Three letters: CNY, EUR, USD."),
            )

    def _add_question(self, name: str, label: str, choices: Any) -> None:
        """Asked only where the file itself leaves it open."""
        known = getattr(self.outline.reading, name)
        if known is None or name in self.outline.ambiguous:
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices if known else [("", _("choose")), *choices],
                initial=known,
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        columns = self.columns
        if not columns.keys() & {"product_code", "gtin"}:
            self.add_error("product_code", _("Say which column has the product."))
        used: dict[str, str] = {}
        for name, column in columns.items():
            if column in used:
                self.add_error(name, _("This column is already used for another field."))
            used[column] = name
        return typed

    @property
    def columns(self) -> dict[str, str]:
        """Field → column, for the fields that have one."""
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get(name)}

    @property
    def reading(self) -> Reading:
        """The answers as the intake reads files by them."""
        typed, known = self.cleaned_data, self.outline.reading
        return Reading(
            columns=self.columns,
            date_order=typed.get("date_order") or known.date_order,
            decimal_mark=typed.get("decimal_mark") or known.decimal_mark,
            encoding=known.encoding,
            delimiter=known.delimiter,
            sheet=known.sheet,
            default_currency=(typed.get("default_currency") or known.default_currency).upper(),
            first_day=typed.get("period_first_day") or known.first_day,
            last_day=typed.get("period_last_day") or known.last_day,
            default_location=known.default_location,
        )


def _column_choices(outline: Outline) -> list[tuple[str, str]]:
    """Each column by its header; one without a header, or with one that is there twice, by its place."""
    choices = [("", _("not in this file"))]
    for place, header in enumerate(outline.headers, 1):
        is_named = bool(header) and outline.headers.count(header) == 1
        words = header or _("column %(number)s") % {"number": place}
        example = next(
            (row[place - 1] for row in outline.sample if place <= len(row) and row[place - 1]), ""
        )
        shown = f"{words} ({example[:24]})" if example else words
        choices.append((header if is_named else f"#{place}", shown))
    return choices


def _chosen(outline: Outline, name: str) -> str:
    return str(outline.reading.columns.get(name, ""))


def _has_day(outline: Outline) -> bool:
    return bool(outline.reading.columns.keys() & {"day", "first_day", "last_day"})
