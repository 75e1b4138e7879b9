"""The account review: on a page, as PDF and as a workbook; all three from one object."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.tenancy import Scope
from portal.kernel.clock import today
from portal.kernel.numbers import period_in_words
from portal.kernel.period import Period
from reports.render.pdf import pdf_of
from reports.render.words import in_words
from reports.render.xlsx import XLSX, xlsx_of
from reports.selectors.periods import period_said, periods_offered
from reports.selectors.review import Review, gather_review, language_of


@require_safe
def review(request: HttpRequest, code: str) -> HttpResponse:
    """The review on screen, in the language of the page unless another is asked for."""
    found = _asked(request, code)
    return render(
        request,
        "reports/screen/review.html",
        {
            "page_title": _("Review: %(name)s") % {"name": found.name},
            "review": found,
            "words": in_words(found),
            "periods": _choices(found.asked),
            "languages": (
                ("zh", "中文", found.language == "zh-hans"),
                ("en", "English", found.language == "en"),
            ),
            "query": f"period={found.asked.label}&language={found.language}",
        },
    )


@require_safe
def review_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The review as PDF."""
    found = _asked(request, code)
    return _attached(pdf_of(found), "application/pdf", f"{name_of(found)}.pdf")


@require_safe
def review_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The review as a workbook."""
    found = _asked(request, code)
    return _attached(xlsx_of(found), XLSX, f"{name_of(found)}.xlsx")


def name_of(found: Review) -> str:
    """What a file of this review is called."""
    return f"{found.code}-{found.asked.label}-{found.language[:2]}"


def _asked(request: HttpRequest, code: str) -> Review:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return gather_review(
        scope,
        code,
        period_said(request.GET.get("period", ""), today()),
        language=language_of(request.GET.get("language") or get_language() or "en"),
    )


def _choices(chosen: Period) -> list[tuple[str, str, bool]]:
    return [
        (period.label, period_in_words(period, get_language() or "en"), period == chosen)
        for period in periods_offered(today(), chosen)
    ]


def _attached(content: bytes, kind: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    )
    response["Cache-Control"] = "no-store"
    return response
