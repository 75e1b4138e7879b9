"""Make a feed of the rhythm in which a partner reports already."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Conflict
from vmi.actions.assign_feeds import assign_feeds
from vmi.actions.feed_terms import FeedTerms
from vmi.actions.save_feed import go_live
from vmi.models import Feed
from vmi.selectors.feed_proposals import feed_proposal


@action(Permission.SUBMIT_REPORTS)
def confirm_feed(scope: Scope, partner_id: int) -> Feed:
    """The proposed feed, live; the partner's own people may agree to it too.

    Raises Conflict when there is nothing to confirm (any more): foreign and absent partners are told alike.
    """
    proposal = feed_proposal(scope, partner_id)
    if proposal is None:
        raise Conflict("nothing_to_confirm", _("There is nothing to confirm any more."))
    learned = proposal.learned
    terms = FeedTerms(
        _("Activity reports"),
        learned.cadence.value,
        working_days=tuple(proposal.working.weekdays),
        country=proposal.working.country,
        week_ends_on=learned.week_ends_on,
        due_after_days=learned.due_after_days,
        due_hour=learned.due_hour,
        expected_from=learned.expected_from,
    )
    feed = Feed(partner_id=partner_id)
    terms.write_to(feed)
    go_live(feed)
    feed.save()
    record_audit(scope, "confirm_feed", feed, cadence=feed.cadence, reports=learned.reports)
    assign_feeds(scope, partner_id)
    return feed
