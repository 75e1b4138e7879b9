"""The whole market as totals: shares by segment, classes, and where the matrix is cut."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from accounts.tenancy import system_scope
from keyaccounts.models import Segment, Thresholds
from keyaccounts.rules.abc import ValueClass, classes_of
from keyaccounts.rules.concentration import Concentration, concentration_of
from keyaccounts.rules.matrix import Lines
from keyaccounts.rules.share import Volume, added, share_of
from keyaccounts.selectors.ledger import Ledger, ledger_of
from keyaccounts.selectors.measures import measures_of
from portal.kernel.period import Period
from portal.kernel.share import Share


@dataclass(frozen=True)
class SegmentMarket:
    """Our share of a segment: Σ ours ÷ Σ demand over everybody whose demand is known.

    Demand of partners that are no accounts belongs to the market, but to nobody large in it.
    `left_out` accounts buy of us there, but nobody knows how much they need.
    """

    code: str
    segment: Segment
    depth: int
    share: Share
    share_before: Share
    concentration: Concentration | None
    accounts: int
    left_out: int

    @property
    def name(self) -> str:
        return self.segment.display_name

    @property
    def hhi(self) -> int | None:
        """The Herfindahl-Hirschman index of the buyers, in whole points; None without demand."""
        return None if self.concentration is None else round(self.concentration.hhi)


@dataclass(frozen=True)
class Market:
    """Totals of all accounts; nothing in it belongs to one of them but its class."""

    segments: Mapping[str, SegmentMarket]
    lines: Lines
    classes: Mapping[int, ValueClass]

    def class_of(self, partner_id: int) -> ValueClass:
        return self.classes.get(partner_id, ValueClass.C)


def thresholds() -> Thresholds:
    """The firm's thresholds, or the defaults where nobody set any."""
    return Thresholds.objects.first() or Thresholds()


def market_of(period: Period, *, classes_for: Collection[int]) -> Market:
    """The market in a period. Reads every account, whoever asks, and gives totals away, never rows.

    Classes are told of the partners in `classes_for` alone.
    """
    with system_scope(reason="market totals"):
        market = market_from(ledger_of(period))
    told = {key: market.classes[key] for key in classes_for if key in market.classes}
    return replace(market, classes=told)


def market_from(ledger: Ledger) -> Market:
    """The market from a ledger that holds every account."""
    units = ledger.units()
    measured = {ids[0]: measures_of(ledger, ids) for ids in units}
    set_lines = thresholds()
    value_line = set_lines.value_line
    if value_line is None:
        worths = [measures.value.amount for measures in measured.values()]
        value_line = sum(worths, Decimal(0)) / len(worths) if worths else Decimal(0)
    return Market(
        segments={code: _segment(ledger, units, code) for code in ledger.tree.parents},
        lines=Lines(value_line, set_lines.share_line, set_lines.deepen_above),
        classes=_classes(ledger, units),
    )


def _classes(ledger: Ledger, units: tuple[tuple[int, ...], ...]) -> dict[int, ValueClass]:
    """Classes of single accounts; a group has the class of its sum among the other units."""
    single = {each: ledger.revenue((each,)).amount for each in ledger.partners}
    together = {ids[0]: ledger.revenue(ids).amount for ids in units}
    return {**classes_of(single), **classes_of(together)}


def _segment(ledger: Ledger, units: tuple[tuple[int, ...], ...], code: str) -> SegmentMarket:
    segment = ledger.segments[code]
    found = {
        is_before: [_demanded(ledger, ids, code, is_before=is_before) for ids in units]
        for is_before in (False, True)
    }
    around = {
        is_before: [_demanded(ledger, (each,), code, is_before=is_before) for each in ledger.others]
        for is_before in (False, True)
    }
    demands = [volume.whole for _, volume in found[False] if volume is not None]
    rest = sum((volume.whole for _, volume in around[False] if volume is not None), Decimal(0))
    left_out = sum(1 for ours, volume in found[False] if volume is None and ours > 0)
    return SegmentMarket(
        code=code,
        segment=segment,
        depth=sum(1 for _ in ledger.tree.lineage(code)) - 1,
        share=_total([*found[False], *around[False]]),
        share_before=_total([*found[True], *around[True]]),
        concentration=concentration_of(demands, rest=rest),
        accounts=len(demands),
        left_out=left_out,
    )


def _demanded(
    ledger: Ledger, ids: tuple[int, ...], code: str, *, is_before: bool
) -> tuple[Decimal, Volume | None]:
    nodes = ledger.demand_nodes(ids, below=code, is_before=is_before)
    if not nodes:
        within = ledger.tree.within(code)
        return ledger.volume(ids, within, is_before=is_before), None
    codes = frozenset[str]().union(*(ledger.tree.within(node.code) for node in nodes))
    ours = ledger.volume(ids, codes, is_before=is_before)
    return ours, added([node.volume for node in nodes])


def _total(found: list[tuple[Decimal, Volume | None]]) -> Share:
    known = [(ours, volume) for ours, volume in found if volume is not None]
    ours = sum((each for each, _ in known), Decimal(0))
    return share_of(ours, added([volume for _, volume in known]))
