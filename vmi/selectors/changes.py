"""What changed between two dates: every figure that was known otherwise, and by which document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

from django.db.models import Max, Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid
from vmi.facts.answers import answered
from vmi.facts.changes import (
    ChangedFacts,
    ChangedFigure,
    ChangedSum,
    ChangeKind,
    Moments,
    Wanted,
    changed_facts,
)
from vmi.facts.grouping import NO_FILTERS, Filters
from vmi.facts.lines import Hidden
from vmi.facts.schema import MEASURES, MEASURES_OF, MeasureGroup
from vmi.models import Posting, ReportDocument, Supersession
from vmi.selectors.reasons import field_word
from vmi.selectors.visible import MasterData, Named, counted_on, visible

__all__ = [
    "FIGURES_TOLD",
    "ChangeKind",
    "Changes",
    "ChangesAsked",
    "FigureChange",
    "SumOfChanges",
    "changes_between",
    "end_of",
    "start_of",
]

# The biggest changes; more are counted and summed up, and can be told by narrowing.
FIGURES_TOLD: Final = 20_000
_GROUP_OF: Final = {name: group.value for group, names in MEASURES_OF.items() for name in names}
KIND_WORDS: Final = {
    ChangeKind.RESTATED: gettext_lazy("said otherwise"),
    ChangeKind.GONE: gettext_lazy("not said any more"),
    ChangeKind.NEW: gettext_lazy("said for the first time"),
}
_SAID_OTHERWISE: Final = frozenset({ChangeKind.RESTATED, ChangeKind.GONE})
_KEYS_A_QUERY: Final = 900
_NOBODY: Final = Named("", "")


@dataclass(frozen=True)
class ChangesAsked:
    """Which changes: known at `until` (None: now) otherwise than at `since`, of these kinds and measures."""

    since: datetime
    until: datetime | None = None
    kinds: frozenset[ChangeKind] = _SAID_OTHERWISE
    measures: tuple[str, ...] = MEASURES
    filters: Filters = NO_FILTERS


@dataclass(frozen=True)
class FigureChange:
    """One figure before and after (None: not said), and the document that changed it, where one did."""

    partner: Named
    product: Named
    place: Named
    day: date
    measure: str
    currency: str | None
    before: Decimal | None
    after: Decimal | None
    document: ReportDocument | None
    changed_at: datetime | None

    @property
    def words(self) -> str:
        return field_word(self.measure)

    @property
    def difference(self) -> Decimal:
        """What is not said counts as nothing here, and only here."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class SumOfChanges:
    """The sum of one measure over its changed figures, in words; that of stock does not add."""

    measure: str
    kind: ChangeKind
    currency: str | None
    figures: int
    before: Decimal | None
    after: Decimal | None

    @property
    def words(self) -> str:
        return field_word(self.measure)

    @property
    def kind_words(self) -> str:
        return str(KIND_WORDS[self.kind])

    @property
    def adds(self) -> bool:
        return _GROUP_OF[self.measure] != MeasureGroup.STOCK


@dataclass(frozen=True)
class Changes:
    """What changed; `figures` are the biggest ones of the kinds asked for, `total` counts all of those."""

    asked: ChangesAsked
    sums: tuple[SumOfChanges, ...]
    figures: Sequence[FigureChange]

    @property
    def total(self) -> int:
        return sum(each.figures for each in self.sums if each.kind in self.asked.kinds)

    def count_of(self, kind: ChangeKind) -> int:
        return sum(each.figures for each in self.sums if each.kind == kind)

    @property
    def asked_sums(self) -> tuple[SumOfChanges, ...]:
        """The sums of the kinds asked for, those said otherwise first."""
        order = list(ChangeKind)
        found = [each for each in self.sums if each.kind in self.asked.kinds]
        return tuple(sorted(found, key=lambda each: order.index(each.kind)))


def start_of(day: date) -> datetime:
    """The first moment of the day where the portal is run."""
    return make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The last moment of the day where the portal is run."""
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)


@question(Permission.VIEW_REPORTS)
def changes_between(scope: Scope, asked: ChangesAsked) -> Changes:
    """Every figure that was known otherwise at the later moment, the biggest change first.

    Raises Invalid when the later moment is not the later one.
    """
    if asked.until is not None and asked.until <= asked.since:
        raise Invalid(
            "moments_backwards", _("The later moment lies before the earlier one."), "until"
        )
    last = _last_change()
    if last is None or last <= asked.since:
        return Changes(asked, (), ())
    window = _Window(asked.since, min(last, asked.until or last))
    then, later = visible(scope, window.since), visible(scope, window.until)
    found: ChangedFacts = answered(
        scope,
        "changes",
        (asked, window),
        revision=(then.revision, later.revision),
        ask=lambda: changed_facts(
            scope,
            Moments(then.hidden, later.hidden, window.postings(then.hidden, later.hidden)),
            later.dimensions,
            wanted=Wanted(asked.kinds, asked.measures, asked.filters),
            limit=FIGURES_TOLD,
        ),
    )
    return Changes(
        asked, tuple(map(_in_words, found.sums)), tuple(_told(found.figures, later.master, window))
    )


def _in_words(each: ChangedSum) -> SumOfChanges:
    return SumOfChanges(
        each.measure, each.kind, each.currency, each.figures, each.before, each.after
    )


@dataclass(frozen=True)
class _Window:
    """From after the one moment to the other, included."""

    since: datetime
    until: datetime

    def has(self, moment: datetime | None) -> bool:
        return moment is not None and self.since < moment <= self.until

    def postings(self, then: Hidden, later: Hidden) -> frozenset[int]:
        """Postings seen at one moment only, and those of which other days are left out."""
        seen = [set(_counted(moment)) for moment in (self.since, self.until)]
        spans = set(then.spans) ^ set(later.spans)
        return frozenset((seen[0] ^ seen[1]) | {span[0] for span in spans})


def _counted(moment: datetime) -> Iterable[int]:
    return Posting.objects.filter(counted_on(moment), lines__gt=0).values_list("pk", flat=True)


def _last_change() -> datetime | None:
    """When what readers see last changed, so that what is known now has a moment that stays the same."""
    postings = Posting.objects.aggregate(Max("current_at"), Max("superseded_at"))
    spans = Supersession.objects.aggregate(Max("created_at"), Max("ended_at"))
    return max((moment for moment in (*postings.values(), *spans.values()) if moment), default=None)


@dataclass(frozen=True)
class _Cause:
    """By which document a figure changed, and when."""

    document_id: int
    moment: datetime


@dataclass(frozen=True)
class _Causes:
    """The postings behind some figures, and what they gave up or got back in the window."""

    window: _Window
    postings: Mapping[int, Posting]
    spans: Mapping[int, list[Supersession]]

    @classmethod
    def of(cls, figures: Iterable[ChangedFigure], window: _Window) -> "_Causes":
        keys = {key for each in figures for key in (each.before_posting, each.after_posting) if key}
        postings: dict[int, Posting] = {}
        spans: dict[int, list[Supersession]] = {}
        moved = Q(created_at__gt=window.since, created_at__lte=window.until)
        moved |= Q(ended_at__gt=window.since, ended_at__lte=window.until)
        left = iter(sorted(keys))
        while some := list(islice(left, _KEYS_A_QUERY)):
            postings |= Posting.objects.in_bulk(some)
            for row in Supersession.objects.filter(moved, posting_id__in=some):
                spans.setdefault(row.posting_id, []).append(row)
        return cls(window, postings, spans)

    def of_figure(self, figure: ChangedFigure) -> _Cause | None:
        """A posting that came, else one that took the day, else a new reading, else a day given back."""
        before = self.postings.get(figure.before_posting or 0)
        after = self.postings.get(figure.after_posting or 0)
        if after and after.current_at and self.window.has(after.current_at):
            return _Cause(after.document_id, after.current_at)
        spans = [*self._spans(figure, before), *self._spans(figure, after)]
        taken = [row for row in spans if self.window.has(row.created_at)]
        if taken:
            last = max(taken, key=lambda row: row.created_at)
            return _Cause(last.superseded_by_id, last.created_at)
        if before and before.state == Posting.State.READ_ANEW and before.superseded_at:
            return _Cause(before.document_id, before.superseded_at)
        back = [(row.ended_at, row) for row in spans if row.ended_at]
        if back:
            moment, last = max(back, key=lambda pair: pair[0])
            return _Cause(last.superseded_by_id, moment)
        return None

    def _spans(self, figure: ChangedFigure, posting: Posting | None) -> list[Supersession]:
        return [
            row
            for row in self.spans.get(posting.pk if posting else 0, [])
            if row.group == _GROUP_OF[figure.measure]
            and row.first_day <= figure.day <= row.last_day
        ]


def _told(
    figures: Sequence[ChangedFigure], names: MasterData, window: _Window
) -> Iterator[FigureChange]:
    causes = _Causes.of(figures, window)
    found = [causes.of_figure(each) for each in figures]
    documents = ReportDocument.objects.in_bulk({cause.document_id for cause in found if cause})
    partners = {
        partner.pk: Named(partner.code, partner.name, partner.name_zh)
        for partner in Partner.objects.filter(pk__in={each.partner_id for each in figures})
    }
    for each, cause in zip(figures, found, strict=True):
        yield FigureChange(
            partners.get(each.partner_id, _NOBODY),
            names.products.get(each.product_id, _NOBODY),
            names.places.get(each.location_id, _NOBODY),
            each.day,
            each.measure,
            each.currency,
            each.before,
            each.after,
            documents.get(cause.document_id) if cause else None,
            cause.moment if cause else None,
        )
