"""Alerts of the scope, and the matters that alerts are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count, Min, QuerySet

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.models import Alert, DocumentLine, Feed, Posting
from vmi.rules.feed_matters import PARKED_DAYS, Matter, feed_matters, parked_matter
from vmi.selectors.feeds import feed_rows, feed_status
from vmi.selectors.interchanges import numbers_missing

# What nobody can do anything about any more is not shown first.
_URGENCY: Final = {
    Alert.Kind.MISSING: 0,
    Alert.Kind.LATE: 1,
    Alert.Kind.CONTROL_NUMBER: 2,
    Alert.Kind.GAP: 3,
    Alert.Kind.PLACES: 4,
    Alert.Kind.PARKED: 5,
}


@dataclass(frozen=True)
class AlertCount:
    """Open alerts of the scope, and of how many partners."""

    alerts: int
    partners: int


@question(Permission.VIEW_REPORTS)
def alert_rows(scope: Scope, *, partner_id: int | None = None) -> QuerySet[Alert]:
    """Every alert of the scope, open or closed, the newest first."""
    rows = Alert.objects.select_related("partner", "feed").order_by("-raised_at", "-pk")
    return rows if partner_id is None else rows.filter(partner_id=partner_id)


@question(Permission.VIEW_REPORTS)
def open_alerts(scope: Scope, *, feed: Feed | None = None) -> tuple[Alert, ...]:
    """What somebody should look at now, by partner, the most urgent first."""
    rows = alert_rows(scope).filter(closed_at=None)
    if feed is not None:
        rows = rows.filter(feed=feed)
    return tuple(
        sorted(
            rows,
            key=lambda alert: (
                alert.partner.code,
                _URGENCY[Alert.Kind(alert.kind)],
                alert.subject,
            ),
        )
    )


@question(Permission.VIEW_REPORTS)
def alert_count(scope: Scope) -> AlertCount:
    """How much is open."""
    rows = Alert.objects.filter(closed_at=None).order_by()
    found = rows.aggregate(alerts=Count("pk"), partners=Count("partner", distinct=True))
    return AlertCount(found["alerts"], found["partners"])


@question(Permission.VIEW_REPORTS)
def matters_of(scope: Scope, partner_id: int) -> tuple[Matter, ...]:
    """Everything that people should be told of one partner's feeds and lines now."""
    found: list[Matter] = []
    for feed in feed_rows(scope, partner_id):
        if feed.stage == Feed.Stage.LIVE:
            found += feed_matters(feed.pk, feed_status(scope, feed).periods)
    parked = _parked(partner_id)
    if parked is not None:
        found.append(parked)
    return (*found, *_interchanges_missing(scope, partner_id))


def _parked(partner_id: int) -> Matter | None:
    """Lines that wait longer than they should, in one."""
    too_long = now() - timedelta(days=PARKED_DAYS)
    rows = DocumentLine.objects.filter(
        partner_id=partner_id,
        state=DocumentLine.State.PARKED,
        document__received_at__lt=too_long,
    ).exclude(attempt__state__in=Posting.UNCOUNTED)
    found: Mapping[str, object] = rows.aggregate(
        lines=Count("pk"), oldest=Min("document__received_at")
    )
    codes = rows.order_by().values("field", "value").distinct().count()
    return parked_matter(int(str(found["lines"])), codes, found["oldest"], now())  # type: ignore[arg-type]


def _interchanges_missing(scope: Scope, partner_id: int) -> tuple[Matter, ...]:
    """One matter for each gap in a sender's running numbers."""
    return tuple(
        Matter(
            Alert.Kind.CONTROL_NUMBER.value,
            f"{gap.standard}:{gap.sender}:{gap.missing.first}",
            None,
            {
                "standard": gap.standard,
                "sender": gap.sender,
                "first": gap.missing.first,
                "last": gap.missing.last,
                "count": gap.missing.count,
            },
        )
        for gap in numbers_missing(scope, partner_id)
    )
