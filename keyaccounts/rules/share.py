"""Demand from figures that overlap, share of wallet, market share, and who supplies the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.kernel.period import Period
from portal.kernel.share import Share

# A figure stands in for days after its own period for at most this long.
CARRIED_DAYS = 366


class Confidence(StrEnum):
    """How a figure is known, best first."""

    DECLARED = "declared"
    DERIVED = "derived"
    ESTIMATED = "estimated"


_RANK = {confidence: rank for rank, confidence in enumerate(Confidence)}


@dataclass(frozen=True)
class Claim:
    """Somebody's figure for a whole period: so much, from this source, known this well."""

    period: Period
    quantity: Decimal
    confidence: Confidence
    as_of: date
    source: str = ""

    def daily(self) -> Decimal:
        return self.quantity / self.period.days


@dataclass(frozen=True)
class Volume:
    """A volume for the asked period, and how it is known.

    `pro_rata` says that a figure of a longer period was taken by days; `carried_days` that so many
    days have only a neighbouring figure's daily volume, which counts as estimated.
    """

    known: Decimal
    estimated: Decimal
    sources: tuple[str, ...]
    as_of: date
    pro_rata: bool = False
    carried_days: int = 0

    @property
    def whole(self) -> Decimal:
        return self.known + self.estimated


@dataclass(frozen=True)
class _Piece:
    claim: Claim
    days: int
    is_carried: bool


def volume_in(claims: Iterable[Claim], period: Period) -> Volume | None:
    """The volume of a period from claims that may overlap.

    For each day declared beats derived beats estimated, and of equals the newest `as_of` wins. A
    claim's quantity is spread evenly over its days. Days without a claim take the daily volume of the
    one before, or of the first one in the period, as estimated. None when there is nothing to go by.
    """
    pieces = _pieces(sorted(claims, key=_best_first), period)
    if not pieces or sum(piece.days for piece in pieces) < period.days:
        return None
    known = estimated = Decimal(0)
    for piece in pieces:
        amount = piece.claim.quantity * piece.days / piece.claim.period.days
        if piece.is_carried or piece.claim.confidence is Confidence.ESTIMATED:
            estimated += amount
        else:
            known += amount
    used: dict[Claim, int] = {}
    for piece in pieces:
        if not piece.is_carried:
            used[piece.claim] = used.get(piece.claim, 0) + piece.days
    return Volume(
        known=known,
        estimated=estimated,
        sources=tuple(dict.fromkeys(piece.claim.source for piece in pieces if piece.claim.source)),
        as_of=max(piece.claim.as_of for piece in pieces),
        pro_rata=any(days < claim.period.days for claim, days in used.items()),
        carried_days=sum(piece.days for piece in pieces if piece.is_carried),
    )


def added(volumes: Sequence[Volume]) -> Volume | None:
    """Volumes of different segments or accounts together; None of none."""
    if not volumes:
        return None
    return Volume(
        known=sum((volume.known for volume in volumes), Decimal(0)),
        estimated=sum((volume.estimated for volume in volumes), Decimal(0)),
        sources=tuple(dict.fromkeys(source for volume in volumes for source in volume.sources)),
        as_of=min(volume.as_of for volume in volumes),
        pro_rata=any(volume.pro_rata for volume in volumes),
        carried_days=max(volume.carried_days for volume in volumes),
    )


def share_of(ours: Decimal, demand: Volume | None) -> Share:
    """Our volume ÷ demand: of one account share of wallet, of all accounts market share."""
    if demand is None:
        return Share(ours, Decimal(0), Decimal(0))
    return Share(ours, demand.known, demand.estimated)


@dataclass(frozen=True)
class Part:
    """One supplier's part of a demand. `kind` is ours, competitor, self_made or unexplained."""

    kind: str
    name: str
    quantity: Decimal
    ratio: Decimal
    is_known: bool


@dataclass(frozen=True)
class Split:
    """A demand by supplier. The parts add up to exactly the demand, or to more than it by `excess`."""

    parts: tuple[Part, ...]
    excess: Decimal


def split_of(
    demand: Volume | None, ours: Decimal, others: Sequence[tuple[str, str, Volume]]
) -> Split | None:
    """Demand by supplier, ours first, the unexplained rest last; `others` are (kind, name, volume).

    None when the demand is unknown. When suppliers together exceed the demand, the ratios are of
    what they supply together, and `excess` says by how much the figures contradict each other.
    """
    if demand is None or demand.whole <= 0:
        return None
    supplied = ours + sum((volume.whole for _, _, volume in others), Decimal(0))
    whole = max(demand.whole, supplied)
    parts = [Part("ours", "", ours, ours / whole, is_known=True)]
    for kind, name, volume in sorted(others, key=lambda other: (-other[2].whole, other[1])):
        is_known = volume.estimated == 0
        parts.append(Part(kind, name, volume.whole, volume.whole / whole, is_known))
    if supplied < demand.whole:
        rest = demand.whole - supplied
        parts.append(Part("unexplained", "", rest, rest / whole, is_known=False))
    return Split(tuple(parts), max(Decimal(0), supplied - demand.whole))


def _best_first(claim: Claim) -> tuple[int, int, int, Decimal]:
    """Of equals the shorter period says more about its days."""
    return (_RANK[claim.confidence], -claim.as_of.toordinal(), claim.period.days, claim.quantity)


def _pieces(claims: Sequence[Claim], period: Period) -> list[_Piece]:
    """The period cut where claims begin and end, each piece with the claim that holds for it."""
    pieces = []
    cuts = {period.first_day, period.last_day + timedelta(days=1)}
    for claim in claims:
        cuts |= {claim.period.first_day, claim.period.last_day + timedelta(days=1)}
    inside = sorted(cut for cut in cuts if period.first_day <= cut <= period.last_day)
    for begin, after in zip(
        inside, [*inside[1:], period.last_day + timedelta(days=1)], strict=True
    ):
        days = (after - begin).days
        holding = next((claim for claim in claims if begin in claim.period), None)
        if holding is not None:
            pieces.append(_Piece(holding, days, is_carried=False))
            continue
        earlier = _carried(claims, begin)
        if earlier is not None and (after - earlier.period.last_day).days <= CARRIED_DAYS + 1:
            pieces.append(_Piece(earlier, days, is_carried=True))
            continue
        later = _first_inside(claims, period)
        if later is not None:
            pieces.append(_Piece(later, days, is_carried=True))
    return pieces


def _first_inside(claims: Sequence[Claim], period: Period) -> Claim | None:
    """The claim that holds for the earliest day of the period; of several, the best of them.

    A claim of a later time altogether says nothing of the period: a year ago may have been different.
    """
    inside = [claim for claim in claims if claim.period.overlaps(period)]
    return min(inside, key=lambda claim: claim.period.first_day) if inside else None


def _carried(claims: Sequence[Claim], day: date) -> Claim | None:
    """The claim that ended last before `day`; of several, the best of them."""
    ended = [claim for claim in claims if claim.period.last_day < day]
    return max(ended, key=lambda claim: claim.period.last_day) if ended else None
