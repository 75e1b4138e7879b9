"""The charts of a review, from the tables that stand behind them."""

from decimal import Decimal

from portal.kernel.charts import (
    Caption,
    Chart,
    Part,
    StackRow,
    TrendNames,
    TrendRow,
    stacked_share,
    trend,
)
from reports.selectors.document import Cell, ChartKind, ChartOf, Kind
from reports.selectors.review import Review


def drawing_of(chart: ChartOf, review: Review) -> Chart:
    """The chart with its finding as the title."""
    if chart.kind is ChartKind.SPLIT:
        return _split(chart, review)
    return _trend(chart, review)


def _trend(chart: ChartOf, review: Review) -> Chart:
    """The first two number columns of the table over its first column."""
    at = [place for place, column in enumerate(chart.table.columns) if column.kind is Kind.NUMBER]
    rows = [
        TrendRow(str(row[0]), _number(row[at[0]]), _number(row[at[1]])) for row in chart.table.rows
    ]
    has_before = any(row.before is not None for row in rows)
    caption = Caption(chart.title, review.language, note=chart.note)
    return trend(rows, caption, TrendNames(chart.names[0], chart.names[1] if has_before else ""))


def _split(chart: ChartOf, review: Review) -> Chart:
    """One bar of the whole; its parts are the table's rows."""
    table = chart.table
    at = next(place for place, column in enumerate(table.columns) if column.kind is Kind.RATIO)
    return stacked_share(
        [StackRow(review.name, tuple(_number(row[at]) for row in table.rows))],
        Caption(chart.title, review.language, note=chart.note),
        [Part(str(row[0]), tone) for row, tone in zip(table.rows, chart.names, strict=True)],
    )


def _number(cell: Cell) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None
