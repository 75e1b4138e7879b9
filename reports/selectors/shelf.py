"""What the account sold on of our products, and what it still has: asked of its reports, for a review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.tenancy import Scope
from keyaccounts.selectors.account_page import AccountPage
from portal.kernel.period import Period
from portal.kernel.share import Share
from portal.kernel.trust import DataTrust
from vmi.models import Location, ReportDocument
from vmi.selectors.sell_through import Dimension, Filters, sell_through
from vmi.selectors.stock import StockRow, StockStatus, StockSummary, stock_positions
from vmi.selectors.trust import trust_of, trust_of_stock

# Mondays meet Mondays.
YEAR_OF_WEEKS = timedelta(weeks=52)
_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class SoldStep:
    """One week or month, up to `last_day`; None is not said."""

    name: str
    last_day: date
    sold: Decimal | None
    before: Decimal | None


@dataclass(frozen=True)
class Shelf:
    """Sell-through of our products in the period, and stock of them as last said.

    `until` is the last day that the sales of the period cover; `ours` our part of all it sold, where its
    reports speak of other makers' products too.
    """

    sold: Decimal | None
    before: Decimal | None
    ours: Share | None
    until: date | None
    weeks: tuple[SoldStep, ...]
    months: tuple[SoldStep, ...]
    stock: tuple[StockRow, ...]
    reporting_places: int
    places: int
    lines_posted: int
    lines_waiting: int
    trust: DataTrust
    stock_trust: DataTrust

    @property
    def counts(self) -> Mapping[StockStatus, int]:
        return StockSummary.of(self.stock).counts

    @property
    def urgent(self) -> tuple[StockRow, ...]:
        """Positions that are out, or run out before a delivery ordered now arrives; most urgent first."""
        return tuple(row for row in self.stock if row.status in {StockStatus.OUT, StockStatus.LOW})

    @property
    def running_low(self) -> int | None:
        """How many positions are urgent; None when no stock was ever said."""
        return len(self.urgent) if self.has_stock else None

    @property
    def places_running_low(self) -> frozenset[int]:
        return frozenset(row.position.location_id for row in self.urgent)

    @property
    def has_stock(self) -> bool:
        return any(row.on_hand is not None for row in self.stock)

    @property
    def stock_as_of(self) -> date | None:
        return max((row.as_of for row in self.stock if row.as_of), default=None)


def shelf_of(scope: Scope, page: AccountPage) -> Shelf:
    """Everything that a review says of sell-through and stock; asked inside the scope."""
    everyone = Filters(partner_ids=frozenset(page.partner_ids))
    ours = Filters(partner_ids=everyone.partner_ids, is_ours=True)
    period = page.period
    total = sell_through(scope, period=period, filters=ours)
    until = max((row.figures.last_day for row in total), default=None)
    known = Period(period.first_day, until or period.last_day)
    lines = ReportDocument.objects.filter(partner_id__in=page.partner_ids).values_list(
        "lines_posted", "lines_parked", "lines_refused"
    )
    stock = stock_positions(scope, on_day=page.today, filters=ours)
    return Shelf(
        sold=_added(row.sold for row in total),
        before=_sold_in(scope, _like(known), ours),
        ours=_part_of_ours(scope, known, everyone),
        until=until,
        weeks=_weeks(scope, known, ours) if until else (),
        months=_months(scope, known, ours) if until else (),
        stock=stock,
        reporting_places=_reporting_places(scope, known, everyone),
        places=Location.objects.filter(partner_id__in=page.partner_ids, is_active=True).count(),
        lines_posted=sum(posted for posted, _, _ in lines),
        lines_waiting=sum(parked + refused for _, parked, refused in lines),
        trust=trust_of(scope, period=period, filters=everyone),
        stock_trust=trust_of_stock(scope, stock, filters=everyone),
    )


def _like(period: Period) -> Period:
    """The days 52 weeks before: reports by week end on the same weekday, so that both years count as many."""
    return Period(period.first_day - YEAR_OF_WEEKS, period.last_day - YEAR_OF_WEEKS)


def _sold_in(scope: Scope, period: Period, filters: Filters) -> Decimal | None:
    return _added(row.sold for row in sell_through(scope, period=period, filters=filters))


def _added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what was said; None when nothing was."""
    said = [amount for amount in amounts if amount is not None]
    return sum(said, Decimal(0)) if said else None


def _part_of_ours(scope: Scope, period: Period, filters: Filters) -> Share | None:
    rows = sell_through(scope, period=period, group_by=(Dimension.IS_OURS,), filters=filters)
    sold: dict[object, Decimal] = {}
    for row in rows:
        if row.sold is not None:
            sold[row.figures.group[0]] = sold.get(row.figures.group[0], Decimal(0)) + row.sold
    if set(sold) <= {True} or True not in sold:
        return None
    return Share(sold[True], sum(sold.values(), Decimal(0)), Decimal(0))


def _reporting_places(scope: Scope, period: Period, filters: Filters) -> int:
    return len(
        {
            row.figures.group
            for row in sell_through(
                scope, period=period, group_by=(Dimension.LOCATION,), filters=filters
            )
        }
    )


def _sold_by(
    scope: Scope, period: Period, dimension: Dimension, filters: Filters
) -> dict[date, Decimal]:
    """Sold by the first day of each step; a step of which nothing was said is absent."""
    found: dict[date, Decimal] = {}
    for row in sell_through(scope, period=period, group_by=(dimension,), filters=filters):
        first = row.figures.group[0]
        if isinstance(first, date) and row.sold is not None:
            found[first] = found.get(first, Decimal(0)) + row.sold
    return found


def _weeks(scope: Scope, period: Period, filters: Filters) -> tuple[SoldStep, ...]:
    """The whole weeks of the period beside those 52 weeks before."""
    first = period.first_day + timedelta(days=-period.first_day.weekday() % 7)
    count = ((period.last_day - first).days + 1) // 7
    if count < 1:
        return ()
    weeks = Period(first, first + timedelta(weeks=count) - timedelta(days=1))
    now = _sold_by(scope, weeks, Dimension.WEEK, filters)
    then = _sold_by(scope, _like(weeks), Dimension.WEEK, filters)
    mondays = [first + timedelta(weeks=number) for number in range(count)]
    return tuple(
        SoldStep(
            Period(monday, monday + _WEEK).label,
            monday + _WEEK,
            now.get(monday),
            then.get(monday - YEAR_OF_WEEKS),
        )
        for monday in mondays
    )


def _months(scope: Scope, period: Period, filters: Filters) -> tuple[SoldStep, ...]:
    """The months of the period, the last one up to its last known day, each beside the like days."""
    now = _sold_by(scope, period, Dimension.MONTH, filters)
    steps = []
    day = period.first_day.replace(day=1)
    while day <= period.last_day:
        month = Period.parse(f"{day:%Y-%m}")
        known = Period(max(month.first_day, period.first_day), min(month.last_day, period.last_day))
        before = _sold_in(scope, _like(known), filters)
        steps.append(SoldStep(month.label, known.last_day, now.get(day), before))
        day = month.last_day + timedelta(days=1)
    return tuple(steps)
