"""Notices on the partner site: the list, and one of them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.tenancy import Scope
from portal.content.selectors.notices import notice_for, notices_for
from portal.kernel.errors import NotFound

NOTICES_A_PAGE = 20


def _partner_scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.partner_id is None:
        raise NotFound("no_partner", _("This page is for people of a partner."))
    return scope


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice for the reader, the newest first."""
    rows = notices_for(_partner_scope(request), get_language() or "")
    page = Paginator(rows, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "content/notices.html", {"page": page})


@login_required
@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice, for its audience."""
    page = notice_for(_partner_scope(request), notice_id)
    return render(request, "content/notice.html", {"page": page})
