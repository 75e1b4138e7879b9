"""What the active scope's accounts bought and need in a period: loaded once, asked many times."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.conf import settings
from django.db.models import Min, Q, Sum

from accounts.models import Partner
from keyaccounts.models import Account, AccountSegment, DemandFigure, Segment
from keyaccounts.models.segments import MarketFigure
from keyaccounts.rules.segments import Node, Tree, said_nodes
from keyaccounts.rules.share import Claim, Confidence, Volume, added, volume_in
from portal.kernel.money import Money
from portal.kernel.period import Period
from vmi.models import OrderLine

# Volumes are compared in single pieces; lines counted in anything else have value, but no share.
UNIT = "each"


@dataclass(frozen=True)
class Sale:
    """What a partner bought of us in a segment, in the period and in the like one a year before."""

    segment_code: str
    unit: str
    currency: str
    quantity: Decimal
    quantity_before: Decimal
    amount: Decimal
    amount_before: Decimal


Claims = Mapping[str, tuple[Claim, ...]]


@dataclass(frozen=True)
class Ledger:
    """Accounts with their sales, demand and prices. Ids given together are one unit: a group, its parent first."""

    period: Period
    tree: Tree
    segments: Mapping[str, Segment]
    accounts: Mapping[int, Account]
    partners: Mapping[int, Partner]
    sales: Mapping[int, tuple[Sale, ...]]
    claims: Mapping[int, Claims]
    prices: Mapping[int, Mapping[str, Money]]
    buying_since: Mapping[int, date]
    # Partners that are no accounts: the market around them.
    others: frozenset[int] = frozenset()

    @property
    def before(self) -> Period:
        return self.period.year_before()

    def units(self) -> tuple[tuple[int, ...], ...]:
        """The accounts, members under their group when it is in the scope too; each id once."""
        groups: dict[int, list[int]] = {}
        for partner_id, partner in self.partners.items():
            top = partner.parent_id if partner.parent_id in self.partners else partner_id
            members = groups.setdefault(top or partner_id, [])
            members.insert(0, partner_id) if top == partner_id else members.append(partner_id)
        return tuple(tuple(members) for members in groups.values())

    def volume(
        self, ids: Iterable[int], codes: Collection[str] | None = None, *, is_before: bool = False
    ) -> Decimal:
        """Pieces bought, in some segments or (None) in all."""
        return sum(
            (
                sale.quantity_before if is_before else sale.quantity
                for sale in self._sales(ids)
                if sale.unit == UNIT and (codes is None or sale.segment_code in codes)
            ),
            Decimal(0),
        )

    def revenue(self, ids: Iterable[int], *, is_before: bool = False) -> Money:
        """Net value bought, in the portal's own currency."""
        amounts = (
            sale.amount_before if is_before else sale.amount
            for sale in self._sales(ids)
            if sale.currency == settings.CURRENCY
        )
        return Money(sum(amounts, Decimal(0)), settings.CURRENCY)

    def other_revenue(self, ids: Iterable[int]) -> tuple[Money, ...]:
        """What was bought in other currencies, which don't add."""
        amounts: dict[str, Decimal] = defaultdict(Decimal)
        for sale in self._sales(ids):
            if sale.currency != settings.CURRENCY and sale.amount:
                amounts[sale.currency] += sale.amount
        return tuple(Money(amount, currency) for currency, amount in sorted(amounts.items()))

    def bought_before(self, ids: Iterable[int]) -> bool:
        """Whether orders are on record for the like period a year before; without them nothing compares.

        Who never ordered is compared as soon as anybody's orders reach back: then it bought nothing, and we know.
        """
        since = [self.buying_since[each] for each in ids if each in self.buying_since]
        recorded = since or list(self.buying_since.values())
        return bool(recorded) and min(recorded) <= self.before.last_day

    def own_demand(self, ids: tuple[int, ...], code: str, period: Period) -> Volume | None:
        """What is said of a segment itself: by the group for all its members, or else by them."""
        if self._claims(ids[0], code) or len(ids) == 1:
            return volume_in(self._claims(ids[0], code), period)
        said = [volume_in(self._claims(each, code), period) for each in ids]
        return added([volume for volume in said if volume is not None])

    def demand_nodes(
        self, ids: tuple[int, ...], *, below: str | None = None, is_before: bool = False
    ) -> tuple[Node, ...]:
        """The topmost segments of which demand is said, with it."""
        period = self.before if is_before else self.period
        roots = self.tree.roots if below is None else (below,)
        return tuple(
            node
            for root in roots
            for node in said_nodes(self.tree, root, lambda code: self.own_demand(ids, code, period))
        )

    def price(self, ids: Iterable[int], code: str) -> Money | None:
        """Our price of a segment: as set for it or for what it is part of, else the average paid."""
        ids = tuple(ids)
        for at in self.tree.lineage(code):
            for each in ids:
                if at in self.prices.get(each, {}):
                    return self.prices[each][at]
        within = self.tree.within(code)
        paid = [
            sale
            for sale in self._sales(ids)
            if sale.segment_code in within
            and (sale.unit, sale.currency) == (UNIT, settings.CURRENCY)
        ]
        pieces = sum((sale.quantity for sale in paid), Decimal(0))
        if pieces <= 0:
            return None
        return Money(sum((sale.amount for sale in paid), Decimal(0)) / pieces, settings.CURRENCY)

    def _sales(self, ids: Iterable[int]) -> Iterable[Sale]:
        return (sale for each in ids for sale in self.sales.get(each, ()))

    def _claims(self, partner_id: int, code: str) -> tuple[Claim, ...]:
        return self.claims.get(partner_id, {}).get(code, ())


def ledger_of(period: Period) -> Ledger:
    """The ledger of every account in the active scope; seven queries, however many accounts."""
    accounts = {account.partner_id: account for account in Account.objects.all()}
    partners = {partner.pk: partner for partner in Partner.objects.filter(is_active=True)}
    groups = {partners[key].parent_id for key in accounts if key in partners}
    kept = {key: row for key, row in partners.items() if key in accounts or key in groups}
    segments = {segment.code: segment for segment in Segment.objects.select_related("parent")}
    tree = Tree({code: row.parent.code if row.parent else None for code, row in segments.items()})
    return Ledger(
        period=period,
        tree=tree,
        segments=segments,
        accounts=accounts,
        partners=kept,
        sales=_sales_in(period),
        claims=_by_partner(claims_of(DemandFigure.objects.filter(unit=UNIT))),
        prices=_prices(),
        buying_since=_buying_since(),
        others=frozenset(partners.keys() - kept.keys()),
    )


def _sales_in(period: Period) -> dict[int, tuple[Sale, ...]]:
    before = period.year_before()
    now_days = Q(order__ordered_on__range=(period.first_day, period.last_day))
    before_days = Q(order__ordered_on__range=(before.first_day, before.last_day))
    rows = (
        OrderLine.objects.filter(now_days | before_days)
        .values_list("partner_id", "product__segment_code", "product__unit", "order__currency")
        .annotate(
            now_quantity=Sum("quantity", filter=now_days),
            before_quantity=Sum("quantity", filter=before_days),
            now_amount=Sum("amount", filter=now_days),
            before_amount=Sum("amount", filter=before_days),
        )
    )
    found: dict[int, list[Sale]] = defaultdict(list)
    for partner_id, code, unit, currency, *sums in rows:
        found[partner_id].append(Sale(code, unit, currency, *(_exact(amount) for amount in sums)))
    return {partner_id: tuple(sales) for partner_id, sales in found.items()}


def _exact(amount: Decimal | None) -> Decimal:
    return Decimal(0) if amount is None else amount


def _buying_since() -> dict[int, date]:
    """When each partner ordered first. Asked of order lines, since an order without lines bought nothing."""
    rows = OrderLine.objects.values_list("partner_id").annotate(since=Min("order__ordered_on"))
    return dict(rows)


Figures = TypeVar("Figures", bound=MarketFigure)


def claims_of(figures: Iterable[Figures]) -> list[tuple[int, int, Claim]]:
    """Stored figures as the rule reads them, each with partner and segment."""
    return [
        (
            figure.partner_id,
            figure.segment_id,
            Claim(
                Period(figure.first_day, figure.last_day),
                figure.quantity,
                Confidence(figure.confidence),
                figure.as_of,
                figure.source,
            ),
        )
        for figure in figures
    ]


def _by_partner(claims: list[tuple[int, int, Claim]]) -> dict[int, Claims]:
    codes = dict(Segment.objects.values_list("pk", "code"))
    found: dict[int, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for partner_id, segment_id, claim in claims:
        found[partner_id][codes[segment_id]].append(claim)
    return {
        partner_id: {code: tuple(said) for code, said in by_code.items()}
        for partner_id, by_code in found.items()
    }


def _prices() -> dict[int, dict[str, Money]]:
    found: dict[int, dict[str, Money]] = defaultdict(dict)
    rows = AccountSegment.objects.filter(price__isnull=False, currency=settings.CURRENCY)
    for partner_id, code, price in rows.values_list("partner_id", "segment__code", "price"):
        if price is not None:
            found[partner_id][code] = Money(price, settings.CURRENCY)
    return found
