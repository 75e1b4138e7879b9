"""Pause a feed, or take it up again."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Conflict
from vmi.actions.save_feed import go_live, refuse_partners_people
from vmi.models import Feed
from vmi.rules.feed_stages import may_move
from vmi.selectors.feeds import feed_for


@action(Permission.SUBMIT_REPORTS)
def move_feed(scope: Scope, feed_id: int, stage: str) -> Feed:
    """Bring the feed to a stage. Raises Conflict for a move that there is not."""
    refuse_partners_people(scope)
    feed = feed_for(scope, feed_id, lock=True)
    if feed.stage == stage:
        return feed
    if not may_move(feed.stage, stage):
        raise Conflict("no_such_move", _("The feed can't go there from where it is."), "stage")
    before, feed.stage = feed.stage, stage
    if stage == Feed.Stage.LIVE:
        go_live(feed)
    feed.save()
    record_audit(scope, "move_feed", feed, before=before, stage=stage)
    return feed
