"""Spans of days, both ends included, as sorted lists without overlaps."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """From `first_day` to `last_day`, both included."""

    first_day: date
    last_day: date


def joined(spans: Iterable[tuple[date, date]], *, bridge_days: int = 0) -> list[Span]:
    """The same days as few spans; gaps of at most `bridge_days` days are taken in."""
    found: list[Span] = []
    for first_day, last_day in sorted(spans):
        last = found[-1] if found else None
        if last is not None and (first_day - last.last_day).days <= bridge_days + 1:
            found[-1] = Span(last.first_day, max(last.last_day, last_day))
        else:
            found.append(Span(first_day, last_day))
    return found


def shared(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """The days that both have."""
    others = list(right)
    return [
        Span(max(one.first_day, other.first_day), min(one.last_day, other.last_day))
        for one in left
        for other in others
        if one.first_day <= other.last_day and other.first_day <= one.last_day
    ]


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The days of `spans` that `taken` lacks."""
    left = list(spans)
    for gone in taken:
        left = [piece for span in left for piece in _cut(span, gone)]
    return left


def _cut(span: Span, gone: Span) -> list[Span]:
    if gone.last_day < span.first_day or span.last_day < gone.first_day:
        return [span]
    pieces = []
    if span.first_day < gone.first_day:
        pieces.append(Span(span.first_day, gone.first_day - _DAY))
    if gone.last_day < span.last_day:
        pieces.append(Span(gone.last_day + _DAY, span.last_day))
    return pieces
