"""Agrees with the example's partners on the rhythm of their reports, and sees what is missing of them."""

from collections.abc import Iterable

from accounts.actions.base import action
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from vmi.actions.confirm_feed import confirm_feed
from vmi.actions.watch_feeds import watch_feeds
from vmi.selectors.feed_proposals import feed_proposal


# Each partner's feed is agreed by itself.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def load_demo_feeds(scope: Scope, partners: Iterable[Partner]) -> None:
    """Those whose reports have a rhythm get their feed."""
    for partner in partners:
        if feed_proposal(scope, partner.pk) is not None:
            confirm_feed(scope, partner.pk)
        watch_feeds(scope, partner.pk)
