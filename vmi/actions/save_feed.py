"""Agree a feed with a partner, or change what is agreed; by the manufacturer's people."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now, today
from portal.kernel.errors import Conflict, Forbidden, NotFound
from vmi.actions.assign_feeds import assign_feeds
from vmi.actions.feed_terms import FeedTerms
from vmi.models import Feed
from vmi.selectors.feeds import feed_for


@action(Permission.SUBMIT_REPORTS)
def save_feed(
    scope: Scope,
    partner_id: int,
    terms: FeedTerms,
    *,
    feed_id: int | None = None,
    is_live: bool = True,
) -> Feed:
    """Add a feed, or change the one of `feed_id`; its partner and stage stay as they are then.

    Reports of the partner that belong to it and to no other feed become its own. Raises Forbidden
    for a partner's people, who change their working days alone.
    """
    refuse_partners_people(scope)
    terms.check()
    if not Partner.objects.filter(pk=partner_id).exists():
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    feed = Feed(partner_id=partner_id) if feed_id is None else feed_for(scope, feed_id, lock=True)
    if feed.partner_id != partner_id:
        raise NotFound("feed_not_found", _("There is no such feed."), "feed")
    terms.write_to(feed)
    if feed_id is None and is_live:
        go_live(feed)
    _keep(feed)
    record_audit(scope, "save_feed", feed, name=feed.name, cadence=feed.cadence)
    assign_feeds(scope, feed.partner_id)
    return feed


def go_live(feed: Feed) -> None:
    """From now on its reports are waited for; the caller saves."""
    feed.stage, feed.went_live_at = Feed.Stage.LIVE, now()
    if feed.expected_from is None:
        feed.expected_from = today()


def refuse_partners_people(scope: Scope) -> None:
    if scope.partner_id is not None:
        raise Forbidden(
            "not_yours_to_change",
            _("What is agreed is changed by your account manager. Write to them."),
        )


def _keep(feed: Feed) -> None:
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError as problem:
        raise Conflict(
            "feed_exists", _("This partner has a feed of this name already."), "name"
        ) from problem
