"""Sparkline: a line the size of a word, drawn by hand because there are hundreds on a page."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH, _HEIGHT = 96, 24


def sparkline_svg(values: Sequence[Decimal | int | None], label: str) -> SafeString:
    """A line from least to greatest with a dot at the last value; unknown steps are gaps. Colours are the page's."""
    numbers = [value for value in values if value is not None]
    if not numbers:
        return format_html('<span class="muted">{}</span>', "—")
    least, span = min(numbers), (max(numbers) - min(numbers)) or 1
    points = [
        None
        if value is None
        else (
            round(2 + index * (_WIDTH - 6) / max(len(values) - 1, 1), 1),
            round(_HEIGHT - 3 - float((value - least) / span) * (_HEIGHT - 6), 1),
        )
        for index, value in enumerate(values)
    ]
    last_x, last_y = next(point for point in reversed(points) if point is not None)
    return format_html(
        '<svg class="sparkline" role="img" viewBox="0 0 {} {}"><title>{}</title>{}'
        '<circle cx="{}" cy="{}" r="2.5" fill="var(--accent)"/></svg>',
        _WIDTH,
        _HEIGHT,
        label,
        format_html_join(
            "",
            '<polyline points="{}" fill="none" stroke="var(--soft)" stroke-width="1.5"/>',
            ((" ".join(f"{x},{y}" for x, y in run),) for run in _runs(points)),
        ),
        last_x,
        last_y,
    )


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]
