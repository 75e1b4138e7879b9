"""Everything about one account, for its page and its review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from keyaccounts.models import Account, Complaint, Contact, PromiseMade, SupplyFigure, Visit
from keyaccounts.rules.segments import Node
from keyaccounts.rules.share import Split, Volume, added, split_of, volume_in
from keyaccounts.selectors.figures import figures_of
from keyaccounts.selectors.gates import account_for
from keyaccounts.selectors.key_accounts import KeyAccountRow, rows_of
from keyaccounts.selectors.ledger import UNIT, Ledger, claims_of
from keyaccounts.selectors.market import Market
from keyaccounts.selectors.measures import segment_share
from keyaccounts.selectors.purchases import Purchases, purchases_of
from keyaccounts.selectors.running_low import LowPlace, running_low, shared_data_trust
from portal.kernel.clock import today
from portal.kernel.figure import Figure
from portal.kernel.money import Money
from portal.kernel.period import Period
from portal.kernel.share import Share
from portal.kernel.trust import DataTrust
from vmi.models import ReportDocument


@dataclass(frozen=True)
class SegmentLine:
    """One segment of the account: its demand, our part, and our part of the whole segment."""

    code: str
    name: str
    demand: Volume
    share: Share
    share_before: Share
    price: Money | None
    market_share: Share | None
    is_main: bool


@dataclass(frozen=True)
class AccountPage:
    """One account in a period: the row as the list has it, and what lies behind."""

    period: Period
    today: date
    account: Account
    partner_ids: tuple[int, ...]
    row: KeyAccountRow
    figures: tuple[Figure, ...]
    split: Split | None
    segments: tuple[SegmentLine, ...]
    purchases: Purchases
    low: tuple[LowPlace, ...]
    trust: DataTrust | None
    reports: tuple[ReportDocument, ...]
    contacts: tuple[Contact, ...]
    promises: tuple[PromiseMade, ...]
    complaints: tuple[Complaint, ...]
    visits: tuple[Visit, ...]

    @property
    def open_complaints(self) -> tuple[Complaint, ...]:
        return tuple(each for each in self.complaints if each.closed_on is None)

    @property
    def open_promises(self) -> tuple[PromiseMade, ...]:
        return tuple(each for each in self.promises if each.kept_on is None)

    @property
    def last_visit(self) -> Visit | None:
        done = (each for each in self.visits if each.state == Visit.State.DONE)
        return next(done, None)

    @property
    def next_visit(self) -> Visit | None:
        ahead = [
            each
            for each in self.visits
            if each.state == Visit.State.PLANNED and each.on >= self.today
        ]
        return min(ahead, key=lambda each: each.on, default=None)


@question(Permission.VIEW_ACCOUNTS)
def account_page(scope: Scope, code: str, period: Period) -> AccountPage:
    """One account of the scope. Raises NotFound for foreign and absent alike."""
    account = account_for(scope, code)
    now = today()
    rows, ledger, market = rows_of(scope, period)
    row = _row_with(rows, code)
    ids = _ids_of(ledger, account.partner_id)
    split = split_in(ledger, ids)
    return AccountPage(
        period=ledger.period,
        today=now,
        account=account,
        partner_ids=ids,
        row=row,
        figures=figures_of(row, ledger.period),
        split=split,
        segments=_segment_lines(ledger, ids, market),
        purchases=purchases_of(ids, now, mix_period=ledger.period),
        low=running_low(scope, ids, now),
        trust=shared_data_trust(scope, ids, now),
        reports=tuple(ReportDocument.objects.filter(partner_id__in=ids)[:8]),
        contacts=tuple(Contact.objects.filter(partner_id__in=ids)),
        promises=tuple(PromiseMade.objects.filter(partner_id__in=ids).select_related("visit")),
        complaints=tuple(Complaint.objects.filter(partner_id__in=ids)),
        visits=tuple(
            Visit.objects.filter(partner_id__in=ids)
            .select_related("visitor")
            .order_by("-on", "-pk")[:30]
        ),
    )


def split_in(ledger: Ledger, ids: tuple[int, ...]) -> Split | None:
    """The account's demand by supplier, over the segments of which demand is said."""
    nodes = ledger.demand_nodes(ids)
    codes = frozenset[str]().union(*(ledger.tree.within(node.code) for node in nodes))
    others = _supply(ids, ledger, codes)
    demand = added([node.volume for node in nodes])
    return split_of(demand, ledger.volume(ids, codes), others)


def _supply(
    ids: tuple[int, ...], ledger: Ledger, codes: Iterable[str]
) -> list[tuple[str, str, Volume]]:
    """What others supply, each supplier's figures of each segment judged like demand and then added."""
    figures = SupplyFigure.objects.filter(
        partner_id__in=ids, segment__code__in=codes, unit=UNIT
    ).order_by("pk")
    claims: dict[tuple[str, str], dict[tuple[int, int], list[SupplyFigure]]] = {}
    for figure in figures:
        supplier = claims.setdefault((figure.kind, figure.supplier_name), {})
        supplier.setdefault((figure.partner_id, figure.segment_id), []).append(figure)
    found = []
    for (kind, name), places in claims.items():
        volumes = [
            volume_in((claim for _, _, claim in claims_of(said)), ledger.period)
            for said in places.values()
        ]
        together = added([volume for volume in volumes if volume is not None])
        if together is not None:
            found.append((kind, name, together))
    return found


def _segment_lines(ledger: Ledger, ids: tuple[int, ...], market: Market) -> tuple[SegmentLine, ...]:
    nodes = sorted(ledger.demand_nodes(ids), key=lambda node: -node.volume.whole)
    return tuple(
        _segment_line(ledger, ids, market, node, is_main=position == 0)
        for position, node in enumerate(nodes)
    )


def _segment_line(
    ledger: Ledger, ids: tuple[int, ...], market: Market, node: Node, *, is_main: bool
) -> SegmentLine:
    in_market = market.segments.get(node.code)
    return SegmentLine(
        code=node.code,
        name=ledger.segments[node.code].display_name,
        demand=node.volume,
        share=segment_share(ledger, ids, node.code),
        share_before=segment_share(ledger, ids, node.code, is_before=True),
        price=ledger.price(ids, node.code),
        market_share=in_market.share if in_market else None,
        is_main=is_main,
    )


def _row_with(rows: tuple[KeyAccountRow, ...], code: str) -> KeyAccountRow:
    for row in rows:
        if row.code == code:
            return row
        for member in row.members:
            if member.code == code:
                return member
    raise LookupError(code)


def _ids_of(ledger: Ledger, partner_id: int) -> tuple[int, ...]:
    """The account, with its members when it is a group."""
    for ids in ledger.units():
        if ids[0] == partner_id:
            return ids
    return (partner_id,)
