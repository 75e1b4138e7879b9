"""What is on hand at which place, and how long it lasts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import now, today
from vmi.facts import questions
from vmi.facts.answers import answered
from vmi.facts.grouping import NO_FILTERS, Filters
from vmi.facts.questions import StockPosition
from vmi.models import Feed, LeadTime, Posting
from vmi.rules.stock_status import (
    DEFAULT_LEAD_TIME_DAYS,
    INACTIVE_AFTER_DAYS,
    URGENCY,
    StockSaid,
    StockStatus,
    is_inactive,
    stock_status,
)
from vmi.selectors.visible import Named, counted_on, visible

__all__ = ["StockRow", "StockStatus", "StockSummary", "last_day_covered", "stock_positions"]

USE_DAYS: Final = 28
STATUS_WORDS: Final = {
    StockStatus.OUT: _("out of stock"),
    StockStatus.LOW: _("low"),
    StockStatus.STALE: _("not reported lately"),
    StockStatus.UNKNOWN: _("unknown"),
    StockStatus.FINE: _("enough"),
}


@dataclass(frozen=True)
class StockRow:
    """A product at a place: its stock, its use, and whether that is enough."""

    position: StockPosition
    product: Named
    place: Named
    lead_time_days: int
    status: StockStatus

    @property
    def on_hand(self) -> Decimal | None:
        return self.position.on_hand

    @property
    def as_of(self) -> date | None:
        return self.position.on_hand_as_of

    @property
    def is_carried(self) -> bool:
        """Whether the stock is carried forward: the place reported since, but nothing of this product."""
        return self.position.is_carried

    @property
    def daily_use(self) -> Decimal | None:
        return self.position.daily_use

    @property
    def days_of_cover(self) -> Decimal | None:
        return self.position.days_of_cover

    @property
    def status_word(self) -> str:
        return str(STATUS_WORDS[self.status])


@dataclass(frozen=True)
class StockSummary:
    """How many positions are in each state."""

    counts: dict[StockStatus, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @classmethod
    def of(cls, rows: Iterable[StockRow]) -> "StockSummary":
        counts = dict.fromkeys(StockStatus, 0)
        for row in rows:
            counts[row.status] += 1
        return cls(counts)


@question(Permission.VIEW_STOCK)
def stock_positions(
    scope: Scope,
    *,
    on_day: date | None = None,
    filters: Filters = NO_FILTERS,
    as_known_on: datetime | None = None,
) -> tuple[StockRow, ...]:
    """Every product at every place as last said, the most urgent first.

    What a place is silent on while it tells of others had no activity: its stock is carried forward
    and marked, until it has been silent for so long that the product is taken as not kept there any
    more. Those positions are left out.

    Use is that of the four weeks up to the last day that the data covers; whether a figure is stale
    is judged against `on_day`, which is today unless said otherwise. With `as_known_on` it answers
    from the reports that counted at that moment; lead times are always today's.
    """
    judged_on = on_day or today()
    until = min(judged_on, last_day_covered(as_known_on) or judged_on)
    view = visible(scope, as_known_on)
    positions = answered(
        scope,
        "stock_positions",
        (until, filters),
        revision=view.revision,
        ask=lambda: questions.stock_positions(
            scope,
            view.hidden,
            view.dimensions,
            on_day=until,
            use_days=USE_DAYS,
            filters=filters,
        ),
    )
    lead_times, inactive_after = _lead_times(), _inactive_after()
    rows = [
        StockRow(
            position,
            view.master.products.get(position.product_id, Named("", "")),
            view.master.places.get(position.location_id, Named("", "")),
            lead_time := lead_times.days(position),
            stock_status(_said(position), lead_time_days=lead_time, today=judged_on),
        )
        for position in positions
        if not is_inactive(
            position.said_on,
            position.place_said_on,
            inactive_after_days=inactive_after.get(position.partner_id, INACTIVE_AFTER_DAYS),
        )
    ]
    return tuple(sorted(rows, key=_urgency))


def last_day_covered(
    as_known_on: datetime | None = None, *, partner_ids: frozenset[int] | None = None
) -> date | None:
    """The last day that posted reports of the active scope speak of, no later than today."""
    rows = Posting.objects.filter(counted_on(as_known_on or now()), lines__gt=0)
    if partner_ids is not None:
        rows = rows.filter(partner_id__in=partner_ids)
    newest = rows.aggregate(newest=Max("last_day"))["newest"]
    return min(newest, today()) if newest else None


@dataclass(frozen=True)
class _LeadTimes:
    by_product: dict[tuple[int, int | None], int]

    def days(self, position: StockPosition) -> int:
        partner_id = position.partner_id
        general = self.by_product.get((partner_id, None), DEFAULT_LEAD_TIME_DAYS)
        return self.by_product.get((partner_id, position.product_id), general)


def _lead_times() -> _LeadTimes:
    rows = LeadTime.objects.values_list("partner_id", "product_id", "days")
    return _LeadTimes({(partner_id, product_id): days for partner_id, product_id, days in rows})


def _inactive_after() -> dict[int, int]:
    """By partner, the longest silence that any of its feeds allows a product."""
    rows = Feed.objects.order_by().values_list("partner_id")
    return dict(rows.annotate(days=Max("inactive_after_days")))


def _said(position: StockPosition) -> StockSaid:
    return StockSaid(position.on_hand, position.on_hand_as_of, position.sold, position.covered_days)


def _urgency(row: StockRow) -> tuple[int, Decimal, int, int]:
    cover = row.days_of_cover
    return (
        URGENCY[row.status],
        Decimal("Infinity") if cover is None else cover,
        row.position.product_id,
        row.position.location_id,
    )
