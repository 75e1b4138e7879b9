"""The pre-visit brief: what to know and what to offer, on one page."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from keyaccounts.rules.timing import last_twelve_months
from keyaccounts.selectors.account_page import AccountPage, account_page
from portal.kernel.money import Money
from portal.kernel.period import Period
from vmi.models import OrderLine, ReportDocument


@dataclass(frozen=True)
class SinceVisit:
    """What happened after the last visit; `visited_on` None means that there was none, and it counts 91 days."""

    visited_on: date | None
    since: Period
    orders: int
    revenue: Money
    revenue_before: Money | None
    reports: int
    new_complaints: int
    promises_kept: int

    @property
    def change(self) -> Decimal | None:
        if self.revenue_before is None or self.revenue_before.amount <= 0:
            return None
        return (self.revenue.amount - self.revenue_before.amount) / self.revenue_before.amount


@dataclass(frozen=True)
class Brief:
    """The account's page over the last twelve months, and what changed since the last visit."""

    page: AccountPage
    since_visit: SinceVisit


@question(Permission.VIEW_ACCOUNTS)
def brief(scope: Scope, code: str, today: date) -> Brief:
    """The brief for a visit today. Raises NotFound for foreign and absent alike."""
    page = account_page(scope, code, last_twelve_months(today))
    return Brief(page, _since_visit(page, today))


def _since_visit(page: AccountPage, today: date) -> SinceVisit:
    visit = page.last_visit
    first = visit.on + timedelta(days=1) if visit else today - timedelta(days=90)
    since = Period(min(first, today), today)
    ids = page.partner_ids
    bought = OrderLine.objects.filter(partner_id__in=ids, order__currency=settings.CURRENCY)
    now = _orders_in(bought, since)
    before = _orders_in(bought, since.year_before())
    posted = ReportDocument.objects.filter(partner_id__in=ids, received_at__date__gte=first)
    compares = page.row.measures.revenue_before is not None
    return SinceVisit(
        visited_on=visit.on if visit else None,
        since=since,
        orders=now[0],
        revenue=now[1],
        revenue_before=before[1] if compares else None,
        reports=posted.count(),
        new_complaints=sum(1 for each in page.complaints if each.received_on >= first),
        promises_kept=sum(1 for each in page.promises if each.kept_on and each.kept_on >= first),
    )


def _orders_in(lines: QuerySet[OrderLine], period: Period) -> tuple[int, Money]:
    found = lines.filter(order__ordered_on__range=(period.first_day, period.last_day)).aggregate(
        orders=Count("order", distinct=True), value=Sum("amount")
    )
    return found["orders"], Money(found["value"] or Decimal(0), settings.CURRENCY)
