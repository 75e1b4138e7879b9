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

    Corners: much value and much share, much value and little share, little and much, little and little.
    """

    share: Decimal
    value: Decimal
    share_name: str
    value_name: str
    corners: tuple[str, str, str, str]


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
        top=26,
        bottom=44,
    )
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, float(right)], nice=False), axis=None)
    up = alt.Y("y:Q", scale=alt.Scale(domain=[0, float(steps[-1])], nice=False), axis=None)
    layers: list[Any] = [
        *_cross(quadrants, across, up),
        *_axes(steps, labels, right, language, plot, across=across, up=up),
        *_axis_names(quadrants, plot),
        *_corners(quadrants, plot, right, steps[-1]),
        *_points(points, across, up),
        *_point_names(points, plot, right, steps[-1]),
    ]
    return plot.specification(*layers)


def _cross(quadrants: Quadrants, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    line = {"color": palette.SOFT, "strokeWidth": 1, "strokeDash": [2, 3]}
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
    frame = {"color": palette.LINE, "strokeWidth": 1}
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
            x=alt.value(4 - plot.left), y=alt.value(-16)
        ),
        words([{"text": f"{quadrants.share_name} →"}], align="right").encode(
            x=alt.value(plot.width), y=alt.value(plot.height + 35)
        ),
    ]


def _corners(quadrants: Quadrants, plot: Plot, right: Decimal, top: Decimal) -> list[alt.Chart]:
    x = plot.width * float(quadrants.share / right)
    y = plot.height * (1 - float(quadrants.value / top))
    much, chase, keep, rest = quadrants.corners
    places = (
        (much, plot.width - 4, 8, "right"),
        (chase, x - 6, 8, "right"),
        (keep, plot.width - 4, y + 12, "right"),
        (rest, x - 6, y + 12, "right"),
    )
    return [
        words([{"text": text}], colour=palette.SOFT, align=align, fontWeight=600).encode(
            x=alt.value(across), y=alt.value(down)
        )
        for text, across, down, align in places
    ]


def _points(points: Sequence[AccountPoint], across: alt.X, up: alt.Y) -> list[alt.Chart]:
    layers = []
    for tone in dict.fromkeys(point.tone for point in points):
        marks = [{"x": point.share, "y": point.value} for point in points if point.tone == tone]
        dots = alt.Chart(rows_of(marks)).mark_circle(size=70, color=palette.TONES[tone], opacity=1)
        layers.append(dots.encode(x=across, y=up))
    return layers


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


def _point_names(
    points: Sequence[AccountPoint], plot: Plot, right: Decimal, top: Decimal
) -> list[alt.Chart]:
    """Each name at the right, left, above or below of its point; left out where none of them is free."""
    places = [
        (
            plot.width * float(point.share / right),
            plot.height * (1 - float(point.value / top)),
            point,
        )
        for point in points
    ]
    taken = [_Box(x - 5, y - 5, x + 5, y + 5) for x, y, _ in places]
    layers = []
    for x, y, point in places:
        width = text_width(point.label)
        for left, middle in (
            (x + 8, y),
            (x - 8 - width, y),
            (x - width / 2, y - 13),
            (x - width / 2, y + 13),
        ):
            box = _Box(left, middle - 7, left + width, middle + 7)
            is_on_sheet = (
                box.left >= 0
                and box.right <= plot.width + plot.right
                and box.top >= 0
                and box.bottom <= plot.height
            )
            if is_on_sheet and not any(box.meets(other) for other in taken):
                taken.append(box)
                colour = palette.INK if point.tone == "soft" else palette.TONES[point.tone]
                layers.append(
                    words([{"text": point.label}], colour=colour).encode(
                        x=alt.value(left), y=alt.value(middle)
                    )
                )
                break
    return layers
