"""Say on which days a partner works: the one thing of a feed that the partner's own people change."""

from collections.abc import Iterable

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from vmi.actions.feed_terms import checked_working_days
from vmi.models import Feed
from vmi.selectors.feeds import feed_for


@action(Permission.SUBMIT_REPORTS)
def change_working_days(
    scope: Scope, feed_id: int, weekdays: Iterable[int], *, country: str
) -> Feed:
    """Days of the week (Monday is 0) and the country whose holidays are kept; "" keeps none."""
    feed = feed_for(scope, feed_id, lock=True)
    feed.working_days, feed.country = checked_working_days(weekdays, country), country
    feed.save(update_fields=["working_days", "country", "changed_at"])
    record_audit(scope, "change_working_days", feed, days=feed.working_days, country=country)
    return feed
