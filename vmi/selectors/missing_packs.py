"""Lines that wait because nobody has said how many pieces a unit of their product holds."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Min

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from vmi.models import DocumentLine, Posting

# Of both the product's master data can set the lines free: by its pack size, or by its unit.
_WAIT_FOR_A_SIZE: Final = ("unknown_pack", "other_unit")
# Products are few beside lines: so many lines show them all, or enough of them to begin with.
_LINES_LOOKED_AT: Final = 5_000
_PRODUCTS_SHOWN: Final = 50


@dataclass(frozen=True)
class MissingPack:
    """A product as the file calls it, the unit that it came in, and how many lines wait for its size."""

    product: str
    name: str
    unit: str
    lines: int


@dataclass(frozen=True)
class MissingPacks:
    """The products with most lines first; `line_count` are all lines that wait so, `since` the first of them."""

    packs: tuple[MissingPack, ...]
    line_count: int
    since: datetime | None


@question(Permission.VIEW_REPORTS)
def missing_packs(scope: Scope) -> MissingPacks:
    """What the pack size, or the unit, of which products would set free."""
    rows = DocumentLine.objects.filter(
        state=DocumentLine.State.PARKED, reason__in=_WAIT_FOR_A_SIZE
    ).exclude(attempt__state__in=Posting.UNCOUNTED)
    found: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    for values in rows.order_by("-pk").values_list("values", flat=True)[:_LINES_LOOKED_AT]:
        key = (str(values.get("product_code") or values.get("gtin") or ""), values.get("unit", ""))
        found[key] += 1
        names.setdefault(key, str(values.get("product_name", "")))
    packs = tuple(
        MissingPack(product, names[product, unit], unit, lines)
        for (product, unit), lines in found.most_common(_PRODUCTS_SHOWN)
    )
    since = rows.aggregate(since=Min("document__received_at"))["since"]
    return MissingPacks(packs, rows.count(), since)
