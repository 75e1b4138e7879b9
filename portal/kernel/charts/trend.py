"""Trend: this year in the accent, the year before in grey, the forecast dashed with its band, stock-outs marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from portal.kernel import numbers
from portal.kernel.charts import palette
from portal.kernel.charts.frame import (
    NARROW,
    WIDE,
    Caption,
    Chart,
    Plot,
    known,
    rows_of,
    shown,
    text_width,
    ticks,
    words,
)

_OUT = {"zh": "断货", "en": "out of stock"}
_PERIOD = {"zh": "期间", "en": "Period"}


@dataclass(frozen=True)
class TrendRow:
    """One step of time. `label` is its name in the page's language; None is not known and breaks the line."""

    label: str
    value: Decimal | None = None
    before: Decimal | None = None
    forecast: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    is_out_of_stock: bool = False


@dataclass(frozen=True)
class TrendNames:
    """What the lines are called, at their ends: "2026", "2025", "forecast"."""

    value: str
    before: str = ""
    forecast: str = ""


def trend(rows: Sequence[TrendRow], caption: Caption, names: TrendNames) -> Chart:
    """A line over time, from zero. Titles say the finding; the lines carry their names."""
    lists = (
        (names.value, [row.value for row in rows]),
        (names.before, [row.before for row in rows]),
        (names.forecast, [row.forecast for row in rows]),
    )
    shown_lists = [(name, values) for name, values in lists if name]
    table = tuple(
        (row.label, *(shown(values[index], caption.language) for _, values in shown_lists))
        for index, row in enumerate(rows)
    )
    family = "zh" if caption.language.startswith("zh") else "en"
    return Chart(
        caption.title,
        caption.note,
        (caption.first_column or _PERIOD[family], *(name for name, _ in shown_lists)),
        table,
        _specification(rows, caption, names, WIDE),
        _specification(rows, caption, names, NARROW),
    )


def _specification(
    rows: Sequence[TrendRow], caption: Caption, names: TrendNames, total: int
) -> dict[str, Any]:
    steps = ticks(
        max(
            known(
                [part for row in rows for part in (row.value, row.before, row.forecast, row.high)]
            ),
            default=Decimal(1),
        )
    )
    labels = [numbers.short_number(step, caption.language) for step in steps]
    name_room = max(text_width(name) for name in (names.value, names.before, names.forecast)) + 14
    plot = Plot(
        total,
        200 if total == WIDE else 170,
        left=int(max(text_width(label) for label in labels)) + 10,
        right=max(int(name_room), 20),
    )
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, max(len(rows) - 1, 1)], nice=False), axis=None)
    up = alt.Y("y:Q", scale=alt.Scale(domain=[0, float(steps[-1])], nice=False), axis=None)
    layers: list[Any] = [
        alt.Chart(rows_of([{"y": step} for step in steps]))
        .mark_rule(color=palette.LINE, strokeWidth=1)
        .encode(y=up),
        words(
            [{"y": step, "text": label} for step, label in zip(steps, labels, strict=True)],
            align="right",
            dx=-8,
        ).encode(y=up, x=alt.value(0)),
        _time_labels(rows, plot).encode(x=across),
        *_band(rows, across, up),
        *_line([row.before for row in rows], palette.SOFT, across, up, strokeWidth=1.5),
        *_line(_joined(rows), palette.ACCENT, across, up, strokeWidth=2, strokeDash=[5, 4]),
        *_line([row.value for row in rows], palette.ACCENT, across, up, strokeWidth=2.5),
        *_stock_outs(rows, caption.language, across, plot),
        *_names(rows, names, plot, steps[-1]),
    ]
    return plot.specification(*layers)


def _time_labels(rows: Sequence[TrendRow], plot: Plot) -> alt.Chart:
    room = max((text_width(row.label) for row in rows), default=20) + 16
    every = max(1, -(-len(rows) * int(room) // max(plot.width, 1)))
    marks = [
        {"x": index, "text": row.label} for index, row in enumerate(rows) if index % every == 0
    ]
    return words(marks, align="center", dy=18).encode(y=alt.value(plot.height))


def _line(
    values: Sequence[Decimal | None], colour: str, across: alt.X, up: alt.Y, **options: Any
) -> list[alt.Chart]:
    if not known(values):
        return []
    marks = [{"x": index, "y": value} for index, value in enumerate(values)]
    line = alt.Chart(rows_of(marks)).mark_line(
        color=colour, invalid="break-paths-show-path-domains", **options
    )
    return [line.encode(x=across, y=up)]


def _joined(rows: Sequence[TrendRow]) -> list[Decimal | None]:
    """The forecast, begun at the last known value so that the line does not start in the air."""
    values = [row.forecast for row in rows]
    first = next((index for index, value in enumerate(values) if value is not None), 0)
    if first > 0 and rows[first - 1].value is not None:
        values[first - 1] = rows[first - 1].value
    return values


def _band(rows: Sequence[TrendRow], across: alt.X, up: alt.Y) -> list[alt.Chart]:
    marks: list[dict[str, Any]] = [
        {"x": index, "y": row.low, "high": row.high}
        for index, row in enumerate(rows)
        if row.low is not None and row.high is not None
    ]
    if not marks:
        return []
    first = int(marks[0]["x"])
    if first > 0 and rows[first - 1].value is not None:
        marks.insert(0, {"x": first - 1, "y": rows[first - 1].value, "high": rows[first - 1].value})
    area = alt.Chart(rows_of(marks)).mark_area(color=palette.ACCENT, opacity=0.14)
    return [area.encode(x=across, y=up, y2="high:Q")]


def _stock_outs(
    rows: Sequence[TrendRow], language: str, across: alt.X, plot: Plot
) -> list[alt.Chart]:
    out = [index for index, row in enumerate(rows) if row.is_out_of_stock]
    if not out:
        return []
    word = _OUT["zh" if language.startswith("zh") else "en"]
    is_late = out[-1] > len(rows) * 0.7
    last = [{"x": out[0] if is_late else out[-1], "text": word}]
    marks = alt.Chart(rows_of([{"x": index} for index in out])).mark_point(
        shape="triangle-up", filled=True, size=60, color=palette.ACT, opacity=1
    )
    label = words(
        last,
        colour=palette.ACT,
        align="right" if is_late else "left",
        dx=-8 if is_late else 8,
        dy=-1,
    )
    return [
        marks.encode(x=across, y=alt.value(plot.height - 5)),
        label.encode(x=across, y=alt.value(plot.height - 6)),
    ]


def _names(
    rows: Sequence[TrendRow], names: TrendNames, plot: Plot, top: Decimal
) -> list[alt.Chart]:
    """The lines' names at their last points, moved apart where they would touch."""
    ends: list[tuple[float, str, str, int]] = []
    for name, values, colour in (
        (names.before, [row.before for row in rows], palette.GREY),
        (names.forecast, [row.forecast for row in rows], palette.ACCENT),
        (names.value, [row.value for row in rows], palette.ACCENT),
    ):
        last = max((index for index, value in enumerate(values) if value is not None), default=None)
        if name and last is not None and values[last] is not None:
            ends.append((plot.height * (1 - float((values[last] or 0) / top)), name, colour, last))
    placed: list[float] = []
    layers = []
    for height, name, colour, last in sorted(ends):
        is_inside = last < len(rows) - 1
        y = height - 12 if is_inside else max(height, placed[-1] + 15 if placed else height)
        if not is_inside:
            placed.append(y)
        x = plot.width * last / max(len(rows) - 1, 1)
        layers.append(
            words(
                [{"text": name}],
                colour=colour,
                align="right" if is_inside else "left",
                dx=0 if is_inside else 8,
                fontWeight=600,
            ).encode(x=alt.value(x), y=alt.value(y))
        )
    return layers
