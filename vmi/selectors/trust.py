"""The data-trust mark: how fresh, how complete, how much carried forward and how much said twice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import today
from portal.kernel.period import Period
from portal.kernel.trust import DataTrust
from vmi.facts.answers import answered
from vmi.facts.grouping import NO_FILTERS, Filters
from vmi.facts.lines import HiddenSpan
from vmi.facts.reporting import PlaceReport, place_reports
from vmi.models import Feed, Location, Posting, ReportDocument, Supersession
from vmi.rules.trust import LATE_AFTER_DAYS, data_trust
from vmi.selectors.stock import StockRow, last_day_covered
from vmi.selectors.visible import visible

# A place that was silent for longer is taken for closed.
_LOOK_BACK_DAYS: Final = 56
_MONTH: Final = 31
_SEEN: Final = (Posting.State.CURRENT, Posting.State.SUPERSEDED)


@question(Permission.VIEW_STOCK)
def trust_of(
    scope: Scope, *, period: Period | None = None, filters: Filters = NO_FILTERS
) -> DataTrust:
    """What sell-through figures of the period rest on; without a period, of the last week covered.

    Expected are the active places that reported in the period or in the eight weeks before it.
    `today` is what lateness is measured by only where the period has not ended long ago: figures of a
    closed period are late when the data stops before its end.
    """
    day = today()
    until = last_day_covered(partner_ids=filters.partner_ids)
    asked = period or _last_week(until or day)
    found = _place_reports(scope, asked, filters)
    active = _active_places(filters.partner_ids)
    expected = [report for report in found if report.location_id in active]
    lines = sum(report.lines for report in found)
    return data_trust(
        until=until if until is None else min(until, asked.last_day),
        today=min(day, asked.last_day) if period else day,
        places_reporting=sum(1 for report in expected if report.lines),
        places_expected=len(expected),
        restated=_share(sum(report.restated_lines for report in found), lines),
        late_after_days=_patience(filters.partner_ids),
    )


@question(Permission.VIEW_STOCK)
def trust_of_stock(
    scope: Scope, rows: Iterable[StockRow], *, filters: Filters = NO_FILTERS
) -> DataTrust:
    """What these stock figures rest on: the mark of the last week, with the share carried forward."""
    said = [row for row in rows if row.on_hand is not None]
    whole = trust_of(scope, filters=filters)
    return data_trust(
        until=whole.until,
        today=today(),
        places_reporting=whole.places_reporting,
        places_expected=whole.places_expected,
        carried=_share(sum(1 for row in said if row.is_carried), len(said)),
        restated=whole.restated,
        late_after_days=_patience(filters.partner_ids),
    )


def _last_week(until: date) -> Period:
    return Period.ending(until, days=7)


def _place_reports(scope: Scope, period: Period, filters: Filters) -> tuple[PlaceReport, ...]:
    # Whose places are expected does not depend on which product is asked about.
    asked = replace(NO_FILTERS, partner_ids=filters.partner_ids, location_ids=filters.location_ids)
    view = visible(scope)
    return answered(
        scope,
        "place_reports",
        (period, asked),
        revision=view.revision,
        ask=lambda: place_reports(
            scope,
            view.hidden,
            view.dimensions,
            period=period,
            look_back_days=_LOOK_BACK_DAYS,
            restated=_restated_spans(period),
            filters=asked,
        ),
    )


def _restated_spans(period: Period) -> tuple[HiddenSpan, ...]:
    """The days of postings that replaced what was said before: by a later document, or by a new reading."""
    given = Supersession.objects.filter(
        ended_at__isnull=True, first_day__lte=period.last_day, last_day__gte=period.first_day
    ).order_by()
    spans = {
        HiddenSpan(posting_id, first, last, "")
        for posting_id, first, last in given.filter(
            superseded_by__postings__state__in=_SEEN
        ).values_list("superseded_by__postings", "first_day", "last_day")
    }
    read_anew = ReportDocument.objects.filter(
        postings__state=Posting.State.READ_ANEW,
        first_day__lte=period.last_day,
        last_day__gte=period.first_day,
    )
    current = Posting.objects.filter(state=Posting.State.CURRENT, document__in=read_anew)
    spans |= {
        HiddenSpan(posting_id, first, last, "")
        for posting_id, first, last in current.values_list(
            "pk", "document__first_day", "document__last_day"
        )
        if first and last
    }
    return tuple(sorted(spans))


def _active_places(partner_ids: frozenset[int] | None) -> frozenset[int]:
    rows = Location.objects.filter(is_active=True)
    if partner_ids is not None:
        rows = rows.filter(partner_id__in=partner_ids)
    return frozenset(rows.order_by().values_list("pk", flat=True))


def _patience(partner_ids: frozenset[int] | None) -> int:
    """After how many days data is late: a month more for whoever reports by the month only."""
    feeds = Feed.objects.filter(stage=Feed.Stage.LIVE)
    if partner_ids is not None:
        feeds = feeds.filter(partner_id__in=partner_ids)
    cadences = set(feeds.order_by().values_list("cadence", flat=True))
    is_monthly = cadences == {Feed.Cadence.MONTHLY}
    return LATE_AFTER_DAYS + (_MONTH if is_monthly else 0)


def _share(part: int, whole: int) -> Decimal | None:
    return None if not whole else Decimal(part) / whole
