"""What changed between two dates: on the page, and as files that are equal to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import today
from portal.kernel.downloads import Cell, csv_file, xlsx_file
from vmi.formats.shape import MEASURES
from vmi.selectors.changes import (
    KIND_WORDS,
    ChangeKind,
    Changes,
    ChangesAsked,
    FigureChange,
    changes_between,
    end_of,
    start_of,
)
from vmi.selectors.reasons import field_word
from vmi.selectors.report_list import partners_with_reports
from vmi.selectors.sell_through import NO_FILTERS
from vmi.web.asking import PARTNER, WORKSPACE, Side, scope_in

View = Callable[..., HttpResponseBase]
FIGURES_A_PAGE: Final = 25
_USUAL_DAYS: Final = 28
_SORTS: Final[dict[str, Callable[[FigureChange], Any]]] = {
    "product": lambda each: each.product.display_name,
    "place": lambda each: each.place.display_name,
    "day": lambda each: each.day,
    "difference": lambda each: each.difference,
}
KINDS: "Final[dict[str, tuple[str | Promise, frozenset[ChangeKind]]]]" = {
    "": (_("said otherwise or no more"), frozenset({ChangeKind.RESTATED, ChangeKind.GONE})),
    **{kind.value: (words, frozenset({kind})) for kind, words in KIND_WORDS.items()},
    "all": (_("all"), frozenset(ChangeKind)),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks; what means nothing narrows nothing."""

    first_day: date
    last_day: date
    kind: str = ""
    measure: str = ""
    partner_id: int | None = None
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Both days included: what was known before the first, and what at the end of the last."""
        last = _day(query.get("until", "")) or today()
        first = _day(query.get("from", "")) or last - timedelta(days=_USUAL_DAYS - 1)
        kind, measure = query.get("kind", ""), query.get("measure", "")
        partner = query.get("partner", "")
        return cls(
            min(first, last),
            max(first, last),
            kind if kind in KINDS else "",
            measure if measure in MEASURES else "",
            int(partner)
            if partner.isascii() and partner.isdecimal() and len(partner) < 19
            else None,
            query.get("sort", ""),
        )

    def changes(self, scope: Scope) -> Changes:
        """Today is not over: then it is what is known now."""
        filters = NO_FILTERS
        if self.partner_id is not None:
            filters = replace(filters, partner_ids=frozenset({self.partner_id}))
        return changes_between(
            scope,
            ChangesAsked(
                start_of(self.first_day),
                end_of(self.last_day) if self.last_day < today() else None,
                KINDS[self.kind][1],
                (self.measure,) if self.measure else MEASURES,
                filters,
            ),
        )

    def sorted(self, figures: Sequence[FigureChange]) -> list[FigureChange]:
        """The biggest changes first, unless another order was asked for."""
        key = _SORTS.get(self.sort.removeprefix("-"))
        if key is None:
            return list(figures)
        return sorted(figures, key=key, reverse=self.sort.startswith("-"))


@dataclass(frozen=True)
class Column:
    """One column of the files: its head, and its exact value."""

    head: "str | Promise"
    value: Callable[[FigureChange], Cell]


def _report_words(each: FigureChange) -> str:
    return "" if each.document is None else each.document.filename or str(each.document.pk)


def _moment(each: FigureChange) -> str:
    return "" if each.changed_at is None else f"{localtime(each.changed_at):%Y-%m-%d %H:%M:%S}"


COLUMNS: Final = (
    Column(_("Partner"), lambda each: each.partner.code),
    Column(_("Product code"), lambda each: each.product.code),
    Column(_("Product"), lambda each: each.product.display_name),
    Column(_("Place code"), lambda each: each.place.code),
    Column(_("Place"), lambda each: each.place.display_name),
    Column(_("Day"), lambda each: each.day),
    Column(_("Measure"), lambda each: each.words),
    Column(_("Currency"), lambda each: each.currency or ""),
    Column(_("Before"), lambda each: each.before),
    Column(_("Now"), lambda each: each.after),
    Column(_("Difference"), lambda each: each.difference),
    Column(_("Changed by"), _report_words),
    Column(_("Changed on"), _moment),
)


def _changes(request: HttpRequest, side: Side) -> HttpResponse:
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    asked = Asked.of(request.GET)
    found = asked.changes(scope)
    pages = Paginator(asked.sorted(found.figures), FIGURES_A_PAGE)
    return render(
        request,
        side.template("changes"),
        {
            "side": side.namespace,
            "asked": asked,
            "found": found,
            "told": len(found.figures),
            "new_count": found.count_of(ChangeKind.NEW),
            "page": pages.get_page(request.GET.get("page")),
            "kinds": [(kind, words) for kind, (words, _kinds) in KINDS.items()],
            "measures": [(name, field_word(name)) for name in MEASURES],
            "partners": partners_with_reports(scope) if side is WORKSPACE else (),
            "query": request.GET.urlencode(),
        },
    )


def _csv(request: HttpRequest, side: Side) -> HttpResponseBase:
    heads, rows, name = _table(request, side)
    return csv_file([heads, *rows], f"{name}.csv")


def _xlsx(request: HttpRequest, side: Side) -> HttpResponseBase:
    heads, rows, name = _table(request, side)
    return xlsx_file(heads, rows, f"{name}.xlsx")


def _table(request: HttpRequest, side: Side) -> tuple[list[str], list[list[Cell]], str]:
    """The rows of the page, all of them and in its order."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    asked = Asked.of(request.GET)
    rows = asked.sorted(asked.changes(scope).figures)
    heads = [str(column.head) for column in COLUMNS]
    name = f"changes-{asked.first_day}-{asked.last_day}"
    return heads, [[column.value(row) for column in COLUMNS] for row in rows], name


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year < 2200 else None


def _on(side: Side, view: View) -> View:
    def shown(request: HttpRequest) -> HttpResponseBase:
        return view(request, side)

    guarded: View = login_required(require_safe(shown))
    return guarded


changes, workspace_changes = _on(PARTNER, _changes), _on(WORKSPACE, _changes)
changes_csv, workspace_changes_csv = _on(PARTNER, _csv), _on(WORKSPACE, _csv)
changes_xlsx, workspace_changes_xlsx = _on(PARTNER, _xlsx), _on(WORKSPACE, _xlsx)
