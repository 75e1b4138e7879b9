"""What a document changed by replacing earlier ones: totals before and after, and the biggest changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from vmi.facts.comparisons import ChangedDay, difference
from vmi.models import Posting, ReportDocument, Supersession
from vmi.selectors.documents import report_for
from vmi.selectors.reasons import field_word
from vmi.selectors.visible import Named, visible

_CHANGES_SHOWN: Final = 8
# Beyond so many changes the biggest are picked from the first of them.
_CHANGES_READ: Final = 5_000
_MEASURES: Final = {
    "flow": ("sold", "returned", "received", "adjusted"),
    "stock": ("on_hand", "on_order", "in_transit"),
}
_SEEN: Final = (Posting.State.CURRENT, Posting.State.SUPERSEDED)


@dataclass(frozen=True)
class Change:
    """One figure that says something else than before; None was not said."""

    product: Named
    place: Named
    day: date
    measure: str
    before: Decimal | None
    now: Decimal | None

    @property
    def words(self) -> str:
        return field_word(self.measure)

    @property
    def size(self) -> Decimal:
        return abs((self.now or Decimal(0)) - (self.before or Decimal(0)))


@dataclass(frozen=True)
class ChangedTotal:
    """The sum of one measure over the figures that changed."""

    measure: str
    before: Decimal
    now: Decimal

    @property
    def words(self) -> str:
        return field_word(self.measure)


@dataclass(frozen=True)
class Restatement:
    """What a document replaced; `days_changed` counts product, place and day."""

    earlier: tuple[ReportDocument, ...]
    days_changed: int
    totals: tuple[ChangedTotal, ...]
    changes: tuple[Change, ...]


@question(Permission.VIEW_REPORTS)
def restatement_of(scope: Scope, document_id: int) -> Restatement | None:
    """The difference to what was sent earlier for the same days; None when it replaced nothing."""
    document = report_for(scope, document_id)
    given = list(
        Supersession.objects.filter(superseded_by=document)
        .exclude(posting__document=document)
        .select_related("posting")
    )
    if not given:
        return None
    old = frozenset(row.posting_id for row in given)
    new = frozenset(
        Posting.objects.filter(document=document, state__in=_SEEN).values_list("pk", flat=True)
    )
    found = difference(scope, old, new, limit=_CHANGES_READ)
    names = visible(scope).master
    changes = [
        Change(
            names.products.get(day.product_id, Named("", "")),
            names.places.get(day.location_id, Named("", "")),
            day.last_day,
            measure,
            before,
            now,
        )
        for day in found.changes
        for measure, before, now in _changed(day, given)
    ]
    documents = ReportDocument.objects.filter(pk__in={row.posting.document_id for row in given})
    biggest = sorted(changes, key=lambda change: (-change.size, change.day))
    return Restatement(
        tuple(documents.order_by("-received_at")),
        len({(change.product, change.place, change.day) for change in changes}),
        tuple(_totals(changes)),
        tuple(biggest[:_CHANGES_SHOWN]),
    )


def _changed(
    day: ChangedDay, given: list[Supersession]
) -> Iterator[tuple[str, Decimal | None, Decimal | None]]:
    """The measures that differ on a day that was given up in their group."""
    for group, measures in _MEASURES.items():
        if not any(
            row.group == group and row.first_day <= day.last_day <= row.last_day for row in given
        ):
            continue
        for measure in measures:
            before, now = getattr(day.old, measure), getattr(day.new, measure)
            if before != now:
                yield measure, before, now


def _totals(changes: list[Change]) -> Iterator[ChangedTotal]:
    """Sums of what changed, of movements only: stock of several days does not add."""
    for measure in _MEASURES["flow"]:
        of_measure = [change for change in changes if change.measure == measure]
        if of_measure:
            yield ChangedTotal(
                measure,
                sum((change.before or Decimal(0) for change in of_measure), Decimal(0)),
                sum((change.now or Decimal(0) for change in of_measure), Decimal(0)),
            )
