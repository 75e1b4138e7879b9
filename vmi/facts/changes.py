"""Every figure that was known otherwise at two moments: product, place, day and measure, before and after."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import ibis

from accounts.tenancy import Scope
from vmi.facts.engine import thread_engine
from vmi.facts.grouping import NO_FILTERS, Dimensions, Filters, narrowed
from vmi.facts.lines import Hidden, lines_for, walled_lines
from vmi.facts.questions import rows_of
from vmi.facts.schema import MEASURES, STOCK_MEASURES

_KEY: Final = ("partner_id", "product_id", "location_id", "last_day", "measure", "currency")
# Wide enough for quantities and values alike.
_VALUE: Final = "decimal(19, 4)"


class ChangeKind(StrEnum):
    """What became of a figure: said otherwise, said for the first time, or not said any more."""

    RESTATED = "restated"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class ChangedFigure:
    """One figure before and after (None: not said), and the newest posting behind each side.

    `day` is the last day of the lines that it comes from; `currency` is only that of a value.
    """

    partner_id: int
    product_id: int
    location_id: int
    day: date
    measure: str
    currency: str | None
    before: Decimal | None
    after: Decimal | None
    before_posting: int | None
    after_posting: int | None


@dataclass(frozen=True)
class ChangedSum:
    """How many figures of one measure (in one currency) changed in one way, and their sums.

    The sums are None for stock: that of several days does not add.
    """

    kind: ChangeKind
    measure: str
    currency: str | None
    figures: int
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class ChangedFacts:
    """The changed figures, the biggest change first, and what all of them come to."""

    figures: tuple[ChangedFigure, ...]
    sums: tuple[ChangedSum, ...]


@dataclass(frozen=True)
class Moments:
    """What was left out at the one moment and at the other, and the postings by which they differ.

    `postings` are those seen at one moment only, and those of which other days were left out.
    """

    then: Hidden
    later: Hidden
    postings: frozenset[int]


@dataclass(frozen=True)
class Wanted:
    """Which changes come home as figures; the sums tell of every kind."""

    kinds: frozenset[ChangeKind] = frozenset(ChangeKind)
    measures: tuple[str, ...] = MEASURES
    filters: Filters = NO_FILTERS


def changed_facts(
    scope: Scope, moments: Moments, dimensions: Dimensions, *, wanted: Wanted, limit: int
) -> ChangedFacts:
    """Compare the two moments, on the days of the postings by which they differ; at most `limit` figures.

    Flows and forecasts are added up, of stock the last line of a day counts.
    """
    filters, measures = wanted.filters, wanted.measures
    if not moments.postings:
        return ChangedFacts((), ())
    engine = thread_engine()
    moved = walled_lines(scope)
    moved = moved.filter(engine.is_one_of(moved.posting_id, moments.postings))
    days = moved.select("partner_id", "last_day").distinct()
    sides = [
        _side(scope, hidden, side, measures, filters).semi_join(days, ["partner_id", "last_day"])
        for side, hidden in (("then", moments.then), ("later", moments.later))
    ]
    lines = narrowed(engine, ibis.union(*sides), dimensions, filters=filters)
    changed = _compared(lines, measures)
    asked = changed.filter(engine.is_one_of(changed.kind, {str(kind) for kind in wanted.kinds}))
    ordered = asked.order_by(
        [ibis.desc("size"), "last_day", "location_id", "product_id", "measure", "currency"]
    )
    columns = [*_KEY, "before", "after", "before_posting", "after_posting"]
    figures = rows_of(engine.answer(ordered.select(*columns).limit(limit)))
    totals = changed.group_by(["kind", "measure", "currency"]).aggregate(
        figures=changed.count(), before=changed.before.sum(), after=changed.after.sum()
    )
    sums = rows_of(engine.answer(totals.order_by(["kind", "measure", "currency"])))
    return ChangedFacts(tuple(ChangedFigure(*row) for row in figures), tuple(map(_sum, sums)))


def _side(
    scope: Scope, hidden: Hidden, side: str, measures: tuple[str, ...], filters: Filters
) -> ibis.Table:
    lines = lines_for(scope, hidden, partner_ids=filters.partner_ids, measures=measures)
    values = {name: lines[name].cast(_VALUE) for name in measures}
    return lines.select(
        *("partner_id", "posting_id", "line", "product_id", "location_id", "last_day"),
        value_currency=lines.currency,
        side=ibis.literal(side),
        **values,
    )


def _compared(lines: ibis.Table, measures: tuple[str, ...]) -> ibis.Table:
    """A row for each figure that differs: its kind, both sides, and how far they are apart."""
    figures = lines.pivot_longer(list(measures), names_to="measure", values_to="value")
    figures = figures.filter(figures.value.notnull())
    figures = figures.mutate(
        currency=ibis.ifelse(
            figures.measure == "sold_value", figures.value_currency, ibis.null("string")
        )
    )
    order = ibis.struct({"line": figures.line, "posting": figures.posting_id})
    columns: dict[str, Any] = {}
    for name, side in (("before", "then"), ("after", "later")):
        is_of_side = figures.side == side
        columns[f"{name}_sum"] = figures.value.sum(where=is_of_side)
        columns[f"{name}_last"] = figures.value.argmax(order, where=is_of_side)
        columns[f"{name}_posting"] = figures.posting_id.max(where=is_of_side)
    found = figures.group_by(list(_KEY)).aggregate(**columns)
    is_stock = found.measure.isin(STOCK_MEASURES)
    found = found.mutate(
        **{
            name: ibis.ifelse(
                is_stock, found[f"{name}_last"].cast("decimal(38, 4)"), found[f"{name}_sum"]
            )
            for name in ("before", "after")
        }
    )
    found = found.filter(~found.before.identical_to(found.after))
    kind = ibis.cases(
        (found.before.isnull(), ChangeKind.NEW.value),
        (found.after.isnull(), ChangeKind.GONE.value),
        else_=ChangeKind.RESTATED.value,
    )
    size = (found.after.coalesce(0) - found.before.coalesce(0)).abs()
    return found.mutate(kind=kind, size=size)


def _sum(row: tuple[Any, ...]) -> ChangedSum:
    kind, measure, currency, figures, before, after = row
    if measure in STOCK_MEASURES:
        before = after = None
    return ChangedSum(ChangeKind(kind), measure, currency, figures, before, after)
