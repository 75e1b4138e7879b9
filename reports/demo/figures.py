"""What each account needs a quarter and who else supplies it, with sources of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.period import Period
from reports.demo.market import (
    BRANDS,
    DECLARED,
    DERIVED,
    ESTIMATED,
    MARKET,
    OTHER_BUYERS,
    SELF,
    Need,
    rest_of,
)
from reports.demo.seasons import Calendar, quarter_weights
from reports.demo.spreading import spread

_SOURCES = {
    DECLARED: "客户采购计划 Purchase plan of the partner",
    DERIVED: "活动报告消耗量 Consumption in activity reports",
    ESTIMATED: "拜访估算 Estimate after visits",
}
_RIVAL_SOURCE = "客户采购部口述 As told by the purchasing department"
_REST_SOURCE = "行业协会统计 Trade association, all buyers less those named"


@dataclass(frozen=True)
class PlannedFigure:
    """A demand, or a supply when `supplier` is said."""

    partner: str
    segment: str
    period: Period
    quantity: int
    confidence: str
    source: str
    as_of: date
    supplier: str = ""
    is_self_made: bool = False


def market_figures(calendar: Calendar) -> Iterator[PlannedFigure]:
    """Every quarter of every need, and what the rest of the market needs.

    By quarters, so that each half-year, year and rolling year adds up to the case whatever the season.
    """
    for brand in BRANDS:
        for each in brand.needs:
            yield from _figures_of(brand.code, each, calendar)
    for segment in MARKET:
        for quarter, quantity in _by_quarter(rest_of(segment) * 1000, segment, calendar):
            as_of = _told_on(quarter, calendar, ESTIMATED)
            yield PlannedFigure(
                OTHER_BUYERS[0], segment, quarter, quantity, ESTIMATED, _REST_SOURCE, as_of
            )


def _figures_of(code: str, need: Need, calendar: Calendar) -> Iterator[PlannedFigure]:
    demand = _by_quarter(need.demand * 1000, need.segment, calendar)
    ours = dict(_by_quarter(need.ours * 1000, need.segment, calendar))
    for quarter, quantity in demand:
        is_running = quarter.last_day >= calendar.today
        # Nobody has derived a quarter that still runs.
        known = ESTIMATED if is_running and need.confidence == DERIVED else need.confidence
        as_of = _told_on(quarter, calendar, known)
        yield PlannedFigure(code, need.segment, quarter, quantity, known, _SOURCES[known], as_of)
        for name, percent in need.rivals:
            supplied = (quantity - ours[quarter]) * percent // 100
            yield PlannedFigure(
                *(code, need.segment, quarter, supplied, ESTIMATED, _RIVAL_SOURCE, as_of),
                supplier=name,
                is_self_made=name == SELF,
            )


def _by_quarter(yearly: int, segment: str, calendar: Calendar) -> list[tuple[Period, int]]:
    by_number = spread(yearly, quarter_weights(segment), step=1000)
    return [
        (quarter, by_number[(quarter.last_day.month - 1) // 3]) for quarter in calendar.quarters
    ]


def _told_on(quarter: Period, calendar: Calendar, confidence: str) -> date:
    """A plan is told before the quarter begins, consumption is known after it has ended."""
    told = quarter.first_day - timedelta(days=12)
    if confidence == DERIVED:
        told = quarter.last_day + timedelta(days=9)
    return min(told, calendar.yesterday)
