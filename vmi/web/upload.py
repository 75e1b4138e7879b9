"""Where a partner hands in a report."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from portal.kernel.errors import Invalid
from vmi.actions.receive_report import receive_report
from vmi.models import ReportDocument
from vmi.web.asking import PARTNER, own_partner, scope_in
from vmi.web.forms import UploadForm


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take one file and lead to its page, where its verdict appears."""
    scope = scope_in(request, PARTNER, Permission.SUBMIT_REPORTS)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            receipt = receive_report(
                scope,
                own_partner(scope),
                file,
                filename=file.name or "",
                door=ReportDocument.Door.UPLOAD,
            )
        except Invalid as problem:
            form.add_error("file", str(problem.message))
        else:
            if not receipt.is_new:
                messages.info(
                    request,
                    _(
                        "This very file was here before. Nothing was counted twice; this is its page."
                    ),
                )
            return redirect("partner:report", receipt.document_id)
    return render(
        request, "vmi/partner/upload.html", {"form": form}, status=422 if form.errors else 200
    )
