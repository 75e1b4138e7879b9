"""Where a person says what the columns of a file mean."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from portal.kernel.errors import DomainError
from vmi.actions.name_columns import name_columns
from vmi.formats.shape import UnreadableFile
from vmi.selectors.documents import document_outline, report_for
from vmi.selectors.reasons import explain
from vmi.web.asking import PARTNER, WORKSPACE, Side, scope_in
from vmi.web.forms import ColumnsForm

View = Callable[..., HttpResponse]
_SAMPLE_ROWS = 5


def _columns(request: HttpRequest, side: Side, document_id: int) -> HttpResponse:
    scope = scope_in(request, side, Permission.SUBMIT_REPORTS)
    document = report_for(scope, document_id)
    try:
        outline = document_outline(scope, document_id)
    except UnreadableFile:
        # Its own page says why it can't be a table.
        return redirect(side.address("report"), document_id)
    form = ColumnsForm(request.POST if request.method == "POST" else None, outline=outline)
    if form.is_bound and form.is_valid():
        try:
            name_columns(scope, document_id, form.reading)
        except DomainError as problem:
            named = problem.field if problem.field in form.fields else None
            form.add_error(named, str(problem.message))
        else:
            messages.success(
                request, _("Thank you. Files with this header row are read like this from now on.")
            )
            return redirect(side.address("report"), document_id)
    return render(
        request,
        side.template("columns"),
        {
            "side": side.namespace,
            "document": document,
            "problem": explain(document.problem_code, document.problem_details)
            if document.problem_code
            else None,
            "form": form,
            "headers": outline.headers,
            "sample": outline.sample[:_SAMPLE_ROWS],
        },
        status=422 if form.errors else 200,
    )


def _on(side: Side) -> View:
    def shown(request: HttpRequest, document_id: int) -> HttpResponse:
        return _columns(request, side, document_id)

    guarded: View = login_required(require_http_methods(["GET", "HEAD", "POST"])(shown))
    return guarded


columns, workspace_columns = _on(PARTNER), _on(WORKSPACE)
