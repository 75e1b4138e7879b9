"""How concentrated a market is on its largest buyers: CR4, CR10 and the Herfindahl-Hirschman index."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Concentration:
    """`cr4` and `cr10` are ratios of the whole; `hhi` is Σ(percent share)², from near 0 to 10,000."""

    cr4: Decimal
    cr10: Decimal
    hhi: Decimal
    members: int


def concentration_of(
    volumes: Iterable[Decimal], *, rest: Decimal = Decimal(0)
) -> Concentration | None:
    """The concentration of a market that consists of these volumes and a `rest`; None of nothing.

    The rest is what many small buyers need together: it belongs to the whole, to no large one, and
    adds nothing to the index, which is then the least that it can be.

    CRn is the n largest over all of them; the index is the sum of the squared shares in percent, as the
    United States Department of Justice states it (30, 30, 20 and 20 percent make 2,600).
    """
    sizes = sorted((volume for volume in volumes if volume > 0), reverse=True)
    whole = sum(sizes, rest)
    if not sizes:
        return None
    return Concentration(
        cr4=sum(sizes[:4], Decimal(0)) / whole,
        cr10=sum(sizes[:10], Decimal(0)) / whole,
        hhi=sum(((100 * size / whole) ** 2 for size in sizes), Decimal(0)),
        members=len(sizes),
    )
