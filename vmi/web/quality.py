"""How good a partner's lines are: the partner's own page, and the workspace's page of every partner."""

from decimal import Decimal
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.charts import Caption, Chart, Part, StackRow, stacked_share
from portal.kernel.numbers import number_in_words, percent_in_words
from vmi.selectors.quality import MonthOfLines, Quality, quality_by_partner, quality_of
from vmi.web.asking import PARTNER, WORKSPACE, Side, language, own_partner, scope_in

_TONES: Final = ("accent", "soft", "watch", "faint")


@login_required
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The partner's own data quality."""
    scope = scope_in(request, PARTNER, Permission.VIEW_REPORTS)
    return _quality(request, PARTNER, scope, own_partner(scope))


@login_required
@require_safe
def workspace_quality(request: HttpRequest) -> HttpResponse:
    """The data quality of every partner of the scope."""
    scope = scope_in(request, WORKSPACE, Permission.VIEW_REPORTS)
    rows = quality_by_partner(scope)
    context = {"side": WORKSPACE.namespace, "rows": rows, "words": _all_in_words(rows)}
    return render(request, WORKSPACE.template("quality_list"), context)


@login_required
@require_safe
def workspace_partner_quality(request: HttpRequest, partner_id: int) -> HttpResponse:
    """The data quality of one partner."""
    scope = scope_in(request, WORKSPACE, Permission.VIEW_REPORTS)
    return _quality(request, WORKSPACE, scope, partner_id)


def _quality(request: HttpRequest, side: Side, scope: Scope, partner_id: int) -> HttpResponse:
    found = quality_of(scope, partner_id)
    context = {
        "side": side.namespace,
        "quality": found,
        "is_workspace": side is WORKSPACE,
        "words": _in_words(found),
        "chart": _chart(found),
        "months": [(month, _month_words(month)) for month in found.odd_months],
        "may_submit": scope.may(Permission.SUBMIT_REPORTS),
    }
    return render(request, side.template("quality"), context)


def _in_words(found: Quality) -> str:
    """The one sentence that its reader wants."""
    if not found.lines:
        return _("No line has come yet, so there is nothing to judge")
    if not found.open_count:
        return _("Nothing is open: every line is right, corrected or explained")
    return ngettext(
        "%(number)s finding waits for an answer",
        "%(number)s findings wait for an answer",
        found.open_count,
    ) % {"number": number_in_words(found.open_count, language())}


def _all_in_words(rows: tuple[object, ...]) -> str:
    is_open = sum(getattr(row, "open_count", 0) for row in rows)
    if not is_open:
        return _("No partner has open findings")
    return ngettext("%(number)s finding is open", "%(number)s findings are open", is_open) % {
        "number": number_in_words(is_open, language())
    }


def _chart(found: Quality) -> Chart | None:
    """Which kinds there were, month by month; none without any finding."""
    months = found.odd_months
    if not months or not found.kinds:
        return None
    top, rest = found.kinds[: len(_TONES) - 1], found.kinds[len(_TONES) - 1 :]
    parts = [Part(name, tone) for (_kind, name), tone in zip(top, _TONES, strict=False)]
    if rest:
        parts.append(Part(_("others"), _TONES[-1]))
    rows = [
        StackRow(
            _month_words(month), _ratios(month, [kind for kind, _name in top], has_rest=bool(rest))
        )
        for month in months
    ]
    title = _("Most often: %(kind)s, in %(share)s of all findings") % {
        "kind": found.kinds[0][1],
        "share": percent_in_words(_share_of_first(found), language(), places=0),
    }
    note = _("Share of each kind among the findings of a month")
    return stacked_share(rows, Caption(title, language(), note, _("Month")), parts)


def _ratios(month: MonthOfLines, top: list[str], *, has_rest: bool) -> tuple[Decimal | None, ...]:
    total = sum(lines for kind, lines in month.by_kind.items() if kind)
    shares = [Decimal(month.by_kind.get(kind, 0)) / total for kind in top] if total else []
    rest = Decimal(1) - sum(shares, Decimal(0))
    return (*shares, rest) if has_rest else tuple(shares)


def _share_of_first(found: Quality) -> Decimal:
    counts = [sum(row) for _name, row in found.table]
    return Decimal(counts[0]) / sum(counts)


def _month_words(month: MonthOfLines) -> str:
    return date_format(month.month, "YEAR_MONTH_FORMAT")
