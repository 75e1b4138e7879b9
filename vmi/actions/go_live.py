"""Let a feed go live by a file on trial that is good enough; the partner's own people can do it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.errors import Conflict
from vmi.actions.assign_feeds import assign_feeds
from vmi.actions.feed_terms import FeedTerms
from vmi.actions.save_feed import go_live
from vmi.models import Feed, FeedSample
from vmi.selectors.trials import sample_for, trial_of


@action(Permission.SUBMIT_REPORTS)
def go_live_with(scope: Scope, sample_id: int, terms: FeedTerms) -> Feed:
    """The feed, live from now on. Raises Conflict while the file on trial is not good enough, or has led to a feed."""
    sample = sample_for(scope, sample_id)
    # Two clicks make one feed.
    sample = FeedSample.objects.select_for_update(of=("self",)).get(pk=sample.pk)
    if sample.feed_id is not None:
        raise Conflict("already_live", _("This file has led to a feed already."))
    score = trial_of(scope, sample).score
    if not score.is_ready:
        raise Conflict(
            "not_ready", _("Some checks are not passed yet. Mend what is marked below first.")
        )
    terms.check()
    feed = Feed(partner_id=sample.partner_id)
    terms.write_to(feed)
    go_live(feed)
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError as problem:
        raise Conflict(
            "feed_exists", _("There is a feed of this name already. Choose another one."), "name"
        ) from problem
    FeedSample.objects.filter(pk=sample.pk).update(feed=feed, score=score.points)
    record_audit(scope, "go_live", feed, sample=sample.pk, score=score.points)
    assign_feeds(scope, feed.partner_id)
    return feed
