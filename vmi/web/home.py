"""A partner's first page, and its table as files."""

from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from portal.kernel.charts import Caption, Chart, TrendNames, TrendRow, trend
from portal.kernel.clock import today
from portal.kernel.downloads import Cell, csv_file, xlsx_file
from portal.kernel.numbers import (
    change_between,
    change_in_words,
    day_in_words,
    days_in_words,
    number_in_words,
)
from vmi.selectors.alerts import open_alerts
from vmi.selectors.partner_home import PartnerHome, partner_home, places_of
from vmi.selectors.stock import StockStatus, stock_positions
from vmi.web import stock_table
from vmi.web.asking import PARTNER, language, scope_in
from vmi.web.feed_words import alert_row
from vmi.web.reports import report_row
from vmi.web.stock_table import COLUMNS, Asked

ROWS_A_PAGE = 25
ALERTS_SHOWN = 3
_WEEKS_COMPARED = 4


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What runs out, what was sold, what to do next."""
    scope = scope_in(request, PARTNER, Permission.VIEW_STOCK)
    found = partner_home(scope)
    asked = Asked.of(request.GET)
    page = Paginator(asked.rows(found.rows), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "vmi/partner/home.html",
        {
            "home": found,
            "headline": _headline(found),
            "lead": _lead(found),
            "asked": asked,
            "choices": stock_table.choices(found.rows, asked),
            "page": page,
            "shown": stock_table.shown(list(page), found.today),
            "chart": _chart(found),
            "alerts": [
                alert_row(alert, to_partner=True) for alert in open_alerts(scope)[:ALERTS_SHOWN]
            ],
            "reports": [report_row(document) for document in found.last_reports],
            "may_manage": scope.may(Permission.MANAGE_COLLEAGUES),
            "query": request.GET.urlencode(),
        },
    )


@login_required
@require_safe
def stock_csv(request: HttpRequest) -> HttpResponseBase:
    """The table as CSV: the same rows in the same order, exact values."""
    heads, rows = _table(request)
    return csv_file([heads, *rows], f"stock-{today():%Y-%m-%d}.csv")


@login_required
@require_safe
def stock_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The table as XLSX."""
    heads, rows = _table(request)
    return xlsx_file(heads, rows, f"stock-{today():%Y-%m-%d}.xlsx")


def _table(request: HttpRequest) -> tuple[list[str], list[list[Cell]]]:
    scope = scope_in(request, PARTNER, Permission.VIEW_STOCK)
    rows = Asked.of(request.GET).rows(stock_positions(scope))
    heads = [str(column.head) for column in COLUMNS]
    return heads, [[column.value(row) for column in COLUMNS] for row in rows]


def _headline(found: PartnerHome) -> str:
    """The answer to "do I have enough?" in one sentence."""
    if found.as_of is None:
        return _("Nothing known of your stock yet")
    stale = found.summary.counts[StockStatus.STALE]
    if found.rows and stale == len(found.rows):
        return _("Your last stock figures are of %(day)s: too old to say what runs out") % {
            "day": day_in_words(found.as_of, language())
        }
    places = places_of(found.running_out)
    if not places:
        return _nothing_runs_out(found)
    return ngettext(
        "%(number)s place runs out this week", "%(number)s places run out this week", places
    ) % {"number": number_in_words(places, language())}


def _nothing_runs_out(found: PartnerHome) -> str:
    low = found.summary.counts[StockStatus.LOW]
    if low:
        return ngettext(
            "Nothing runs out this week; %(number)s product is low",
            "Nothing runs out this week; %(number)s products are low",
            low,
        ) % {"number": number_in_words(low, language())}
    if found.lowest is None:
        return _("No place reports stock yet")
    return _("Enough everywhere: the shortest lasts %(days)s") % {
        "days": days_in_words(found.lowest.days_of_cover or 0, language())
    }


def _lead(found: PartnerHome) -> str:
    """What the headline means, and of when it is."""
    if found.as_of is None:
        return ""
    counts = found.summary.counts
    parts = [
        _("Data up to %(day)s.") % {"day": day_in_words(found.as_of, language())},
    ]
    if counts[StockStatus.OUT]:
        parts.append(
            ngettext(
                "%(number)s product at one place is out already.",
                "%(number)s products at places are out already.",
                counts[StockStatus.OUT],
            )
            % {"number": number_in_words(counts[StockStatus.OUT], language())}
        )
    if 0 < counts[StockStatus.STALE] < len(found.rows):
        parts.append(
            ngettext(
                "%(number)s has not been reported for two weeks and is not counted.",
                "%(number)s have not been reported for two weeks and are not counted.",
                counts[StockStatus.STALE],
            )
            % {"number": number_in_words(counts[StockStatus.STALE], language())}
        )
    return " ".join(parts)


def _chart(found: PartnerHome) -> Chart | None:
    """Sales a week with the year before; none while there are fewer than two weeks."""
    if len(found.weeks) < 2 or found.as_of is None:
        return None
    rows = [
        TrendRow(_week_words(week.first_day.isocalendar().week), week.sold, week.before)
        for week in found.weeks
    ]
    has_before = any(week.before is not None for week in found.weeks)
    names = TrendNames(_("this year"), _("a year ago") if has_before else "")
    note = _("Pieces sold a week, whole weeks up to %(day)s") % {
        "day": day_in_words(found.as_of, language())
    }
    return trend(rows, Caption(_finding(found), language(), note, _("Week")), names)


def _week_words(number: int) -> str:
    return _("W%(number)s") % {"number": number}


def _finding(found: PartnerHome) -> str:
    """What the last four weeks say beside the like ones a year ago."""
    pairs = [
        (week.sold, week.before)
        for week in found.weeks[-_WEEKS_COMPARED:]
        if week.sold is not None and week.before is not None
    ]
    change = change_between(
        sum((now for now, _before in pairs), Decimal(0)),
        sum((before for _now, before in pairs), Decimal(0)),
    )
    if change is None:
        return _("Sales, week by week")
    if abs(change) < Decimal("0.01"):
        return _("The last four weeks sold as much as a year ago")
    words = change_in_words(abs(change), language()).lstrip("+")
    if change > 0:
        return _("The last four weeks sold %(change)s more than a year ago") % {"change": words}
    return _("The last four weeks sold %(change)s less than a year ago") % {"change": words}
