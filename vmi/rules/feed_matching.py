"""Which feed of its partner a report belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# A feed of tables takes every kind of table, and lines that came by API.
TABLE: Final = "table"
TABLE_KINDS: Final = frozenset({"", TABLE, "csv", "xlsx", "ods", "lines"})
_USUAL_DAYS: Final = {"daily": 1, "weekly": 7, "monthly": 30}


@dataclass(frozen=True)
class ReportShape:
    """What tells feeds apart in a report: its kind of file, its EDI messages, its measures, its days."""

    kind: str
    messages: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    days: int = 0


@dataclass(frozen=True)
class FeedShape:
    """What a feed brings; `groups` are those of its earlier reports, empty when it has none."""

    feed_id: int
    kind: str
    message: str
    cadence: str
    groups: frozenset[str] = frozenset()


def feed_of(report: ReportShape, feeds: Iterable[FeedShape]) -> int | None:
    """The id of the feed, None when none of them brings such reports.

    Of several that could, it is the one whose earlier reports told the same groups of measures, then
    the one whose periods are nearest to the report's length, then the oldest.
    """
    possible = [feed for feed in feeds if _brings(feed, report)]
    if not possible:
        return None
    return min(possible, key=lambda feed: _distance(feed, report)).feed_id


def _brings(feed: FeedShape, report: ReportShape) -> bool:
    if feed.kind == TABLE:
        return report.kind in TABLE_KINDS
    if feed.kind != report.kind:
        return False
    return not feed.message or feed.message in report.messages


def _distance(feed: FeedShape, report: ReportShape) -> tuple[int, ...]:
    tells_others = bool(feed.groups) and feed.groups != report.groups
    # One that names the message knows better than one that takes every message.
    is_vague = feed.kind != TABLE and not feed.message
    days = abs(_USUAL_DAYS.get(feed.cadence, 7) - report.days)
    return (int(is_vague), int(tells_others), days, feed.feed_id)
