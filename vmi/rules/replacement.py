"""Which days of an earlier document give way to which later one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vmi.rules.spans import Span, joined, shared, without

# A whole month without a line is no part of what a document speaks of: one wrong year in one line
# must not replace everything in between. Stock told at the ends of months still hangs together.
BRIDGED_DAYS = 31


@dataclass(frozen=True)
class Spoken:
    """What a document speaks of: its days, and its groups of measures ("flow", "stock")."""

    document_id: int
    days: tuple[Span, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """Days of one group that are given up to a later document."""

    document_id: int
    group: str
    days: Span


@dataclass(frozen=True)
class Replacement:
    """All that an earlier document gives up; `is_whole` when none of its days is left in any group."""

    given: tuple[Given, ...]
    is_whole: bool


def covered_days(spans: Iterable[tuple[date, date]]) -> tuple[Span, ...]:
    """The days that lines with these first and last days speak of together."""
    return tuple(joined(spans, bridge_days=BRIDGED_DAYS))


def replacement(earlier: Spoken, later: Sequence[Spoken]) -> Replacement:
    """What `earlier` gives up to the `later` ones, which are in order of their arrival.

    Each day goes to the first later document that speaks of it: that is the one that replaced it.
    """
    given: list[Given] = []
    is_whole = bool(earlier.groups)
    for group in earlier.groups:
        left = list(earlier.days)
        for document in later:
            if group not in document.groups:
                continue
            taken = shared(left, document.days)
            given += [Given(document.document_id, group, days) for days in taken]
            left = without(left, taken)
        is_whole = is_whole and not left
    return Replacement(tuple(given), is_whole)
