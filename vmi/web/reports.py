"""Reports of one partner: the list, the verdict on one, and its files."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.downloads import csv_file
from vmi.formats.shape import EDI_KINDS
from vmi.models import ReportDocument
from vmi.selectors.control_totals import total_rows
from vmi.selectors.documents import report_for
from vmi.selectors.findings import corrections_made, kinds_of_findings
from vmi.selectors.interchanges import interchanges_of
from vmi.selectors.parts import parts_of
from vmi.selectors.report_list import ReportFilter, partners_with_reports, report_rows
from vmi.selectors.reports import unposted_rows, verdict_of
from vmi.selectors.restatements import correction_of, restatement_of
from vmi.selectors.trials import UNKNOWN_ACTIVITY
from vmi.web import wording
from vmi.web.asking import PARTNER, WORKSPACE, Side, scope_in
from vmi.web.files import original_file
from vmi.web.interchanges import interchange_rows_of

REPORTS_A_PAGE = 25
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class ReportRow:
    """A report as lists show it."""

    document: ReportDocument
    verdict: str
    tone: str


def report_row(document: ReportDocument) -> ReportRow:
    return ReportRow(document, wording.verdict(document), wording.tone_of(document))


@dataclass(frozen=True)
class PartRow:
    """A file of an archive."""

    number: int
    row: ReportRow
    was_here: bool


def _parts(scope: Scope, document_id: int) -> dict[str, object]:
    """The files of an archive as its page lists them."""
    found = parts_of(scope, document_id)
    rows = [PartRow(part.number, report_row(part.document), part.was_here) for part in found.parts]
    return {"rows": rows, "skipped": found.skipped}


def _reports(request: HttpRequest, side: Side) -> HttpResponse:
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    chosen = ReportFilter.of(request.GET.get("partner", ""), request.GET.get("state", ""))
    page = Paginator(report_rows(scope, chosen), REPORTS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        side.template("reports"),
        {
            "side": side.namespace,
            "page": page,
            "rows": [report_row(document) for document in page],
            "chosen": chosen,
            "states": ReportDocument.State.choices,
            "partners": partners_with_reports(scope) if side is WORKSPACE else (),
        },
    )


def _report(request: HttpRequest, side: Side, document_id: int) -> HttpResponse:
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    found = verdict_of(scope, document_id)
    document = found.document
    context = {
        "side": side.namespace,
        "row": report_row(document),
        "document": document,
        "problem": found.problem,
        "reasons": found.reasons,
        "notes": found.notes,
        "has_unknown_activities": any(
            note.explanation.code == UNKNOWN_ACTIVITY for note in found.notes
        ),
        "progress": wording.progress_words(document),
        "parts": _parts(scope, document.pk),
        "interchanges": interchange_rows_of(interchanges_of(scope, document.pk)),
        "may_map": scope.may(Permission.MAP_CODES),
        "may_submit": scope.may(Permission.SUBMIT_REPORTS),
    }
    if document.is_settled:
        # An archive has no columns, and what EDI means is said of its sender, not of columns.
        context["has_columns"] = document.kind not in {*EDI_KINDS, "archive"}
        context["totals"] = total_rows(document.quantities)
        context["findings"] = kinds_of_findings(scope, document.pk)
        context["corrections"] = corrections_made(scope, document.pk)
        found_before = (restatement_of(scope, document.pk), correction_of(scope, document.pk))
        context["restatements"] = [each for each in found_before if each]
    return render(request, side.template("report"), context)


def _progress(request: HttpRequest, side: Side, document_id: int) -> HttpResponse:
    """A piece of the report's page while it is being read; when it is settled, the page is asked for anew."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    document = report_for(scope, document_id)
    response = render(
        request,
        "vmi/partials/progress.html",
        {
            "side": side.namespace,
            "document": document,
            "progress": wording.progress_words(document),
        },
    )
    if document.is_settled or document.state == ReportDocument.State.NEEDS_MAPPING:
        response.headers["HX-Refresh"] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response


def _original(request: HttpRequest, side: Side, document_id: int) -> HttpResponseBase:
    """The file byte for byte."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    return original_file(report_for(scope, document_id))


def _lines(request: HttpRequest, side: Side, document_id: int) -> HttpResponseBase:
    """The lines that did not post, to be mended in a spreadsheet."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    document = report_for(scope, document_id)
    rows = unposted_rows(scope, document.pk)
    return csv_file(rows, f"tandem-{document.pk}-lines.csv")


def _on(side: Side, view: View) -> View:
    """The view as it is asked for on one side, for signed-in people only."""

    def shown(request: HttpRequest, **parts: int) -> HttpResponseBase:
        return view(request, side, **parts)

    guarded: View = login_required(require_safe(shown))
    return guarded


reports, workspace_reports = _on(PARTNER, _reports), _on(WORKSPACE, _reports)
report, workspace_report = _on(PARTNER, _report), _on(WORKSPACE, _report)
progress, workspace_progress = _on(PARTNER, _progress), _on(WORKSPACE, _progress)
original, workspace_original = _on(PARTNER, _original), _on(WORKSPACE, _original)
lines, workspace_lines = _on(PARTNER, _lines), _on(WORKSPACE, _lines)
