"""What is odd in a report's lines, and the page where one line is put right or said to be right."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import DomainError
from vmi.actions.confirm_finding import confirm_finding
from vmi.actions.correct_line import REASON_CHARACTERS, correct_line
from vmi.actions.leave_line_out import leave_line_out
from vmi.formats.corrections import CORRECTABLE
from vmi.models import Finding
from vmi.rules.line_checks import LEFT_OUT
from vmi.selectors.documents import report_for
from vmi.selectors.findings import SHORT_WORDS, corrections_made, finding_row, findings_of
from vmi.selectors.line_as_read import LineAsRead, line_as_read
from vmi.selectors.reasons import explain, field_word
from vmi.web.asking import PARTNER, WORKSPACE, Side, scope_in

View = Callable[..., HttpResponse]
FINDINGS_A_PAGE: Final = 50
# Asked for in any case; others are when the line says them.
_USUAL: Final = (
    *("product_code", "location_code", "first_day", "last_day"),
    *("sold", "returned", "received", "on_hand", "sold_value"),
)


class LineForm(forms.Form):
    """The fields of one line as they were read; a blank field is a value that is not said."""

    def __init__(self, *args: Any, line: LineAsRead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        shown = {*_USUAL, *line.values, *line.unread, line.field}
        for name in CORRECTABLE:
            if name in shown:
                self.fields[name] = forms.CharField(
                    label=capfirst(field_word(name)),
                    required=False,
                    max_length=255,
                    initial=line.values.get(name) or self._unread(name),
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=REASON_CHARACTERS,
            help_text=_("In a few words; it stays with the line."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _unread(self, name: str) -> str:
        return self.line.value if name == self.line.field else ""

    @property
    def changed_values(self) -> dict[str, str | None]:
        """What the person typed in place of what was read."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name != "reason"}
        return {
            name: text or None
            for name, text in typed.items()
            if text != self.line.values.get(name, "") or name in self.line.unread
        }


def _findings(request: HttpRequest, side: Side, document_id: int) -> HttpResponse:
    """Every finding of a report, by kind."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    document = report_for(scope, document_id)
    rows = findings_of(scope, document.pk).exclude(kind=LEFT_OUT)
    kinds = rows.order_by("kind").values_list("kind", flat=True).distinct()
    asked = request.GET.get("kind", "")
    chosen = asked if asked in SHORT_WORDS else ""
    if chosen:
        rows = rows.filter(kind=chosen)
    page = Paginator(rows, FINDINGS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        side.template("findings"),
        {
            "side": side.namespace,
            "document": document,
            "page": page,
            "rows": [finding_row(found) for found in page],
            "kinds": [(kind, SHORT_WORDS.get(kind, kind)) for kind in kinds],
            "chosen": chosen,
            "may_submit": scope.may(Permission.SUBMIT_REPORTS),
            "open_count": rows.filter(state=Finding.State.OPEN).count(),
        },
    )


def _line(request: HttpRequest, side: Side, document_id: int, line: int) -> HttpResponse:
    """One line; on POST it is put right, or said to be right as it is."""
    scope = scope_in(request, side, Permission.SUBMIT_REPORTS)
    document = report_for(scope, document_id)
    read = line_as_read(scope, document_id, line)
    form = LineForm(request.POST if request.method == "POST" else None, line=read)
    if form.is_bound and form.is_valid():
        try:
            said = _settle(scope, document_id, form, is_confirmed="confirm" in request.POST)
        except DomainError as problem:
            form.add_error(
                problem.field if problem.field in form.fields else None, str(problem.message)
            )
        else:
            messages.success(request, said)
            return redirect(side.address("report"), document_id)
    rows = [finding_row(found) for found in findings_of(scope, document_id, line=line)]
    context = {
        "side": side.namespace,
        "document": document,
        "line": read,
        "refusal": explain(read.code) if read.code else None,
        "rows": rows,
        "form": form,
        "corrections": [row for row in corrections_made(scope, document_id) if row.line == line],
        "is_confirmable": bool(read.code) or any(row.is_open for row in rows),
    }
    status = 422 if form.errors else 200
    return render(request, side.template("line"), context, status=status)


def _settle(scope: Scope, document_id: int, form: LineForm, *, is_confirmed: bool) -> str:
    """Carry out what the person decided, and the sentence that says so."""
    reason, line = form.cleaned_data["reason"], form.line.line
    if not is_confirmed:
        correct_line(scope, document_id, line, form.changed_values, reason=reason)
        return _("Thank you. The report is read again with the corrected line.")
    if form.line.code:
        leave_line_out(scope, document_id, line, reason=reason)
        return _("Thank you. The line is left as it is.")
    for found in findings_of(scope, document_id, line=line).filter(state=Finding.State.OPEN):
        confirm_finding(scope, found.pk, reason=reason)
    return _("Thank you. The line is right as it is.")


def _on(side: Side, view: View, *, is_safe: bool) -> View:
    def shown(request: HttpRequest, **parts: int) -> HttpResponse:
        return view(request, side, **parts)

    allowed = require_safe if is_safe else require_http_methods(["GET", "HEAD", "POST"])
    guarded: View = login_required(allowed(shown))
    return guarded


findings = _on(PARTNER, _findings, is_safe=True)
workspace_findings = _on(WORKSPACE, _findings, is_safe=True)
line, workspace_line = _on(PARTNER, _line, is_safe=False), _on(WORKSPACE, _line, is_safe=False)
