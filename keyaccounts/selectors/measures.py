"""What an account is worth and how much of it is ours, from the ledger."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from keyaccounts.rules.headroom import Headroom, headroom_of
from keyaccounts.rules.segments import Node
from keyaccounts.rules.share import Volume, added, share_of
from keyaccounts.selectors.ledger import Ledger
from portal.kernel.money import Money
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share


@dataclass(frozen=True)
class Measures:
    """An account, or a group as one, in the period and a year before.

    `volume` is all that was bought; the share counts only segments whose demand is known. `wallet` is
    that demand at our prices. What is None is not known; revenue in other currencies stands apart.
    """

    volume: Quantity
    volume_before: Quantity | None
    revenue: Money
    revenue_before: Money | None
    other_revenue: tuple[Money, ...]
    demand: Volume | None
    share: Share
    share_before: Share
    wallet: Money | None
    headroom: Headroom | None

    @property
    def value(self) -> Money:
        """What the matrix goes by: the wallet, or at least what we sold where it is not known."""
        if self.wallet is None or self.wallet.amount < self.revenue.amount:
            return self.revenue
        return self.wallet


def measures_of(ledger: Ledger, ids: tuple[int, ...]) -> Measures:
    """The measures of one unit; `ids` are the group and its members, or one account."""
    nodes = ledger.demand_nodes(ids)
    demand = added([node.volume for node in nodes])
    share = share_of(_ours(ledger, ids, nodes), demand)
    wallet = _wallet(ledger, ids, nodes)
    compares = ledger.bought_before(ids)
    return Measures(
        volume=Quantity(ledger.volume(ids)),
        volume_before=Quantity(ledger.volume(ids, is_before=True)) if compares else None,
        revenue=ledger.revenue(ids),
        revenue_before=ledger.revenue(ids, is_before=True) if compares else None,
        other_revenue=ledger.other_revenue(ids),
        demand=demand,
        share=share,
        share_before=_share_before(ledger, ids) if compares else share_of(Decimal(0), None),
        wallet=wallet,
        headroom=headroom_of(share, _target(ledger, ids), _average(wallet, demand)),
    )


def segment_share(
    ledger: Ledger, ids: tuple[int, ...], code: str, *, is_before: bool = False
) -> Share:
    """Our share of an account's demand below one segment."""
    nodes = ledger.demand_nodes(ids, below=code, is_before=is_before)
    return share_of(
        _ours(ledger, ids, nodes, is_before=is_before), added([node.volume for node in nodes])
    )


def _ours(
    ledger: Ledger, ids: tuple[int, ...], nodes: tuple[Node, ...], *, is_before: bool = False
) -> Decimal:
    codes = frozenset[str]().union(*(ledger.tree.within(node.code) for node in nodes))
    return ledger.volume(ids, codes, is_before=is_before)


def _share_before(ledger: Ledger, ids: tuple[int, ...]) -> Share:
    nodes = ledger.demand_nodes(ids, is_before=True)
    ours = _ours(ledger, ids, nodes, is_before=True)
    return share_of(ours, added([node.volume for node in nodes]))


def _wallet(ledger: Ledger, ids: tuple[int, ...], nodes: tuple[Node, ...]) -> Money | None:
    """None as soon as one segment has no price: a part of a wallet is not the wallet."""
    worth = Money(Decimal(0), settings.CURRENCY)
    for node in nodes:
        price = ledger.price(ids, node.code)
        if price is None:
            return None
        worth += price * node.volume.whole
    return worth if nodes else None


def _average(wallet: Money | None, demand: Volume | None) -> Money | None:
    if wallet is None or demand is None or demand.whole <= 0:
        return None
    return Money(wallet.amount / demand.whole, wallet.currency)


def _target(ledger: Ledger, ids: tuple[int, ...]) -> Decimal | None:
    """The target of the group, or the only one set among its members."""
    targets = [
        account.target_share
        for each in ids
        if (account := ledger.accounts.get(each)) is not None and account.target_share is not None
    ]
    if ledger.accounts.get(ids[0]) is not None or len(targets) == 1:
        return targets[0] if targets else None
    return None
