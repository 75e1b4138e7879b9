"""Questions to the facts: built in Ibis, answered by DuckDB, brought home as typed rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from accounts.tenancy import Scope
from portal.kernel.money import Money
from portal.kernel.period import Period
from vmi.facts.engine import thread_engine
from vmi.facts.grouping import (
    NO_FILTERS,
    Dimension,
    Dimensions,
    Filters,
    GroupValue,
    group_column,
    narrowed,
)
from vmi.facts.lines import Hidden, lines_for, says_any
from vmi.rules import cover

_EPOCH = date(1970, 1, 1)
_SALES = ("sold", "returned", "sold_value")
# What is there and what is coming; policy and stock on hold are asked for elsewhere.
_SHELF = ("on_hand", "on_order", "in_transit")
_PLACE = ("partner_id", "location_id")
_POSITION = ("partner_id", "product_id", "location_id")
# A line that claims to cover more than this is taken for its last year.
_LONGEST_LINE_DAYS = 366


@dataclass(frozen=True)
class SellThrough:
    """What partners sold in one group; what no line said is None.

    `group` has a value for each dimension asked for, in that order. A group whose values are in
    several currencies comes as a row for each, and one with currency None for lines without a value.
    """

    group: tuple[GroupValue, ...]
    currency: str | None
    sold: Decimal | None
    returned: Decimal | None
    sold_value: Decimal | None
    lines: int
    reporting_places: int
    first_day: date
    last_day: date

    @property
    def net(self) -> Decimal | None:
        """Sold less returned; unknown when sales were not said."""
        return None if self.sold is None else self.sold - (self.returned or 0)

    @property
    def value(self) -> Money | None:
        if self.sold_value is None or not self.currency:
            return None
        return Money(self.sold_value, self.currency)


@dataclass(frozen=True)
class StockPosition:
    """What is known of a product at a place at the end of a day; None where nothing was said.

    Each stock figure is the latest said, with the day it is of: a report that is silent on it leaves
    the earlier one standing. `covered_days` are the days of which the place reported sales of
    anything in the window of use: a place that reported, but not this product, sold none of it.
    `said_on` is the last day of which anything was said of the product there, `place_said_on` the last
    of which the place told what it has on hand of anything.
    """

    partner_id: int
    product_id: int
    location_id: int
    on_hand: Decimal | None
    on_hand_as_of: date | None
    on_order: Decimal | None
    on_order_as_of: date | None
    in_transit: Decimal | None
    in_transit_as_of: date | None
    sold: Decimal | None
    said_on: date
    covered_days: int
    place_said_on: date | None

    @property
    def is_carried(self) -> bool:
        """Whether the place told its stock later and was silent on this product: nothing happened to it."""
        return (
            self.on_hand_as_of is not None
            and self.place_said_on is not None
            and self.on_hand_as_of < self.place_said_on
        )

    @property
    def daily_use(self) -> Decimal | None:
        return cover.daily_use(self.sold, self.covered_days)

    @property
    def days_of_cover(self) -> Decimal | None:
        return cover.days_of_cover(self.on_hand, self.daily_use)


def sell_through(
    scope: Scope,
    hidden: Hidden,
    dimensions: Dimensions,
    *,
    group_by: tuple[Dimension, ...],
    period: Period,
    filters: Filters = NO_FILTERS,
) -> tuple[SellThrough, ...]:
    """What was sold and returned on lines that end in the period, in order of the groups.

    Lines that say nothing of sales, returns or value are not counted at all.
    """
    engine = thread_engine()
    lines = lines_for(scope, hidden, partner_ids=filters.partner_ids, measures=_SALES)
    lines = lines.filter(lines.last_day.between(period.first_day, period.last_day))
    lines = narrowed(engine, lines, dimensions, filters=filters, group_by=group_by)
    lines = _with_groups(lines, group_by)
    keys = _group_names(group_by)
    totals = list(_sell_through_rows(engine.answer(_totals(lines, keys)), len(keys)))
    if all(fewest == most for fewest, most, _ in totals):
        return tuple(row for _, _, row in totals)
    # Values of different currencies don't add: such groups come once for each currency.
    by_currency: dict[tuple[GroupValue, ...], list[SellThrough]] = {}
    split = engine.answer(_totals(lines, (*keys, "value_currency"), group_keys=keys))
    for _, _, row in _sell_through_rows(split, len(keys)):
        by_currency.setdefault(row.group, []).append(row)
    return tuple(
        row
        for fewest, most, total in totals
        for row in ([total] if fewest == most else by_currency[total.group])
    )


def stock_positions(
    scope: Scope,
    hidden: Hidden,
    dimensions: Dimensions,
    *,
    on_day: date,
    use_days: int = 28,
    filters: Filters = NO_FILTERS,
) -> tuple[StockPosition, ...]:
    """Stock as last said up to the end of `on_day`, and what the `use_days` days up to it sold."""
    engine = thread_engine()
    window = Period.ending(on_day, days=use_days)
    measures = (*_SHELF, "sold")
    every_line = lines_for(scope, hidden, partner_ids=filters.partner_ids, measures=measures)
    every_line = every_line.filter(every_line.last_day <= on_day)
    lines = narrowed(engine, every_line, dimensions, filters=filters)
    positions = _latest_stock(lines, window)
    places = _place_reports(every_line, window)
    answer = positions.left_join(places, _PLACE).select(
        *positions.columns,
        covered_days=places.covered_days.fill_null(0),
        place_said_on=places.place_said_on,
    )
    return tuple(
        StockPosition(*row) for row in rows_of(engine.answer(answer.order_by(list(_POSITION))))
    )


def rows_of(answer: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows with Python's own values: Decimal, date, int, str."""
    return zip(*(column.to_pylist() for column in answer.columns), strict=True)


def _group_names(group_by: tuple[Dimension, ...]) -> tuple[str, ...]:
    return tuple(f"group_{position}" for position in range(len(group_by)))


def _with_groups(lines: ibis.Table, group_by: tuple[Dimension, ...]) -> ibis.Table:
    groups = {
        name: group_column(lines, dimension)
        for name, dimension in zip(_group_names(group_by), group_by, strict=True)
    }
    # A value whose currency was not said is not of the currency of the others; "" keeps it apart.
    currency = ibis.ifelse(
        lines.sold_value.notnull(), lines.currency.fill_null(""), ibis.null("string")
    )
    return lines.mutate(**groups, value_currency=currency)


def _totals(
    lines: ibis.Table, keys: tuple[str, ...], *, group_keys: tuple[str, ...] | None = None
) -> ibis.Table:
    """Sums by `keys`, of which those of `group_keys` (all when not said) come home."""
    grouped = lines.group_by(list(keys)) if keys else lines
    totals = grouped.aggregate(
        lowest_currency=lines.value_currency.min(),
        highest_currency=lines.value_currency.max(),
        sold=lines.sold.sum(),
        returned=lines.returned.sum(),
        sold_value=lines.sold_value.sum(),
        line_count=lines.count(),
        reporting_places=lines.location_id.nunique(),
        from_day=lines.first_day.min(),
        until_day=lines.last_day.max(),
    )
    # Without groups there is one row even of no lines at all.
    totals = totals.filter(totals.line_count > 0)
    if keys:
        totals = totals.order_by([ibis.asc(totals[key], nulls_first=True) for key in keys])
    measures = [name for name in totals.columns if name not in keys]
    return totals.select(*(keys if group_keys is None else group_keys), *measures)


def _sell_through_rows(
    answer: pa.Table, width: int
) -> Iterator[tuple[str | None, str | None, SellThrough]]:
    for row in rows_of(answer):
        lowest, highest, *measures = row[width:]
        yield lowest, highest, SellThrough(tuple(row[:width]), highest, *measures)


def _latest_stock(lines: ibis.Table, window: Period) -> ibis.Table:
    # The later day counts. On one day it is all of one document: its later line counts, whenever it posted.
    order = ibis.struct({"day": lines.last_day, "line": lines.line, "posting": lines.posting_id})
    columns: dict[str, ibis.Value] = {}
    for measure in _SHELF:
        is_said = lines[measure].notnull()
        columns[measure] = lines[measure].argmax(order, where=is_said)
        columns[f"{measure}_as_of"] = lines.last_day.max(where=is_said)
    columns["sold"] = lines.sold.sum(where=lines.last_day >= window.first_day)
    columns["said_on"] = lines.last_day.max()
    positions = lines.group_by(list(_POSITION)).aggregate(**columns)
    return positions.filter(says_any(positions, (*_SHELF, "sold")))


def _place_reports(lines: ibis.Table, window: Period) -> ibis.Table:
    """Of each place: the days covered in the window, and the last day of which it told its stock."""
    told = lines.group_by(list(_PLACE)).aggregate(
        place_said_on=lines.last_day.max(where=lines.on_hand.notnull())
    )
    covered = _covered_days(lines, window)
    return told.left_join(covered, _PLACE).select(*told.columns, covered_days=covered.covered_days)


def _covered_days(lines: ibis.Table, window: Period) -> ibis.Table:
    """The days of which each place said its sales, on lines that end in the window.

    A week's line that began before the window brings all its days, as its sales are all counted.
    """
    reported = lines.filter(lines.sold.notnull(), lines.last_day >= window.first_day)
    spans = reported.select(*_PLACE, "first_day", "last_day").distinct()
    until = spans.last_day.delta(_EPOCH, unit="day")
    begun = spans.first_day.delta(_EPOCH, unit="day")
    days = spans.select(
        *_PLACE,
        day=ibis.range(ibis.greatest(begun, until - _LONGEST_LINE_DAYS + 1), until + 1).unnest(),
    )
    return days.group_by(list(_PLACE)).aggregate(covered_days=days.day.nunique())
