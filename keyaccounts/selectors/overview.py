"""The executive's page: the market, the movements, and where to grow."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from keyaccounts.rules.attention import Need
from keyaccounts.rules.purchases import Bought, Step, series
from keyaccounts.selectors.attention import AccountNeeds, needs_of
from keyaccounts.selectors.key_accounts import KeyAccountRow, Totals, rows_of, totals_of
from keyaccounts.selectors.market import SegmentMarket
from keyaccounts.selectors.purchases import orders_by_partner
from portal.kernel.clock import today
from portal.kernel.money import Money
from portal.kernel.period import Period

TOP = 10
MOVEMENTS = 5
# What makes an account one at risk.
_RISKS = {Need.FALLING, Need.ORDER_OVERDUE, Need.COMPLAINT, Need.STOCK_OUT}


@dataclass(frozen=True)
class Movement:
    """An account whose revenue moved, by how much against the like days a year before."""

    row: KeyAccountRow
    difference: Money


@dataclass(frozen=True)
class Overview:
    """All accounts of the firm in a period."""

    period: Period
    today: date
    totals: Totals
    segments: tuple[SegmentMarket, ...]
    top: tuple[KeyAccountRow, ...]
    gains: tuple[Movement, ...]
    losses: tuple[Movement, ...]
    growth_targets: tuple[KeyAccountRow, ...]
    at_risk: tuple[AccountNeeds, ...]
    months: tuple[Bought, ...]
    top_ten_part: Decimal | None
    data_until: date | None

    @property
    def main_segment(self) -> SegmentMarket | None:
        """The root of the tree of segments whose demand is largest."""
        roots = [each for each in self.segments if each.depth == 0 and each.share.whole > 0]
        return max(roots, key=lambda each: each.share.whole, default=None)


@question(Permission.VIEW_OVERVIEW)
def overview(scope: Scope, period: Period) -> Overview:
    """The overview of everything the scope reaches; those who may ask it reach everything."""
    rows, ledger, market = rows_of(scope, period)
    by_revenue = sorted(rows, key=lambda row: (-row.measures.revenue.amount, row.code))
    revenue = sum((row.measures.revenue.amount for row in rows), Decimal(0))
    top = sum((row.measures.revenue.amount for row in by_revenue[:TOP]), Decimal(0))
    gains, losses = _movements(rows)
    needing = needs_of(rows, ledger, today())
    return Overview(
        period=ledger.period,
        today=today(),
        totals=totals_of(ledger, ledger.units()),
        segments=tuple(market.segments[code] for code in _in_tree_order(ledger.tree.children)),
        top=tuple(by_revenue[:TOP]),
        gains=gains,
        losses=losses,
        growth_targets=_growth_targets(rows),
        at_risk=tuple(
            each for each in needing if any(signal.need in _RISKS for signal in each.needs.signals)
        )[:TOP],
        months=_months(today()),
        top_ten_part=top / revenue if revenue > 0 else None,
        data_until=max((row.data_until for row in rows if row.data_until), default=None),
    )


def _in_tree_order(
    children: dict[str | None, tuple[str, ...]], at: str | None = None
) -> tuple[str, ...]:
    return tuple(
        code for child in children.get(at, ()) for code in (child, *_in_tree_order(children, child))
    )


def _movements(
    rows: tuple[KeyAccountRow, ...],
) -> tuple[tuple[Movement, ...], tuple[Movement, ...]]:
    moved = [
        Movement(row, row.measures.revenue - row.measures.revenue_before)
        for row in rows
        if row.measures.revenue_before is not None
    ]
    moved.sort(key=lambda each: (-each.difference.amount, each.row.code))
    gains = tuple(each for each in moved if each.difference.amount > 0)[:MOVEMENTS]
    losses = tuple(each for each in reversed(moved) if each.difference.amount < 0)[:MOVEMENTS]
    return gains, losses


def _growth_targets(rows: tuple[KeyAccountRow, ...]) -> tuple[KeyAccountRow, ...]:
    def gain(row: KeyAccountRow) -> Decimal:
        return row.headroom_value.amount if row.headroom_value else Decimal(0)

    return tuple(sorted((row for row in rows if gain(row) > 0), key=lambda row: -gain(row))[:TOP])


def _months(now: date) -> tuple[Bought, ...]:
    daily: dict[date, Decimal] = defaultdict(Decimal)
    for orders in orders_by_partner(now).values():
        for day, _, value in orders:
            daily[day] += value
    return series(dict(daily), Step.MONTH, today=now, count=13)
