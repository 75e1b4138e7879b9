"""Where every question begins: the lines of the scope's partners, without what is not current."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

import ibis
import pyarrow as pa

from accounts.tenancy import Scope, ScopeMissing
from vmi.facts.engine import Engine, thread_engine
from vmi.facts.schema import MEASURES, MEASURES_OF, MeasureGroup
from vmi.facts.store import Snapshot, fact_store


class HiddenSpan(NamedTuple):
    """Days of a posting whose flows, or whose stock, a later document replaced; both ends included."""

    posting_id: int
    first_day: date
    last_day: date
    group: str


@dataclass(frozen=True)
class Hidden:
    """What readers leave out: whole postings, and groups of measures on some days of others.

    `postings` are those pending, discarded and wholly superseded. `newest` is the highest posting id
    when the list was read (None: not said): a posting begun later can't be on the list and is left
    out by its id, so that its rows never show before it is current.
    """

    postings: frozenset[int] = frozenset()
    spans: tuple[tuple[int, date, date, str], ...] = ()
    newest: int | None = None


NOTHING_HIDDEN = Hidden()


def lines_for(
    scope: Scope,
    hidden: Hidden,
    *,
    partner_ids: frozenset[int] | None = None,
    measures: tuple[str, ...] = MEASURES,
) -> ibis.Table:
    """The current lines of the scope's partners, narrowed to `partner_ids` when they are said.

    Two walls: only the files of these partners are opened, and their rows are picked by partner again.
    Lines that say none of the `measures` are left out, and other measures are not read at all.
    """
    engine = thread_engine()
    reachable = _reachable(scope, partner_ids)
    snapshot = fact_store().snapshot()
    return engine.view(
        (snapshot.uri, snapshot.version, reachable, hidden, measures),
        lambda: _current_lines(engine, snapshot, reachable, hidden, measures),
    )


def walled_lines(scope: Scope) -> ibis.Table:
    """Every line of the scope's partners, current or not; only `lines_for` and comparisons begin here."""
    return _walled(thread_engine(), fact_store().snapshot(), _reachable(scope, None))


def _walled(engine: Engine, snapshot: Snapshot, reachable: frozenset[int] | None) -> ibis.Table:
    rows = engine.facts(fact_store(), snapshot, reachable)
    return rows if reachable is None else rows.filter(engine.is_one_of(rows.partner_id, reachable))


def _current_lines(
    engine: Engine,
    snapshot: Snapshot,
    reachable: frozenset[int] | None,
    hidden: Hidden,
    measures: tuple[str, ...],
) -> ibis.Table:
    rows = _walled(engine, snapshot, reachable)
    rows = rows.select(*(name for name in rows.columns if name in measures or name not in MEASURES))
    if hidden.newest is not None:
        rows = rows.filter(rows.posting_id <= hidden.newest)
    if hidden.postings:
        rows = rows.filter(~engine.is_one_of(rows.posting_id, hidden.postings))
    for group, of_group in MEASURES_OF.items():
        asked = tuple(name for name in of_group if name in measures)
        rows = _without_spans(engine, rows, hidden, group, asked) if asked else rows
    return rows.filter(says_any(rows, measures))


def says_any(rows: ibis.Table, measures: Iterable[str]) -> ibis.expr.types.BooleanValue:
    """Whether a line says at least one of the measures."""
    return reduce(or_, (rows[measure].notnull() for measure in measures))


def _reachable(scope: Scope, partner_ids: frozenset[int] | None) -> frozenset[int] | None:
    """The partners to read, None for every one: only a scope that says so reaches everything."""
    if not isinstance(scope, Scope):
        raise ScopeMissing(f"{scope!r} is not a scope.")
    if scope.is_everything:
        return partner_ids
    return scope.partner_ids if partner_ids is None else scope.partner_ids & partner_ids


def _without_spans(
    engine: Engine, rows: ibis.Table, hidden: Hidden, group: MeasureGroup, measures: tuple[str, ...]
) -> ibis.Table:
    spans = tuple(sorted(HiddenSpan(*span) for span in hidden.spans if span[3] == group))
    if not spans:
        return rows
    # Joined, not written out: rolling reports leave hundreds of spans, and a condition each is slow.
    table = engine.table(("spans", spans), lambda: span_table(spans))
    joined = rows.left_join(
        table,
        [
            rows.posting_id == table.hidden_posting,
            rows.last_day >= table.hidden_from,
            rows.last_day <= table.hidden_until,
        ],
    )
    is_hidden = joined.hidden_posting.notnull()
    nulled = {
        measure: ibis.ifelse(is_hidden, ibis.null(rows[measure].type()), joined[measure])
        for measure in measures
    }
    return joined.mutate(**nulled).select(*rows.columns)


def span_table(spans: tuple[HiddenSpan, ...]) -> pa.Table:
    """The spans without overlaps, so that joining them never doubles a line. `spans` are in order."""
    merged: list[HiddenSpan] = []
    for span in spans:
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.posting_id == span.posting_id
            and span.first_day <= last.last_day + timedelta(days=1)
        ):
            merged[-1] = last._replace(last_day=max(last.last_day, span.last_day))
        else:
            merged.append(span)
    return pa.table(
        {
            "hidden_posting": pa.array([span.posting_id for span in merged], pa.int64()),
            "hidden_from": pa.array([span.first_day for span in merged], pa.date32()),
            "hidden_until": pa.array([span.last_day for span in merged], pa.date32()),
        }
    )
