"""Accounts by share and value: four quadrants with their guidance, each point with its name."""

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
    rows_of,
    shown,
    text_width,
    ticks,
    words,
)

_ACCOUNT = {"zh": "客户", "en": "Account"}


@dataclass(frozen=True)
class AccountPoint:
    """One account. `tone`: accent for those that the title speaks of, soft for the rest."""

    label: str
    share: Decimal
    value: Decimal
    tone: str = "soft"


@dataclass(frozen=True)
class Quadrants:
    """Where the sheet is divided, what the axes are called, and the words of its corners.

    Corners: much value and much share, much value and little share, little value and much share, little and little.
    """

    share: Decimal
    value: Decimal
    share_name: str
    value_name: str
    corners: tuple[str, str, str, str]


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def share_value_scatter(
    points: Sequence[AccountPoint], caption: Caption, quadrants: Quadrants
) -> Chart:
    """Share to the right, value upwards; names stand where they cover nothing, the greatest first."""
    language = caption.language
    ordered = sorted(points, key=lambda point: point.value, reverse=True)
    return Chart(
        caption.title,
        caption.note,
        (
            caption.first_column or _ACCOUNT["zh" if language.startswith("zh") else "en"],
            quadrants.share_name,
            quadrants.value_name,
        ),
        tuple(
            (
                point.label,
                numbers.percent_in_words(point.share, language),
                shown(point.value, language),
            )
            for point in ordered
        ),
        _specification(ordered, quadrants, language, WIDE),
        _specification(ordered, quadrants, language, NARROW),
    )


def _specification(
    points: Sequence[AccountPoint], quadrants: Quadrants, language: str, total: int
) -> dict[str, Any]:
    steps = ticks(max([*(point.value for point in points), quadrants.value]), count=3)
    labels = [numbers.short_number(step, language) for step in steps]
    widest = max([*(point.share for point in points), quadrants.share * 2, Decimal("0.2")])
    right = min(Decimal(1), (widest * 10).to_integral_value(rounding="ROUND_CEILING") / 10)
    plot = Plot(
        total,
        340 if total == WIDE else 300,
        left=int(max(text_width(label) for label in labels)) + 12,
        right=16,
        top=34,
        bottom=44,
    )
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, float(right)], nice=False), axis=None)
    up = alt.Y("y:Q", scale=alt.Scale(domain=[0, float(steps[-1])], nice=False), axis=None)
    corners = _corners(points, quadrants, plot, right, steps[-1])
    layers: list[Any] = [
        *_cross(quadrants, across, up),
        *_axes(steps, labels, right, language, plot, across=across, up=up),
        *_axis_names(quadrants, plot),
        *(
            words([{"text": text}], fontWeight=600).encode(
                x=alt.value(box.left), y=alt.value((box.top + box.bottom) / 2)
            )
            for box, text in corners
        ),
        *_points(points, across, up),
        *_point_names(points, plot, right, steps[-1], [box for box, _ in corners]),
    ]
    return plot.specification(*layers)


def _cross(quadrants: Quadrants, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    line: dict[str, Any] = {"color": palette.SOFT, "strokeWidth": 1, "strokeDash": [2, 3]}
    return [
        alt.Chart(rows_of([{"x": quadrants.share}])).mark_rule(**line).encode(x=across),
        alt.Chart(rows_of([{"y": quadrants.value}])).mark_rule(**line).encode(y=up),
    ]


def _axes(
    steps: Sequence[Decimal],
    labels: Sequence[str],
    right: Decimal,
    language: str,
    plot: Plot,
    **scales: Any,
) -> list[alt.Chart]:
    shares = (
        [right * quarter / 4 for quarter in range(5)]
        if plot.total == WIDE
        else [Decimal(0), right / 2, right]
    )
    frame: dict[str, Any] = {"color": palette.LINE, "strokeWidth": 1}
    return [
        alt.Chart(rows_of([{"y": 0}])).mark_rule(**frame).encode(y=scales["up"]),
        alt.Chart(rows_of([{"x": 0}])).mark_rule(**frame).encode(x=scales["across"]),
        words(
            [{"y": step, "text": label} for step, label in zip(steps, labels, strict=True)],
            align="right",
            dx=-8,
        ).encode(y=scales["up"], x=alt.value(0)),
        words(
            [
                {"x": value, "text": numbers.percent_in_words(value, language, places=0)}
                for value in shares
            ],
            align="center",
            dy=16,
        ).encode(x=scales["across"], y=alt.value(plot.height)),
    ]


def _axis_names(quadrants: Quadrants, plot: Plot) -> list[alt.Chart]:
    return [
        words([{"text": f"{quadrants.value_name} ↑"}]).encode(
            x=alt.value(4 - plot.left), y=alt.value(-24)
        ),
        words([{"text": f"{quadrants.share_name} →"}], align="right").encode(
            x=alt.value(plot.width), y=alt.value(plot.height + 35)
        ),
    ]


def _corners(
    points: Sequence[AccountPoint], quadrants: Quadrants, plot: Plot, right: Decimal, top: Decimal
) -> list[tuple[_Box, str]]:
    """Each quadrant's word at one of its four ends, the first where no point lies."""
    x = plot.width * float(quadrants.share / right)
    y = plot.height * (1 - float(quadrants.value / top))
    dots = _dots(points, plot, right, top)
    sides = ((x, plot.width), (0.0, x))
    heights = ((0.0, y), (y, float(plot.height)))
    places = [(side, height) for height in heights for side in sides]
    chosen = []
    for text, ((start, end), (upper, lower)) in zip(quadrants.corners, places, strict=True):
        width = text_width(text)
        ends = [
            _Box(left, middle - 8, left + width, middle + 8)
            for middle in (upper + 10, lower - 10)
            for left in (end - width - 6, start + 6)
        ]
        free = [box for box in ends if not any(box.meets(dot) for dot in dots)]
        chosen.append(((free or ends)[0], text))
    return chosen


def _dots(points: Sequence[AccountPoint], plot: Plot, right: Decimal, top: Decimal) -> list[_Box]:
    places = [
        (plot.width * float(point.share / right), plot.height * (1 - float(point.value / top)))
        for point in points
    ]
    return [_Box(x - 6, y - 6, x + 6, y + 6) for x, y in places]


def _points(points: Sequence[AccountPoint], across: alt.X, up: alt.Y) -> list[alt.Chart]:
    layers = []
    for tone in dict.fromkeys(point.tone for point in points):
        marks = [{"x": point.share, "y": point.value} for point in points if point.tone == tone]
        dots = alt.Chart(rows_of(marks)).mark_circle(size=70, color=palette.TONES[tone], opacity=1)
        layers.append(dots.encode(x=across, y=up))
    return layers


def _point_names(
    points: Sequence[AccountPoint],
    plot: Plot,
    right: Decimal,
    top: Decimal,
    corners: Sequence[_Box],
) -> list[alt.Chart]:
    """Each name at the right, left, above or below of its point; left out where none of them is free."""
    dots = _dots(points, plot, right, top)
    taken = [*dots, *corners]
    layers = []
    for point, dot in zip(points, dots, strict=True):
        box = _free_place(text_width(point.label), dot, plot, taken)
        if box is None:
            continue
        taken.append(box)
        colour = palette.INK if point.tone == "soft" else palette.TONES[point.tone]
        name = words([{"text": point.label}], colour=colour)
        layers.append(name.encode(x=alt.value(box.left), y=alt.value((box.top + box.bottom) / 2)))
    return layers


def _free_place(width: float, dot: _Box, plot: Plot, taken: Sequence[_Box]) -> _Box | None:
    x, y = (dot.left + dot.right) / 2, (dot.top + dot.bottom) / 2
    for left, middle in (
        (x + 9, y),
        (x - 9 - width, y),
        (x - width / 2, y - 14),
        (x - width / 2, y + 14),
    ):
        box = _Box(left, middle - 7, left + width, middle + 7)
        is_on_sheet = (
            box.left >= 0
            and box.right <= plot.width + plot.right
            and box.top >= 0
            and box.bottom <= plot.height
        )
        if is_on_sheet and not any(box.meets(other) for other in taken):
            return box
    return None
