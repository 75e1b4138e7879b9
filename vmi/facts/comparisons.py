"""Sums of single postings: what arrived, and what a document that was sent again changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import ibis

from accounts.tenancy import Scope
from portal.kernel.period import Period
from vmi.facts.engine import thread_engine
from vmi.facts.lines import says_any, walled_lines
from vmi.facts.questions import rows_of
from vmi.facts.schema import MEASURES, STOCK_MEASURES

_KEY = ("product_id", "location_id", "last_day", "currency")


@dataclass(frozen=True)
class PostingSums:
    """Plain sums over a posting's lines, to hold against what the document said of itself."""

    lines: int
    sums: Mapping[str, Decimal | None]
    values: Mapping[str, Decimal]


@dataclass(frozen=True)
class Measures:
    """Every measure of a product at a place on a day, in the order of vmi.facts.schema.MEASURES.

    Flows and forecasts are added up, of stock the last line counts.
    """

    sold: Decimal | None
    returned: Decimal | None
    received: Decimal | None
    adjusted: Decimal | None
    sold_value: Decimal | None
    transferred: Decimal | None
    withdrawn: Decimal | None
    lost_sales: Decimal | None
    on_hand: Decimal | None
    on_order: Decimal | None
    in_transit: Decimal | None
    opening: Decimal | None
    committed: Decimal | None
    unsellable: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    reorder_point: Decimal | None
    planned: Decimal | None
    requested: Decimal | None
    forecast: Decimal | None


@dataclass(frozen=True)
class ChangedDay:
    """A product at a place on a day of which the new postings say something else than the old."""

    product_id: int
    location_id: int
    last_day: date
    currency: str | None
    old: Measures
    new: Measures


@dataclass(frozen=True)
class Difference:
    """The first changed days, and how many there are in all."""

    changes: tuple[ChangedDay, ...]
    total: int


def sums_by_posting(scope: Scope, posting_id: int, columns: Iterable[str]) -> PostingSums:
    """The posting's line count and sums of `columns` (quantities), and its value by currency.

    The posting may be pending still; the scope's partners are the wall as everywhere.
    """
    quantities = list(columns)
    unknown = sorted(set(quantities) - set(MEASURES) | {"sold_value"} & set(quantities))
    if unknown:
        raise ValueError(f"Not quantities: {', '.join(unknown)}.")
    engine = thread_engine()
    lines = walled_lines(scope)
    lines = lines.filter(lines.posting_id == posting_id)
    totals = lines.aggregate(
        lines=lines.count(), **{name: lines[name].sum() for name in quantities}
    )
    [(count, *sums)] = rows_of(engine.answer(totals))
    valued = lines.filter(lines.sold_value.notnull())
    values = valued.group_by(code=valued.currency.fill_null("")).aggregate(
        value=valued.sold_value.sum()
    )
    by_currency = dict(rows_of(engine.answer(values.order_by("code"))))
    return PostingSums(count, dict(zip(quantities, sums, strict=True)), by_currency)


def difference(
    scope: Scope,
    old_posting_ids: frozenset[int],
    new_posting_ids: frozenset[int],
    *,
    period: Period | None = None,
    limit: int = 200,
) -> Difference:
    """Where old and new postings differ, ordered by day, place and product.

    Old postings are read although readers leave them out. `period` narrows to the days that the new
    document covers (None: all days), as what it did not speak of was not changed by it.
    """
    engine = thread_engine()
    lines = walled_lines(scope)
    lines = lines.filter(engine.is_one_of(lines.posting_id, old_posting_ids | new_posting_ids))
    lines = lines.filter(says_any(lines, MEASURES))
    if period is not None:
        lines = lines.filter(lines.last_day.between(period.first_day, period.last_day))
    columns: dict[str, ibis.Value] = {}
    for side, postings in (("old", old_posting_ids), ("new", new_posting_ids)):
        columns |= _side(lines, side, engine.is_one_of(lines.posting_id, postings))
    compared = lines.group_by(list(_KEY)).aggregate(**columns)
    changed = compared.filter(
        reduce(
            or_,
            (~compared[f"old_{name}"].identical_to(compared[f"new_{name}"]) for name in MEASURES),
        )
    )
    ordered = changed.mutate(total=changed.count().over()).order_by(
        ["last_day", "location_id", "product_id", ibis.asc("currency", nulls_first=True)]
    )
    rows = list(rows_of(engine.answer(ordered.limit(limit))))
    return Difference(tuple(_changed_day(row) for row in rows), rows[0][-1] if rows else 0)


def _side(lines: ibis.Table, side: str, is_of_side: ibis.Value) -> dict[str, ibis.Value]:
    order = ibis.struct({"line": lines.line, "posting": lines.posting_id})
    return {
        f"{side}_{name}": lines[name].argmax(order, where=is_of_side & lines[name].notnull())
        if name in STOCK_MEASURES
        else lines[name].sum(where=is_of_side)
        for name in MEASURES
    }


def _changed_day(row: tuple[Any, ...]) -> ChangedDay:
    product_id, location_id, last_day, currency, *sides, _total = row
    old, new = sides[: len(MEASURES)], sides[len(MEASURES) :]
    return ChangedDay(product_id, location_id, last_day, currency, Measures(*old), Measures(*new))
