"""Bars: lengths from zero, each with its name and its number; the year before as a short grey stroke."""

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
    fitted,
    known,
    rows_of,
    shown,
    text_width,
    words,
)

_NAME = {"zh": "名称", "en": "Name"}
_THICK = 18


@dataclass(frozen=True)
class BarRow:
    """One bar. `tone` is a token's name: accent, soft, faint, good, watch or act."""

    label: str
    value: Decimal | None
    before: Decimal | None = None
    tone: str = "accent"


@dataclass(frozen=True)
class BarNames:
    """What the columns are called; `is_share` writes the values as percentages."""

    value: str
    before: str = ""
    is_share: bool = False


def bars(rows: Sequence[BarRow], caption: Caption, names: BarNames) -> Chart:
    """One bar a row, in the order given. Values below zero go to the left."""
    columns = (
        caption.first_column or _NAME["zh" if caption.language.startswith("zh") else "en"],
        names.value,
    )
    return Chart(
        caption.title,
        " · ".join(
            part for part in (caption.note, f"┃ {names.before}" if names.before else "") if part
        ),
        (*columns, names.before) if names.before else columns,
        tuple(_table_row(row, caption.language, names) for row in rows),
        _specification(rows, caption.language, names, WIDE),
        _specification(rows, caption.language, names, NARROW),
    )


def _table_row(row: BarRow, language: str, names: BarNames) -> tuple[str, ...]:
    values = (row.value, row.before) if names.before else (row.value,)
    if names.is_share:
        return (
            row.label,
            *(
                numbers.UNKNOWN if value is None else numbers.percent_in_words(value, language)
                for value in values
            ),
        )
    return (row.label, *(shown(value, language) for value in values))


def _label(value: Decimal | None, language: str, names: BarNames) -> str:
    if value is None:
        return numbers.UNKNOWN
    return (
        numbers.percent_in_words(value, language)
        if names.is_share
        else numbers.short_number(value, language)
    )


def _specification(
    rows: Sequence[BarRow], language: str, names: BarNames, total: int
) -> dict[str, Any]:
    is_wide = total == WIDE
    values = [_label(row.value, language, names) for row in rows]
    room = min(max((text_width(row.label) for row in rows), default=0) + 12, 200) if is_wide else 0
    pitch = 32 if is_wide else 46
    number_room = max((text_width(value) for value in values), default=0) + 10
    numbers_known = known([part for row in rows for part in (row.value, row.before)])
    least, most = min([*numbers_known, Decimal(0)]), max([*numbers_known, Decimal(0)])
    plot = Plot(
        total,
        pitch * len(rows),
        left=int(room + (number_room if least < 0 else 0)),
        right=int(number_room),
        top=0,
        bottom=4,
    )
    across = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[float(least), float(most or 1)], nice=False, zero=True),
        axis=None,
    )
    middles = [pitch * (index + 0.5) + (0 if is_wide else 9) for index in range(len(rows))]
    down = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, plot.height], range=[0, plot.height], nice=False),
        axis=None,
    )
    placed = list(zip(rows, values, middles, strict=True))
    layers: list[Any] = [
        *_bars_by_tone(placed, across, down),
        *_strokes(placed, across, down),
        words(
            [
                {"x": _end(row), "y": middle, "text": value}
                for row, value, middle in placed
                if (row.value or 0) >= 0
            ],
            colour=palette.INK,
            dx=7,
        ).encode(x=across, y=down),
        words(
            [
                {"x": _end(row), "y": middle, "text": value}
                for row, value, middle in placed
                if (row.value or 0) < 0
            ],
            colour=palette.INK,
            align="right",
            dx=-7,
        ).encode(x=across, y=down),
        _row_names(placed, plot, room=room, zero=float(-least / ((most - least) or 1))).encode(
            y=down
        ),
    ]
    return plot.specification(*layers)


def _end(row: BarRow) -> Decimal:
    """Where a bar's number stands: past the bar, and past the stroke of the year before too."""
    values = [Decimal(0), *known((row.value, row.before))]
    return min(values) if (row.value or 0) < 0 else max(values)


Placed = Sequence[tuple[BarRow, str, float]]


def _row_names(placed: Placed, plot: Plot, *, room: float, zero: float) -> alt.Chart:
    """Beside the bars where there is room, else above them, from the line of nought on."""
    is_beside = room > 0
    marks = [
        {
            "y": middle - (0 if is_beside else 18),
            "text": fitted(row.label, room - 8 if is_beside else plot.width),
        }
        for row, _, middle in placed
    ]
    text = words(marks, colour=palette.INK, align="right" if is_beside else "left")
    return text.encode(x=alt.value(-10 - (plot.left - room) if is_beside else plot.width * zero))


def _bars_by_tone(placed: Placed, across: alt.X, down: alt.Y) -> list[alt.Chart]:
    layers = []
    for tone in dict.fromkeys(row.tone for row, _, _ in placed):
        marks = [
            {"x": row.value, "zero": 0, "y": middle - _THICK / 2, "end": middle + _THICK / 2}
            for row, _, middle in placed
            if row.tone == tone and row.value is not None
        ]
        bar = alt.Chart(rows_of(marks)).mark_rect(color=palette.TONES[tone])
        layers.append(bar.encode(x=across, x2="zero:Q", y=down, y2="end:Q"))
    return layers


def _strokes(placed: Placed, across: alt.X, down: alt.Y) -> list[alt.Chart]:
    marks = [
        {"x": row.before, "y": middle - _THICK / 2 - 3, "end": middle + _THICK / 2 + 3}
        for row, _, middle in placed
        if row.before is not None
    ]
    if not marks:
        return []
    edge = alt.Chart(rows_of(marks)).mark_rule(color=palette.PAPER, strokeWidth=4)
    stroke = alt.Chart(rows_of(marks)).mark_rule(color=palette.GREY, strokeWidth=2)
    return [layer.encode(x=across, y=down, y2="end:Q") for layer in (edge, stroke)]
