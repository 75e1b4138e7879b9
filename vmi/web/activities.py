"""Codes of quantities in the EDI of a report that nobody has explained yet: what each means is said here."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from portal.kernel.errors import DomainError
from vmi.actions.teach_activity import teach_report_activity
from vmi.selectors.reports import verdict_of
from vmi.selectors.trials import UNKNOWN_ACTIVITY
from vmi.web.asking import PARTNER, WORKSPACE, Side, scope_in
from vmi.web.trial_forms import measure_choices, measure_in

View = Callable[..., HttpResponse]


def _activities(request: HttpRequest, side: Side, document_id: int) -> HttpResponse:
    scope = scope_in(request, side, Permission.SUBMIT_REPORTS)
    found = verdict_of(scope, document_id)
    if request.method == "POST":
        code = request.POST.get("code", "")
        try:
            teach_report_activity(scope, document_id, code, measure_in(request))
        except DomainError as problem:
            messages.error(request, str(problem.message))
            return redirect(request.path)
        messages.success(
            request, _("%(code)s is known now. The report is read again.") % {"code": code}
        )
        return redirect(side.address("report"), document_id)
    return render(
        request,
        side.template("activities"),
        {
            "side": side.namespace,
            "document": found.document,
            "activities": [
                note for note in found.notes if note.explanation.code == UNKNOWN_ACTIVITY
            ],
            "measures": measure_choices(),
        },
    )


def _on(side: Side) -> View:
    def shown(request: HttpRequest, document_id: int) -> HttpResponse:
        return _activities(request, side, document_id)

    guarded: View = login_required(require_http_methods(["GET", "HEAD", "POST"])(shown))
    return guarded


activities, workspace_activities = _on(PARTNER), _on(WORKSPACE)
