"""Where a partner hands in reports."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid
from vmi.actions.receive_report import Receipt, receive_report
from vmi.models import ReportDocument
from vmi.selectors.documents import report_for
from vmi.selectors.receipts import receipt_text
from vmi.web.asking import PARTNER, own_partner, scope_in
from vmi.web.forms import UploadForm

# The form's last field: a body that was cut short lacks it, while its last file looks whole.
_LAST_FIELD = "whole"


@dataclass
class _Taken:
    """What became of the files of one upload: receipts, and why the others were not kept."""

    receipts: list[Receipt] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take files; one alone leads to its page, where its verdict appears, several to the list of reports."""
    scope = scope_in(request, PARTNER, Permission.SUBMIT_REPORTS)
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if _LAST_FIELD not in request.POST:
        form.add_error("file", _("The upload was cut short. Nothing was kept; send it again."))
    if not form.is_valid():
        return _page(request, form)
    taken = _taken(scope, form)
    if not taken.receipts:
        for problem in taken.problems:
            form.add_error("file", problem)
        return _page(request, form)
    _tell(request, scope, taken)
    return _led_to(request, taken)


def _page(request: HttpRequest, form: UploadForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "vmi/partner/upload.html", {"form": form}, status=status)


def _taken(scope: Scope, form: UploadForm) -> _Taken:
    """Each file by itself: one that is too large does not keep the others out."""
    taken = _Taken()
    for file in form.cleaned_data["file"]:
        try:
            receipt = receive_report(
                scope,
                own_partner(scope),
                file,
                filename=file.name or "",
                door=ReportDocument.Door.UPLOAD,
                error_policy=form.cleaned_data["error_policy"],
            )
        except Invalid as problem:
            taken.problems.append(f"{file.name}: {problem.message}")
        else:
            taken.receipts.append(receipt)
    return taken


def _tell(request: HttpRequest, scope: Scope, taken: _Taken) -> None:
    for problem in taken.problems:
        messages.error(request, problem)
    known = sum(not receipt.is_new for receipt in taken.receipts)
    if len(taken.receipts) > 1:
        words = ngettext(
            "%(number)s file is taken in.", "%(number)s files are taken in.", len(taken.receipts)
        )
        messages.success(request, words % {"number": len(taken.receipts)})
    if known and len(taken.receipts) == 1:
        messages.info(
            request,
            _("This very file was here before. Nothing was counted twice; this is its page."),
        )
    elif len(taken.receipts) == 1:
        messages.success(request, receipt_text(report_for(scope, taken.receipts[0].document_id)))
    elif known:
        words = ngettext(
            "%(number)s of them was here before, and counts once.",
            "%(number)s of them were here before, and count once.",
            known,
        )
        messages.info(request, words % {"number": known})


def _led_to(request: HttpRequest, taken: _Taken) -> HttpResponse:
    """The next page; a script that has shown the progress asks where it is, and goes there itself."""
    is_one = len(taken.receipts) == 1 and not taken.problems
    address = (
        reverse("partner:report", args=[taken.receipts[0].document_id])
        if is_one
        else reverse("partner:reports")
    )
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"next": address}, status=201)
    return redirect(address)
