"""Give reports to the feed that they belong to."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from vmi.models import Feed, Interchange, ReportDocument
from vmi.rules.feed_matching import FeedShape, ReportShape, feed_of

_STATE: Final = ReportDocument.State
_SETTLED: Final = (_STATE.POSTED, _STATE.PARTLY, _STATE.PARKED, _STATE.REFUSED)
_REPORTS_LOOKED_AT: Final = 20


@action(Permission.SUBMIT_REPORTS)
def assign_feeds(scope: Scope, partner_id: int, *, document_id: int | None = None) -> int:
    """Give every settled report of the partner without a feed (or one of them) its own; how many got one.

    A report that has a feed keeps it: a person may have said so.
    """
    feeds = _shapes_of_feeds(partner_id)
    if not feeds:
        return 0
    rows = ReportDocument.objects.filter(partner_id=partner_id, feed=None, state__in=_SETTLED)
    if document_id is not None:
        rows = rows.filter(pk=document_id)
    messages = _messages_of(rows.values_list("pk", flat=True))
    found: dict[int, list[int]] = {}
    for document in rows.order_by("received_at", "pk"):
        feed_id = feed_of(_shape_of(document, messages.get(document.pk, frozenset())), feeds)
        if feed_id is not None:
            found.setdefault(feed_id, []).append(document.pk)
    return sum(
        ReportDocument.objects.filter(pk__in=documents, feed=None).update(feed_id=feed_id)
        for feed_id, documents in found.items()
    )


def _shapes_of_feeds(partner_id: int) -> list[FeedShape]:
    return [
        FeedShape(feed.pk, feed.kind, feed.message, feed.cadence, _groups_of(feed))
        for feed in Feed.objects.filter(partner_id=partner_id).order_by("pk")
    ]


def _groups_of(feed: Feed) -> frozenset[str]:
    """The groups of measures that most of its last reports told."""
    last = feed.documents.filter(lines_posted__gt=0).order_by("-received_at")
    told = Counter(frozenset(document.groups) for document in last[:_REPORTS_LOOKED_AT])
    return told.most_common(1)[0][0] if told else frozenset()


def _messages_of(document_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The kinds of EDI messages in each document."""
    found: dict[int, frozenset[str]] = {}
    rows = Interchange.objects.filter(Q(document_id__in=document_ids))
    for document_id, kinds in rows.values_list("document_id", "kinds"):
        found[document_id] = found.get(document_id, frozenset()) | frozenset(kinds)
    return found


def _shape_of(document: ReportDocument, messages: frozenset[str]) -> ReportShape:
    first, last = document.first_day, document.last_day
    days = 0 if first is None or last is None else (last - first).days + 1
    return ReportShape(document.kind, messages, frozenset(document.groups), days)
