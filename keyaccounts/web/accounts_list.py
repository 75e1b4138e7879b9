"""Key accounts by share and value: headline, chart, table, and the same as a file."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from keyaccounts.models import Account
from keyaccounts.rules.abc import ValueClass
from keyaccounts.selectors.arranging import Wishes, arranged
from keyaccounts.selectors.key_accounts import KeyAccountRow, KeyAccounts, key_accounts
from keyaccounts.selectors.wording import STRATEGY_WORDS
from keyaccounts.web import charts, exports
from keyaccounts.web.asking import asked_period, language, scope_in
from portal.kernel.numbers import percent_in_words, short_in_words


@require_safe
def accounts_list(request: HttpRequest) -> HttpResponseBase:
    """The list, narrowed and sorted by the address alone; `?format=csv` or `xlsx` gives it as a file."""
    asked = asked_period(request)
    answer = key_accounts(scope_in(request), asked.period)
    wishes = wishes_in(request)
    rows = arranged(answer.rows, wishes)
    name = f"key-accounts-{answer.period.last_day}"
    match request.GET.get("format"):
        case "csv":
            return exports.csv_of(rows, name)
        case "xlsx":
            return exports.xlsx_of(rows, name)
    return render(
        request,
        "keyaccounts/accounts_list.html",
        {
            "page_title": _("Key accounts"),
            "answer": answer,
            "rows": rows,
            "asked": asked,
            "wishes": wishes,
            "is_narrowed": len(rows) < len(answer.rows),
            "headline": headline(answer, asked.words),
            "chart": charts.share_value_chart(rows, answer.market, words=asked.words),
            "growing": _growing(rows),
            "csv": _export_address(request, "csv"),
            "xlsx": _export_address(request, "xlsx"),
            **choices(answer),
        },
    )


def wishes_in(request: HttpRequest) -> Wishes:
    """The wishes in the address."""
    get = request.GET.get
    return Wishes(
        segment=get("segment", ""),
        manager=get("manager", ""),
        value_class=get("class", ""),
        strategy=get("strategy", ""),
        standing=get("standing", ""),
        search=get("q", "").strip(),
        sort=get("sort", ""),
    )


def choices(answer: KeyAccounts) -> dict[str, object]:
    """What the filters offer: only what occurs among the rows."""
    rows = answer.rows
    lineage = frozenset[str]().union(*(row.segment_lineage for row in rows))
    strategies = {row.guidance.strategy for row in rows}
    return {
        "segments": [
            (code, each.name, each.depth)
            for code, each in answer.market.segments.items()
            if code in lineage
        ],
        "managers": sorted({row.manager for row in rows if row.manager}),
        "classes": [each.value for each in ValueClass],
        "strategies": [
            (strategy.value, words)
            for strategy, words in STRATEGY_WORDS.items()
            if strategy in strategies
        ],
        "standings": Account.Standing.choices,
    }


def headline(answer: KeyAccounts, period_words: str) -> str:
    """The page's answer: how much, and how much of what they need that is."""
    totals = answer.totals
    if not answer.rows:
        return _("No accounts yet")
    if totals.share.value is None:
        return _("%(revenue)s in %(period)s; nobody has said how much the accounts need") % {
            "revenue": short_in_words(totals.revenue, language()),
            "period": period_words,
        }
    return ngettext(
        "%(count)d account bought %(revenue)s in %(period)s: %(share)s of what it needs",
        "%(count)d accounts bought %(revenue)s in %(period)s: %(share)s of what they need",
        totals.accounts,
    ) % {
        "count": totals.accounts,
        "revenue": short_in_words(totals.revenue, language()),
        "period": period_words,
        "share": percent_in_words(totals.share.value, language()),
    }


def _growing(rows: Sequence[KeyAccountRow], *, most: int = 6) -> tuple[KeyAccountRow, ...]:
    """The accounts whose headroom is worth most."""
    with_headroom = [row for row in rows if row.headroom_value and row.headroom_value.amount > 0]
    return arranged(with_headroom, Wishes(sort="-headroom"))[:most]


def _export_address(request: HttpRequest, kind: str) -> str:
    query = request.GET.copy()
    query["format"] = kind
    return f"?{query.urlencode()}"
