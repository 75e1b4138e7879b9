"""Many codes at once: the list of what waits as a file, and the filled-in list taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Final, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.selectors.partners import partners_of
from accounts.tenancy import Scope
from portal.kernel.clock import today
from portal.kernel.downloads import csv_file, xlsx_file
from portal.kernel.errors import DomainError, Invalid
from portal.kernel.numbers import number_in_words
from vmi.actions.map_codes_in_bulk import MappedCodes, map_codes_in_bulk
from vmi.selectors.code_lists import LeftOut, read_code_list, waiting_list
from vmi.selectors.code_meanings import CodeMeaning, Effect, JudgedMeaning, judged_meanings
from vmi.web.asking import PARTNER, WORKSPACE, Side, language, scope_in

View = Callable[..., HttpResponseBase]
_MOST_BYTES: Final = 5 * 1024 * 1024
# A preview is worth so long: codes and places change meanwhile.
_PREVIEW_SECONDS: Final = 24 * 3600
_TONES: Final = {
    Effect.NEW: "good",
    Effect.NEW_PLACE: "good",
    Effect.CHANGED: "watch",
    Effect.SAME: "plain",
    Effect.REFUSED: "act",
}


class CodeListForm(forms.Form):
    """The filled-in list."""

    file = forms.FileField(
        label=gettext_lazy("Your filled-in list"),
        help_text=gettext_lazy("CSV, XLSX or ODS, with what each code means."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods"}),
    )

    def __init__(self, *args: Any, partners: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners:
            choices = [(partner.pk, str(partner)) for partner in partners]
            self.fields["partner"] = forms.TypedChoiceField(
                label=_("Partner"), choices=[("", _("choose")), *choices], coerce=int
            )
            self.order_fields(["partner", "file"])


@dataclass(frozen=True)
class ShownRow:
    """A row of the preview."""

    row: JudgedMeaning
    tone: str


def _waiting_csv(request: HttpRequest, side: Side) -> HttpResponseBase:
    heads, rows = waiting_list(scope_in(request, side, Permission.MAP_CODES))
    return csv_file([heads, *rows], f"codes-{today():%Y-%m-%d}.csv")


def _waiting_xlsx(request: HttpRequest, side: Side) -> HttpResponseBase:
    heads, rows = waiting_list(scope_in(request, side, Permission.MAP_CODES))
    return xlsx_file(heads, rows, f"codes-{today():%Y-%m-%d}.xlsx")


def _code_list(request: HttpRequest, side: Side) -> HttpResponse:
    """The form; a file sent by it is shown as a preview, and a preview agreed to is taken over."""
    scope = scope_in(request, side, Permission.MAP_CODES)
    partners = partners_of(scope) if side is WORKSPACE else ()
    if request.method == "POST" and "preview" in request.POST:
        return _taken_over(request, side, scope)
    form = CodeListForm(request.POST or None, request.FILES or None, partners=partners)
    if request.method == "POST" and form.is_valid():
        partner_id = form.cleaned_data.get("partner") or scope.partner_id or 0
        try:
            return _preview(request, side, scope, partner_id, form.cleaned_data["file"])
        except DomainError as problem:
            form.add_error("file", str(problem.message))
    return render(request, side.template("code_list"), {"side": side.namespace, "form": form})


def _preview(
    request: HttpRequest, side: Side, scope: Scope, partner_id: int, file: Any
) -> HttpResponse:
    if file.size > _MOST_BYTES:
        raise Invalid("file_too_large", _("A list of codes has at most 5 MB."), "file")
    found = read_code_list(scope, partner_id, cast("BinaryIO", file.file), file.name)
    rows = judged_meanings(scope, partner_id, found.meanings)
    will_do = MappedCodes(rows)
    return render(
        request,
        side.template("code_list"),
        {
            "side": side.namespace,
            "is_preview": True,
            "rows": [ShownRow(row, _TONES[row.effect]) for row in rows],
            "left_out": (*found.left_out, *map(_left_out, will_do.refused)),
            "will_map": sum(
                will_do.count_of(effect)
                for effect in (Effect.NEW, Effect.CHANGED, Effect.NEW_PLACE)
            ),
            "lines": will_do.lines,
            "preview": _signed(scope, partner_id, found.meanings),
        },
    )


def _taken_over(request: HttpRequest, side: Side, scope: Scope) -> HttpResponse:
    try:
        partner_id, meanings = _unsigned(scope, request.POST["preview"])
        done = map_codes_in_bulk(scope, partner_id, meanings)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old. Send the list again."))
        return redirect(side.address("code_list"))
    except DomainError as problem:
        messages.error(request, str(problem.message))
        return redirect(side.address("code_list"))
    mapped = len(done.rows) - len(done.refused)
    messages.success(request, _mapped_words(mapped, done.lines))
    return redirect(side.address("parked"))


def _mapped_words(codes: int, lines: int) -> str:
    words = ngettext(
        "%(number)s code of your list is known now.",
        "%(number)s codes of your list are known now.",
        codes,
    ) % {"number": number_in_words(codes, language())}
    more = ngettext(
        "%(number)s line that waited posts by itself.",
        "%(number)s lines that waited post by themselves.",
        lines,
    ) % {"number": number_in_words(lines, language())}
    return f"{words} {more}" if lines else words


def _left_out(row: JudgedMeaning) -> LeftOut:
    return LeftOut(row.meaning.line, row.message)


def _salt(scope: Scope) -> str:
    """A preview belongs to who asked for it."""
    return f"code list of {scope.actor.kind} {scope.actor.id}"


def _signed(scope: Scope, partner_id: int, meanings: Sequence[CodeMeaning]) -> str:
    rows = [
        (
            *(each.line, each.is_product, each.code, each.means),
            *(each.valid_from.isoformat() if each.valid_from else None, each.name),
        )
        for each in meanings
    ]
    return signing.dumps([partner_id, rows], salt=_salt(scope), compress=True)


def _unsigned(scope: Scope, text: str) -> tuple[int, list[CodeMeaning]]:
    partner_id, rows = signing.loads(text, salt=_salt(scope), max_age=_PREVIEW_SECONDS)
    return partner_id, [
        CodeMeaning(
            line, is_product, code, means, date.fromisoformat(start) if start else None, name
        )
        for line, is_product, code, means, start, name in rows
    ]


def _on(side: Side, view: View, guard: Callable[[View], View]) -> View:
    def shown(request: HttpRequest) -> HttpResponseBase:
        return view(request, side)

    guarded: View = login_required(guard(shown))
    return guarded


_forms = require_http_methods(["GET", "HEAD", "POST"])
waiting_csv, workspace_waiting_csv = (
    _on(side, _waiting_csv, require_safe) for side in (PARTNER, WORKSPACE)
)
waiting_xlsx, workspace_waiting_xlsx = (
    _on(side, _waiting_xlsx, require_safe) for side in (PARTNER, WORKSPACE)
)
code_list, workspace_code_list = (_on(side, _code_list, _forms) for side in (PARTNER, WORKSPACE))
