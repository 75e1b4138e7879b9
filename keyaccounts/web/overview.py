"""The executive's overview: one page, every figure with its ground."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keyaccounts.selectors.overview import Overview, overview
from keyaccounts.web import charts
from keyaccounts.web.asking import asked_period, language, scope_in
from portal.kernel.figure import Figure, Trust
from portal.kernel.numbers import (
    change_between,
    change_in_words,
    percent_in_words,
    short_in_words,
)


@require_safe
def overview_page(request: HttpRequest) -> HttpResponse:
    """How we stand, how it moved, and where to grow."""
    asked = asked_period(request)
    page = overview(scope_in(request), asked.period)
    return render(
        request,
        "keyaccounts/overview.html",
        {
            "page_title": _("Overview"),
            "page": page,
            "asked": asked,
            "headline": headline(page, asked.words),
            "figures": figures(page),
            "segments_chart": charts.segments_chart(page.segments),
            "months_chart": charts.months_chart(page.months, page.totals.revenue.currency),
            "top_chart": charts.top_chart(page),
            "growth_chart": charts.growth_chart(page),
        },
    )


def headline(page: Overview, period_words: str) -> str:
    """Revenue, its change, and our share of the market that we know."""
    totals = page.totals
    change = change_between(totals.revenue, totals.revenue_before)
    said = {
        "revenue": short_in_words(totals.revenue, language()),
        "period": period_words,
        "change": "" if change is None else change_in_words(change, language()),
    }
    main = page.main_segment
    if main is None or main.share.value is None:
        if change is None:
            return _("%(revenue)s in %(period)s") % said
        return _("%(revenue)s in %(period)s, %(change)s on the year before") % said
    said |= {"share": percent_in_words(main.share.value, language()), "segment": main.name}
    if change is None:
        return _("%(revenue)s in %(period)s; %(share)s of %(segment)s is ours") % said
    return (
        _(
            "%(revenue)s in %(period)s, %(change)s on the year before; %(share)s of %(segment)s is ours"
        )
        % said
    )


def figures(page: Overview) -> list[Figure]:
    """The four figures at the top."""
    totals, until = page.totals, page.period.last_day
    main = page.main_segment
    return [
        Figure(
            "revenue",
            _("Revenue"),
            totals.revenue,
            _("our orders"),
            until,
            before=totals.revenue_before,
        ),
        Figure(
            "volume",
            _("Volume"),
            totals.volume,
            _("our orders"),
            until,
            before=totals.volume_before,
        ),
        Figure(
            "share",
            _("Share of the accounts' demand"),
            totals.share,
            _("our orders ÷ demand figures"),
            until,
            before=totals.share_before if totals.share_before.value is not None else None,
            trust=Trust.THIN if totals.share.estimated > 0 else Trust.GOOD,
        ),
        Figure(
            "concentration",
            _("Ten largest buyers' part of demand"),
            None if main is None or main.concentration is None else main.concentration.cr10 * 100,
            _("demand figures; CR10, with CR4 and HHI in the table below"),
            until,
            unit="%",
        ),
    ]
