"""Feeds that partners have by the look of it: proposed from what they sent, for a person to confirm."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from babel.core import get_global
from django.conf import settings
from django.utils.timezone import localtime

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.models import Feed, ReportDocument
from vmi.rules.learned_cadence import (
    REPORTS_LOOKED_AT,
    LearnedCadence,
    PastReport,
    learned_cadence,
)
from vmi.rules.working_days import WorkingDays, countries

# What was sent longer ago says little of what comes next.
_LOOKED_BACK: Final = timedelta(days=400)


def home_country() -> str:
    """The country of the portal's time zone: whose holidays a partner keeps until somebody says otherwise."""
    territory = get_global("zone_territories").get(settings.TIME_ZONE, "")
    return territory if territory in countries() else ""


@dataclass(frozen=True)
class FeedProposal:
    """What could be agreed with a partner without a feed."""

    partner: Partner
    learned: LearnedCadence
    working: WorkingDays


@question(Permission.VIEW_REPORTS)
def feed_proposals(scope: Scope) -> tuple[FeedProposal, ...]:
    """One for each partner of the scope that has no feed and reports in a rhythm, by code."""
    settled = Feed.objects.order_by().values("partner_id")
    senders = ReportDocument.objects.order_by().values("partner_id").distinct()
    partners = Partner.objects.filter(pk__in=senders, is_active=True).exclude(pk__in=settled)
    found = (feed_proposal(scope, partner.pk) for partner in partners.order_by("code"))
    return tuple(proposal for proposal in found if proposal is not None)


@question(Permission.VIEW_REPORTS)
def feed_proposal(scope: Scope, partner_id: int) -> FeedProposal | None:
    """The rhythm of the partner's last posted tables; None when there is none, or a feed already."""
    partner = Partner.objects.filter(pk=partner_id).first()
    if partner is None or Feed.objects.filter(partner_id=partner_id).exists():
        return None
    rows = ReportDocument.objects.filter(
        partner_id=partner_id,
        lines_posted__gt=0,
        last_day__isnull=False,
        received_at__gt=now() - _LOOKED_BACK,
    ).exclude(kind__in=["x12", "edifact"])
    newest = rows.order_by("-last_day", "-pk").values_list("first_day", "last_day", "received_at")
    history = [
        PastReport(first_day, last_day, localtime(received_at))
        for first_day, last_day, received_at in newest[: REPORTS_LOOKED_AT * 2]
        if first_day is not None and last_day is not None
    ]
    working = WorkingDays(country=home_country())
    learned = learned_cadence(history, working)
    return None if learned is None else FeedProposal(partner, learned, working)
