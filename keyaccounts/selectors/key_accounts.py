"""Key accounts by share and value: one row each, groups as one with their members below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from keyaccounts.models import Account, AccountSegment
from keyaccounts.rules.abc import ValueClass
from keyaccounts.rules.matrix import Guidance, guidance_for
from keyaccounts.rules.nomination import Ground, grounds_for
from keyaccounts.rules.share import added, share_of
from keyaccounts.rules.timing import last_twelve_months, so_far
from keyaccounts.selectors.calendar import (
    Visits,
    data_until_by_partner,
    managers_by_partner,
    visits_by_partner,
)
from keyaccounts.selectors.ledger import Ledger, ledger_of
from keyaccounts.selectors.market import Market, market_from, market_of, thresholds
from keyaccounts.selectors.measures import Measures, measures_of
from keyaccounts.selectors.running_low import low_counts
from portal.kernel.clock import today
from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share

# Stock facts older than this don't speak of today any more.
FRESH_DAYS = 10


@dataclass(frozen=True)
class KeyAccountRow:
    """One account in a period, or a group with `members`, whose figures it already counts.

    `stock_alerts` is None when no report tells its stock. `grounds` say why an account that is not
    confirmed should be a key account.
    """

    code: str
    name: str
    city: str
    manager: str
    standing: str
    line: str
    stage: str
    is_illustrative: bool
    value_class: ValueClass
    segment_codes: tuple[str, ...]
    segment_names: tuple[str, ...]
    segment_lineage: frozenset[str]
    measures: Measures
    guidance: Guidance
    segment_share: Share | None
    grounds: tuple[Ground, ...]
    stock_alerts: int | None
    data_until: date | None
    visits: Visits
    today: date
    has_account: bool = True
    members: tuple["KeyAccountRow", ...] = ()

    @property
    def change(self) -> Decimal | None:
        """How revenue moved against the like days a year before; None without them."""
        before = self.measures.revenue_before
        if before is None or before.amount <= 0:
            return None
        return (self.measures.revenue.amount - before.amount) / before.amount

    @property
    def headroom_value(self) -> Money | None:
        """What the headroom is worth; None without a target, a known demand or a price."""
        headroom = self.measures.headroom
        return None if headroom is None else headroom.value

    @property
    def days_since_visit(self) -> int | None:
        return None if self.visits.last_on is None else (self.today - self.visits.last_on).days

    @property
    def data_age(self) -> int | None:
        return None if self.data_until is None else max(0, (self.today - self.data_until).days)

    @property
    def is_fresh(self) -> bool:
        return self.data_age is not None and self.data_age <= FRESH_DAYS

    @property
    def is_key(self) -> bool:
        return self.standing == Account.Standing.CONFIRMED


@dataclass(frozen=True)
class Totals:
    """All rows together, each account once."""

    accounts: int
    volume: Quantity
    volume_before: Quantity | None
    revenue: Money
    revenue_before: Money | None
    share: Share
    share_before: Share


@dataclass(frozen=True)
class KeyAccounts:
    """The answer: rows by value, their totals, and the market that they stand in."""

    period: Period
    today: date
    rows: tuple[KeyAccountRow, ...]
    totals: Totals
    market: Market


@dataclass(frozen=True)
class _Around:
    """What rows need besides the ledger, by partner."""

    market: Market
    visits: Mapping[int, Visits]
    data_until: Mapping[int, date]
    managers: Mapping[int, str]
    low: Mapping[int, int]
    segments: Mapping[int, tuple[str, ...]]
    yearly: Ledger
    threshold: Decimal
    today: date


@question(Permission.VIEW_ACCOUNTS)
def key_accounts(scope: Scope, period: Period) -> KeyAccounts:
    """Every account of the scope in the period so far, largest value first."""
    rows, ledger, market = rows_of(scope, period)
    units = ledger.units()
    return KeyAccounts(ledger.period, today(), rows, totals_of(ledger, units), market)


def rows_of(scope: Scope, period: Period) -> tuple[tuple[KeyAccountRow, ...], Ledger, Market]:
    """The rows in the active scope, with the ledger and the market they were read from."""
    now = today()
    cut = so_far(period, now)
    ledger = ledger_of(cut)
    if scope.is_everything:
        market = market_from(ledger)
    else:
        market = market_of(cut, classes_for=ledger.partners)
    around = _around(scope, ledger, market, now)
    rows = [_row(ledger, ids, around) for ids in ledger.units()]
    rows.sort(key=lambda row: (-row.measures.value.amount, row.code))
    return tuple(rows), ledger, market


def _around(scope: Scope, ledger: Ledger, market: Market, now: date) -> _Around:
    year = last_twelve_months(now)
    segments: dict[int, list[str]] = {}
    for partner_id, code in AccountSegment.objects.order_by("segment__code").values_list(
        "partner_id", "segment__code"
    ):
        segments.setdefault(partner_id, []).append(code)
    return _Around(
        market=market,
        visits=visits_by_partner(now),
        data_until=data_until_by_partner(),
        managers=managers_by_partner(),
        low=low_counts(scope, now),
        segments={key: tuple(codes) for key, codes in segments.items()},
        yearly=ledger if ledger.period == year else ledger_of(year),
        threshold=thresholds().key_account_revenue,
        today=now,
    )


def _row(ledger: Ledger, ids: tuple[int, ...], around: _Around) -> KeyAccountRow:
    top = ids[0]
    partner, account = ledger.partners[top], ledger.accounts.get(top)
    measures = measures_of(ledger, ids)
    codes = tuple(dict.fromkeys(code for each in ids for code in around.segments.get(each, ())))
    segment_share = _segment_share(ledger, ids, codes, around.market)
    standing = account.standing if account else Account.Standing.ORDINARY
    return KeyAccountRow(
        code=partner.code,
        name=partner.display_name,
        city=partner.city,
        manager=around.managers.get(top, ""),
        standing=standing,
        line=account.get_line_display() if account else "",
        stage=account.get_stage_display() if account else "",
        is_illustrative=partner.is_illustrative,
        value_class=around.market.class_of(top),
        segment_codes=codes,
        segment_names=tuple(
            ledger.segments[code].display_name for code in codes if code in ledger.segments
        ),
        segment_lineage=frozenset(at for code in codes for at in ledger.tree.lineage(code)),
        measures=measures,
        guidance=_guidance(measures, around.market, segment_share),
        segment_share=segment_share,
        grounds=() if standing == Account.Standing.CONFIRMED else _grounds(account, ids, around),
        stock_alerts=_stock_alerts(ids, around),
        data_until=min(
            (around.data_until[each] for each in ids if each in around.data_until), default=None
        ),
        visits=_visits(ids, around),
        today=around.today,
        has_account=account is not None,
        members=tuple(_row(ledger, (each,), around) for each in ids[1:]),
    )


def _guidance(measures: Measures, market: Market, segment_share: Share | None) -> Guidance:
    headroom = measures.headroom
    return guidance_for(
        measures.share.value,
        measures.value.amount,
        lines=market.lines,
        segment_share=None if segment_share is None else segment_share.value,
        headroom=None if headroom is None else headroom.volume,
    )


def _segment_share(
    ledger: Ledger, ids: tuple[int, ...], codes: tuple[str, ...], market: Market
) -> Share | None:
    """Our share of the segment that the account needs most in."""
    nodes = ledger.demand_nodes(ids)
    if nodes:
        code = max(nodes, key=lambda node: node.volume.whole).code
    elif codes:
        code = codes[0]
    else:
        return None
    return market.segments[code].share if code in market.segments else None


def _grounds(account: Account | None, ids: tuple[int, ...], around: _Around) -> tuple[Ground, ...]:
    return grounds_for(
        around.yearly.revenue(ids).amount,
        threshold=around.threshold,
        is_influential=account is not None and account.is_influential,
    )


def _stock_alerts(ids: tuple[int, ...], around: _Around) -> int | None:
    counts = [around.low[each] for each in ids if each in around.low]
    return sum(counts) if counts else None


def _visits(ids: tuple[int, ...], around: _Around) -> Visits:
    """Of a group: whoever of it was seen last, and is seen next."""
    found = [around.visits[each] for each in ids if each in around.visits]
    return Visits(
        max((each.last_on for each in found if each.last_on), default=None),
        min((each.next_on for each in found if each.next_on), default=None),
    )


def totals_of(ledger: Ledger, units: tuple[tuple[int, ...], ...]) -> Totals:
    """The units together. The share counts those whose demand is known, on both sides of the line."""
    measured = [measures_of(ledger, ids) for ids in units]
    every_id = tuple(each for ids in units for each in ids)
    compares = ledger.bought_before(every_id)
    ours = {
        is_before: sum(
            (
                share.ours or Decimal(0)
                for share in (each.share_before if is_before else each.share for each in measured)
                if share.whole > 0
            ),
            Decimal(0),
        )
        for is_before in (False, True)
    }
    demand = added([each.demand for each in measured if each.demand is not None])
    befores = [each.share_before for each in measured if each.share_before.whole > 0]
    return Totals(
        accounts=len(units),
        volume=Quantity(ledger.volume(every_id)),
        volume_before=Quantity(ledger.volume(every_id, is_before=True)) if compares else None,
        revenue=ledger.revenue(every_id),
        revenue_before=ledger.revenue(every_id, is_before=True) if compares else None,
        share=share_of(ours[False], demand),
        share_before=Share(
            ours[True],
            sum((each.known for each in befores), Decimal(0)),
            sum((each.estimated for each in befores), Decimal(0)),
        ),
    )
