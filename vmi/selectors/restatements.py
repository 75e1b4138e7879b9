"""What a document changed by replacing earlier ones, or by being read anew: totals and the biggest changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Max

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from vmi.facts.answers import answered
from vmi.facts.comparisons import ChangedDay
from vmi.facts.lines import HiddenSpan
from vmi.facts.replacements import Replaced, replaced
from vmi.facts.schema import MEASURES, MEASURES_OF, MeasureGroup
from vmi.models import Posting, ReportDocument, Supersession
from vmi.selectors.documents import report_for
from vmi.selectors.reasons import field_word
from vmi.selectors.visible import Named, visible

_CHANGES_SHOWN: Final = 8
_PLACES_SHOWN: Final = 5
# One day short of the calendar, so that a day can be added.
_EVER: Final = (date.min, date.max - timedelta(days=1))
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
    """The sum of one measure over all that was replaced, changed or not."""

    measure: str
    before: Decimal
    now: Decimal

    @property
    def words(self) -> str:
        return field_word(self.measure)


@dataclass(frozen=True)
class Restatement:
    """What a document replaced; `days_changed` counts product, place and day.

    `lost_places` are places of which only the earlier reports spoke, the first of them, and
    `lost_place_count` how many there are: nothing is known of them on these days any more.
    `read_anew_at` is set when the earlier figures are those of an earlier reading of the same document.
    """

    earlier: tuple[ReportDocument, ...]
    days_changed: int
    totals: tuple[ChangedTotal, ...]
    changes: tuple[Change, ...]
    lost_places: tuple[Named, ...] = ()
    lost_place_count: int = 0
    read_anew_at: datetime | None = None


@question(Permission.VIEW_REPORTS)
def restatement_of(scope: Scope, document_id: int) -> Restatement | None:
    """The difference to what was sent earlier for the same days; None when it replaced nothing."""
    document = report_for(scope, document_id)
    given = list(
        Supersession.objects.filter(superseded_by=document, ended_at__isnull=True)
        .exclude(posting__document=document)
        .select_related("posting")
    )
    if not given:
        return None
    spans = [HiddenSpan(row.posting_id, row.first_day, row.last_day, row.group) for row in given]
    earlier = ReportDocument.objects.filter(pk__in={row.posting.document_id for row in given})
    return _held_against(scope, document, spans, tuple(earlier.order_by("-received_at")))


@question(Permission.VIEW_REPORTS)
def correction_of(scope: Scope, document_id: int) -> Restatement | None:
    """The difference of the document's last new reading to the one before; None when it was read once.

    Columns named anew and lines put right by a person are such readings.
    """
    document = report_for(scope, document_id)
    former = Posting.objects.filter(document=document, state=Posting.State.READ_ANEW)
    read_anew_at = former.aggregate(last=Max("superseded_at"))["last"]
    last = former.filter(superseded_at=read_anew_at).values_list("pk", flat=True)
    spans = [HiddenSpan(posting_id, *_EVER, group) for posting_id in last for group in MEASURES_OF]
    return _held_against(scope, document, spans, (), read_anew_at) if spans else None


def _held_against(
    scope: Scope,
    document: ReportDocument,
    given: list[HiddenSpan],
    earlier: tuple[ReportDocument, ...],
    read_anew_at: datetime | None = None,
) -> Restatement:
    """What the document says now on the days given up, beside what was said of them before."""
    new = frozenset(
        Posting.objects.filter(document=document, state__in=_SEEN).values_list("pk", flat=True)
    )
    spans = tuple(sorted(given))
    view = visible(scope)
    found = answered(
        scope,
        "restatement",
        (spans, new),
        revision=view.revision,
        ask=lambda: replaced(scope, spans, new),
    )
    names = view.master
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
        for measure, before, now in _changed(day)
    ]
    biggest = sorted(changes, key=lambda change: (-change.size, change.day))
    return Restatement(
        earlier,
        found.total,
        tuple(_totals(found)),
        tuple(biggest[:_CHANGES_SHOWN]),
        tuple(
            names.places.get(place, Named("", "")) for place in found.lost_places[:_PLACES_SHOWN]
        ),
        len(found.lost_places),
        read_anew_at,
    )


def _changed(day: ChangedDay) -> Iterator[tuple[str, Decimal | None, Decimal | None]]:
    """The measures that differ on a day."""
    for measure in MEASURES:
        before, now = getattr(day.old, measure), getattr(day.new, measure)
        if before != now:
            yield measure, before, now


def _totals(found: Replaced) -> Iterator[ChangedTotal]:
    """Sums of movements that differ; stock of several days does not add."""
    for measure in MEASURES_OF[MeasureGroup.FLOW]:
        before, now = found.old.sums.get(measure), found.new.sums.get(measure)
        if before != now:
            yield ChangedTotal(measure, before or Decimal(0), now or Decimal(0))
