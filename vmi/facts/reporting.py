"""Who reported lately, and how much of what they said was said a second time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import ibis

from accounts.tenancy import Scope
from portal.kernel.period import Period
from vmi.facts.engine import Engine, thread_engine
from vmi.facts.grouping import NO_FILTERS, Dimensions, Filters, narrowed
from vmi.facts.lines import Hidden, HiddenSpan, lines_for, span_table
from vmi.facts.questions import rows_of
from vmi.facts.schema import FLOW_MEASURES, STOCK_MEASURES

_SAID: Final = (*FLOW_MEASURES, *STOCK_MEASURES)


@dataclass(frozen=True)
class PlaceReport:
    """A place that reported lately, the last day that it spoke of, and how many lines in the period."""

    partner_id: int
    location_id: int
    said_on: date
    lines: int
    restated_lines: int


def place_reports(  # noqa: PLR0913  (a question names all that it is asked of)
    scope: Scope,
    hidden: Hidden,
    dimensions: Dimensions,
    *,
    period: Period,
    look_back_days: int,
    restated: tuple[HiddenSpan, ...],
    filters: Filters = NO_FILTERS,
) -> tuple[PlaceReport, ...]:
    """Places with lines that end in the period or in the `look_back_days` before it.

    `lines` and `restated_lines` count those of the period. `restated` are days of postings that took
    the place of what was said earlier. Forecasts do not count: they say nothing of what happened.
    """
    engine = thread_engine()
    lines = lines_for(scope, hidden, partner_ids=filters.partner_ids, measures=_SAID)
    since = period.first_day - timedelta(days=look_back_days)
    lines = lines.filter(lines.last_day.between(since, period.last_day))
    lines = narrowed(engine, lines, dimensions, filters=filters)
    lines = _marked(engine, lines, restated)
    is_inside = lines.last_day >= period.first_day
    places = lines.group_by(["partner_id", "location_id"]).aggregate(
        said_on=lines.last_day.max(),
        lines=is_inside.sum().cast("int64"),
        restated_lines=(is_inside & lines.is_restated).sum().cast("int64"),
    )
    answer = engine.answer(places.order_by(["partner_id", "location_id"]))
    return tuple(PlaceReport(*row) for row in rows_of(answer))


def _marked(engine: Engine, lines: ibis.Table, restated: tuple[HiddenSpan, ...]) -> ibis.Table:
    if not restated:
        return lines.mutate(is_restated=False)
    spans = tuple(sorted(restated))
    table = engine.table(("spans", spans), lambda: span_table(spans))
    joined = lines.left_join(
        table,
        [
            lines.posting_id == table.hidden_posting,
            lines.last_day >= table.hidden_from,
            lines.last_day <= table.hidden_until,
        ],
    )
    is_restated = joined.hidden_posting.notnull()
    return joined.mutate(is_restated=is_restated).select(*lines.columns, "is_restated")
