"""Raise alerts for what a partner owes, and close those that are over."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from vmi.actions.assign_feeds import assign_feeds
from vmi.models import Alert
from vmi.selectors.alerts import matters_of


@dataclass(frozen=True)
class Watched:
    """How many alerts were raised and closed."""

    raised: int
    closed: int


@action(Permission.SUBMIT_REPORTS)
def watch_feeds(scope: Scope, partner_id: int) -> Watched:
    """Compare what is with what is expected. Safe to run at any time, twice and by several at once.

    A matter has one open alert; what is known of it is kept up to date there. One that is over is
    closed, and raised anew only if it comes again.
    """
    # One at a time for a partner: two that compare at once would raise and close by old news.
    partner = (
        Partner.objects.select_for_update(of=("self",), no_key=True).filter(pk=partner_id).first()
    )
    if partner is None:
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    assign_feeds(scope, partner_id)
    matters = {(matter.kind, matter.subject): matter for matter in matters_of(scope, partner_id)}
    open_now = {
        (alert.kind, alert.subject): alert
        for alert in Alert.objects.filter(partner_id=partner_id, closed_at=None)
    }
    over = [alert.pk for key, alert in open_now.items() if key not in matters]
    Alert.objects.filter(pk__in=over).update(closed_at=now())
    for key in matters.keys() & open_now.keys():
        if open_now[key].details != matters[key].details:
            Alert.objects.filter(pk=open_now[key].pk).update(details=matters[key].details)
    new = [matters[key] for key in matters if key not in open_now]
    Alert.objects.bulk_create(
        Alert(
            partner_id=partner_id,
            kind=matter.kind,
            subject=matter.subject,
            feed_id=matter.feed_id,
            details=matter.details,
            raised_at=now(),
        )
        for matter in new
    )
    return Watched(len(new), len(over))
