"""Rows of key accounts filtered and sorted as a person asked; screen and exports take the same rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keyaccounts.models import Account
from keyaccounts.selectors.key_accounts import KeyAccountRow


@dataclass(frozen=True)
class Wishes:
    """What to show and in which order; empty is everything. `sort` is a column, with - the other way."""

    segment: str = ""
    manager: str = ""
    value_class: str = ""
    strategy: str = ""
    standing: str = ""
    search: str = ""
    sort: str = ""


def _headroom(row: KeyAccountRow) -> Decimal | None:
    return None if row.headroom_value is None else row.headroom_value.amount


# What each column sorts by; None is not known, and comes last whichever way.
SORTS: Mapping[str, Callable[[KeyAccountRow], Any]] = {
    "name": lambda row: row.name.casefold(),
    "class": lambda row: row.value_class.value,
    "revenue": lambda row: row.measures.revenue.amount,
    "change": lambda row: row.change,
    "volume": lambda row: row.measures.volume.value,
    "share": lambda row: row.measures.share.value,
    "demand": lambda row: None if row.measures.demand is None else row.measures.demand.whole,
    "value": lambda row: row.measures.value.amount,
    "headroom": _headroom,
    "alerts": lambda row: row.stock_alerts,
    "visit": lambda row: row.days_since_visit,
    "manager": lambda row: row.manager.casefold(),
}
USUAL_SORT = "-value"


def arranged(rows: Sequence[KeyAccountRow], wishes: Wishes) -> tuple[KeyAccountRow, ...]:
    """The rows that meet every wish, sorted; an unknown column sorts as usual."""
    kept = [row for row in rows if _meets(row, wishes)]
    sort = wishes.sort if wishes.sort.removeprefix("-") in SORTS else USUAL_SORT
    key = SORTS[sort.removeprefix("-")]
    known = [row for row in kept if key(row) is not None]
    known.sort(key=lambda row: row.code)
    known.sort(key=key, reverse=sort.startswith("-"))
    return (*known, *(row for row in kept if key(row) is None))


def _meets(row: KeyAccountRow, wishes: Wishes) -> bool:
    meets = (
        not wishes.segment or wishes.segment in row.segment_lineage,
        not wishes.manager or wishes.manager == row.manager,
        not wishes.value_class or wishes.value_class == row.value_class.value,
        not wishes.strategy or wishes.strategy == row.guidance.strategy.value,
        _has_standing(row, wishes.standing),
        not wishes.search or wishes.search.casefold() in f"{row.code} {row.name}".casefold(),
    )
    return all(meets)


def _has_standing(row: KeyAccountRow, standing: str) -> bool:
    """Proposed includes those that the rule proposes and nobody has judged yet."""
    if standing == Account.Standing.PROPOSED:
        return not row.is_key and (row.standing == standing or bool(row.grounds))
    return not standing or row.standing == standing
