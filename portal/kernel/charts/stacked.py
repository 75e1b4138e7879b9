"""Stacked shares: each row a whole, split by who supplies it or how it is known."""

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
    rows_of,
    text_width,
    words,
)

_NAME = {"zh": "名称", "en": "Name"}
_THICK = 22
_ON_TONE = {"soft": palette.ON_SOFT, "faint": palette.INK, "line": palette.INK}


@dataclass(frozen=True)
class Part:
    """A named part of every row, with its tone, the same in every chart: ours is accent."""

    name: str
    tone: str


@dataclass(frozen=True)
class StackRow:
    """One whole; `ratios` follow the parts, sum to 1 or less, None where a part is not known."""

    label: str
    ratios: tuple[Decimal | None, ...]


def stacked_share(rows: Sequence[StackRow], caption: Caption, parts: Sequence[Part]) -> Chart:
    """Rows of one length, so that parts are compared, not wholes."""
    language = caption.language
    table = tuple(
        (
            row.label,
            *(
                numbers.UNKNOWN if ratio is None else numbers.percent_in_words(ratio, language)
                for ratio in row.ratios
            ),
        )
        for row in rows
    )
    return Chart(
        caption.title,
        caption.note,
        (
            caption.first_column or _NAME["zh" if language.startswith("zh") else "en"],
            *(part.name for part in parts),
        ),
        table,
        _specification(rows, parts, language, WIDE),
        _specification(rows, parts, language, NARROW),
    )


def _specification(
    rows: Sequence[StackRow], parts: Sequence[Part], language: str, total: int
) -> dict[str, Any]:
    is_wide = total == WIDE
    room = min(max((text_width(row.label) for row in rows), default=0) + 12, 200) if is_wide else 0
    pitch = 34 if is_wide else 50
    key_lines = _key_places(parts, total - int(room))
    head = 24 * (key_lines[-1][1] + 1) if key_lines else 0
    plot = Plot(total, pitch * len(rows) + head, left=int(room), top=0, bottom=4)
    segments = _segments(rows, parts, plot, pitch=pitch, head=head)
    names = [
        {
            "x": -10 if is_wide else 0,
            "y": head + pitch * (index + 0.5) - (0 if is_wide else 12),
            "text": fitted(row.label, room - 8 if is_wide else plot.width),
        }
        for index, row in enumerate(rows)
    ]
    layers: list[Any] = [
        *_key(parts, key_lines, plot),
        *_rectangles(parts, segments, plot),
        *_numbers(parts, segments, language, plot),
        _at(words(names, colour=palette.INK, align="right" if is_wide else "left"), plot),
    ]
    return plot.specification(*layers)


def _at(layer: alt.Chart, plot: Plot, **more: Any) -> alt.Chart:
    """Place a layer in pixels."""
    return layer.encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[0, plot.width], nice=False), axis=None),
        y=alt.Y(
            "y:Q",
            scale=alt.Scale(domain=[0, plot.height], range=[0, plot.height], nice=False),
            axis=None,
        ),
        **more,
    )


def _key_places(parts: Sequence[Part], width: int) -> list[tuple[float, int]]:
    """Where each part's name stands above the rows: x and line."""
    places, x, line = [], 0.0, 0
    for part in parts:
        needed = text_width(part.name) + 36
        if x and x + needed - 16 > width:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += needed
    return places


def _key(parts: Sequence[Part], places: Sequence[tuple[float, int]], plot: Plot) -> list[alt.Chart]:
    layers = []
    for part, (x, line) in zip(parts, places, strict=True):
        y = 10 + 24 * line
        square = alt.Chart(rows_of([{"x": x, "y": y - 5, "x2": x + 10, "y2": y + 5}])).mark_rect(
            color=palette.TONES[part.tone]
        )
        layers.append(_at(square, plot, x2="x2:Q", y2="y2:Q"))
        layers.append(_at(words([{"x": x + 15, "y": y, "text": part.name}]), plot))
    return layers


def _segments(
    rows: Sequence[StackRow], parts: Sequence[Part], plot: Plot, *, pitch: int, head: int
) -> list[dict[str, Any]]:
    segments = []
    for index, row in enumerate(rows):
        start = 0.0
        middle = head + pitch * (index + 0.5) + (0 if plot.left else 9)
        for place, (_, ratio) in enumerate(zip(parts, row.ratios, strict=True)):
            end = start + float(ratio or 0) * plot.width
            # A gap of two pixels keeps neighbours apart, in grey print too.
            corners = {
                "x": start,
                "x2": max(end - 2, start),
                "y": middle - _THICK / 2,
                "y2": middle + _THICK / 2,
            }
            segments.append({"part": place, "ratio": ratio, "middle": middle, **corners})
            start = end
    return segments


def _rectangles(
    parts: Sequence[Part], segments: Sequence[dict[str, Any]], plot: Plot
) -> list[alt.Chart]:
    layers = []
    for place, part in enumerate(parts):
        marks = [segment for segment in segments if segment["part"] == place and segment["ratio"]]
        if marks:
            bar = alt.Chart(rows_of(marks)).mark_rect(color=palette.TONES[part.tone])
            layers.append(_at(bar, plot, x2="x2:Q", y2="y2:Q"))
    return layers


def _numbers(
    parts: Sequence[Part], segments: Sequence[dict[str, Any]], language: str, plot: Plot
) -> list[alt.Chart]:
    layers = []
    for segment in segments:
        if not segment["ratio"]:
            continue
        text = numbers.percent_in_words(segment["ratio"], language, places=0)
        if segment["x2"] - segment["x"] < text_width(text) + 8:
            continue
        colour = _ON_TONE.get(parts[segment["part"]].tone, palette.PAPER)
        mark = {"x": segment["x"] + 6, "y": segment["middle"], "text": text}
        layers.append(_at(words([mark], colour=colour), plot))
    return layers
