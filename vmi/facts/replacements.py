"""What a document that was sent again changed: the figures that gave way to it, beside its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add, or_
from typing import Any, Final

import ibis

from accounts.tenancy import Scope
from vmi.facts.comparisons import ChangedDay, Measures
from vmi.facts.engine import thread_engine
from vmi.facts.lines import HiddenSpan, says_any, span_table, walled_lines
from vmi.facts.questions import rows_of
from vmi.facts.schema import FLOW_MEASURES, MEASURES, MEASURES_OF, STOCK_MEASURES

_KEY: Final = ("product_id", "location_id", "last_day", "currency")
_SIDES: Final = ("old", "new")


@dataclass(frozen=True)
class Side:
    """One side of a replacement: its lines, its places, and the sums of its flows (None: not said)."""

    lines: int
    places: int
    sums: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Replaced:
    """Both sides on the days that were given up, and the figures that differ, the biggest first.

    `total` is how many products at places on days differ in all; `lost_places` are those of which
    the old side spoke and the new one does not.
    """

    old: Side
    new: Side
    changes: tuple[ChangedDay, ...]
    total: int
    lost_places: tuple[int, ...]


def replaced(
    scope: Scope,
    given: tuple[HiddenSpan, ...],
    new_posting_ids: frozenset[int],
    *,
    limit: int = 200,
) -> Replaced:
    """Compare what gave way (`given`: days and groups of earlier postings) with the new postings there.

    Only the days and groups that were given up count on either side: what an earlier posting had lost
    before, or what the new ones say of other days, was not changed by them.
    """
    engine = thread_engine()
    rows = _both_sides(scope, given, new_posting_ids)
    if rows is None:
        nothing = Side(0, 0, {})
        return Replaced(nothing, nothing, (), 0, ())
    changes, total = _changes(rows, limit)
    places = rows.group_by("location_id").aggregate(is_new=(rows.side == "new").any())
    lost = places.filter(~places.is_new).order_by("location_id").select("location_id")
    return Replaced(
        _side(rows, "old"),
        _side(rows, "new"),
        changes,
        total,
        tuple(row[0] for row in rows_of(engine.answer(lost))),
    )


def _both_sides(
    scope: Scope, given: tuple[HiddenSpan, ...], new_posting_ids: frozenset[int]
) -> ibis.Table | None:
    engine = thread_engine()
    lines = walled_lines(scope)
    parts: list[ibis.Table] = []
    for group, measures in MEASURES_OF.items():
        spans = tuple(sorted(HiddenSpan(*span) for span in given if span.group == group))
        if not spans:
            continue
        spoken = lines.filter(says_any(lines, measures))
        old = _within(spoken, spans, is_by_posting=True)
        days = tuple(sorted(span._replace(posting_id=0) for span in spans))
        own = spoken.filter(engine.is_one_of(spoken.posting_id, new_posting_ids))
        for side, some in zip(_SIDES, (old, _within(own, days, is_by_posting=False)), strict=True):
            parts.append(_of_side(some, side, measures))
    return ibis.union(*parts) if parts else None


def _within(lines: ibis.Table, spans: tuple[HiddenSpan, ...], *, is_by_posting: bool) -> ibis.Table:
    """The lines that end in the spans; each line once, as spans of a posting never overlap."""
    table = thread_engine().table(("spans", spans), lambda: span_table(spans))
    conditions = [lines.last_day >= table.hidden_from, lines.last_day <= table.hidden_until]
    if is_by_posting:
        conditions.append(lines.posting_id == table.hidden_posting)
    return lines.semi_join(table, conditions)


def _of_side(lines: ibis.Table, side: str, measures: tuple[str, ...]) -> ibis.Table:
    columns = {
        name: lines[name] if name in measures else ibis.null(lines[name].type())
        for name in MEASURES
    }
    return lines.select("posting_id", "line", *_KEY, side=ibis.literal(side), **columns)


def _changes(rows: ibis.Table, limit: int) -> tuple[tuple[ChangedDay, ...], int]:
    order = ibis.struct({"line": rows.line, "posting": rows.posting_id})
    columns: dict[str, Any] = {}
    for side in _SIDES:
        is_of_side = rows.side == side
        for name in MEASURES:
            columns[f"{side}_{name}"] = (
                rows[name].argmax(order, where=is_of_side & rows[name].notnull())
                if name in STOCK_MEASURES
                else rows[name].sum(where=is_of_side)
            )
    compared = rows.group_by(list(_KEY)).aggregate(**columns)
    pairs = [(compared[f"old_{name}"], compared[f"new_{name}"]) for name in MEASURES]
    changed = compared.filter(reduce(or_, (~old.identical_to(new) for old, new in pairs)))
    sizes = [
        (changed[f"new_{name}"].coalesce(0) - changed[f"old_{name}"].coalesce(0))
        .abs()
        .cast("float64")
        for name in MEASURES
    ]
    ordered = changed.mutate(size=reduce(add, sizes), total=changed.count().over()).order_by(
        [ibis.desc("size"), "last_day", "location_id", "product_id"]
    )
    found = list(rows_of(thread_engine().answer(ordered.drop("size").limit(limit))))
    return tuple(map(_changed_day, found)), found[0][-1] if found else 0


def _changed_day(row: tuple[Any, ...]) -> ChangedDay:
    product_id, location_id, last_day, currency, *sides, _total = row
    old, new = sides[: len(MEASURES)], sides[len(MEASURES) :]
    return ChangedDay(product_id, location_id, last_day, currency, Measures(*old), Measures(*new))


def _side(rows: ibis.Table, side: str) -> Side:
    some = rows.filter(rows.side == side)
    lines = ibis.struct({"posting": some.posting_id, "line": some.line})
    sums = {name: some[name].sum() for name in FLOW_MEASURES}
    totals = some.aggregate(lines=lines.nunique(), places=some.location_id.nunique(), **sums)
    [(line_count, place_count, *values)] = rows_of(thread_engine().answer(totals))
    return Side(line_count, place_count, dict(zip(FLOW_MEASURES, values, strict=True)))
