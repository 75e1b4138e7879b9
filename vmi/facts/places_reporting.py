"""Which places partners' lines speak of, period by period: what completeness is counted from."""

from datetime import date

import pyarrow as pa

from accounts.tenancy import Scope
from portal.kernel.period import Period
from vmi.facts.engine import thread_engine
from vmi.facts.lines import Hidden, lines_for
from vmi.facts.questions import rows_of


def places_reporting(
    scope: Scope,
    hidden: Hidden,
    *,
    partner_id: int,
    periods: tuple[Period, ...],
    posting_ids: frozenset[int] | None = None,
) -> tuple[tuple[date, int], ...]:
    """First day of a period and id of a place, for each place with a line that ends in the period.

    Of the one partner, and of these postings when they are said. `periods` are in order and do not overlap.
    """
    if not periods:
        return ()
    engine = thread_engine()
    lines = lines_for(scope, hidden, partner_ids=frozenset({partner_id}))
    if posting_ids is not None:
        lines = lines.filter(engine.is_one_of(lines.posting_id, posting_ids))
    lines = lines.filter(lines.last_day.between(periods[0].first_day, periods[-1].last_day))
    days = lines.select("last_day", "location_id").distinct()
    spans = engine.table(("periods", periods), lambda: _table(periods))
    within = days.join(
        spans, [days.last_day >= spans.period_from, days.last_day <= spans.period_until]
    )
    answer = within.select("period_from", "location_id").distinct()
    return tuple(
        (first_day, place_id)
        for first_day, place_id in rows_of(
            engine.answer(answer.order_by(["period_from", "location_id"]))
        )
    )


def _table(periods: tuple[Period, ...]) -> pa.Table:
    return pa.table(
        {
            "period_from": pa.array([period.first_day for period in periods], pa.date32()),
            "period_until": pa.array([period.last_day for period in periods], pa.date32()),
        }
    )
