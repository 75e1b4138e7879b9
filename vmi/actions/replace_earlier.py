"""Settle which days of which postings are seen, after a document posted or was read anew."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from vmi.models import Posting, ReportDocument, Supersession
from vmi.rules.replacement import Given, Spoken, replacement
from vmi.rules.spans import Span

_SEEN_ONCE = (Posting.State.CURRENT, Posting.State.SUPERSEDED)


def replace_earlier(document: ReportDocument, moment: datetime) -> None:
    """Let earlier postings give way to this document, and its own to later documents.

    Called with the revision locked; `moment` is that of everything that changes with it. Order of arrival decides, not order of reading: a document that
    is read late still gives way to those that came after it.
    """
    postings = list(_touched_postings(document))
    later = _documents_over(postings)
    for posting in postings:
        _settle(posting, later, moment)


def _touched_postings(document: ReportDocument) -> QuerySet[Posting]:
    """The document's own postings, current ones on its days, and those that gave way to it before."""
    own = Q(document=document, state__in=_SEEN_ONCE)
    gave_way = Q(pk__in=_holding().filter(superseded_by=document).values("posting_id"))
    gave_way &= Q(state__in=_SEEN_ONCE)
    wanted = own | gave_way
    if document.first_day is not None:
        wanted |= Q(
            state=Posting.State.CURRENT,
            document__first_day__lte=document.last_day,
            document__last_day__gte=document.first_day,
        )
    rows = Posting.objects.filter(wanted, partner_id=document.partner_id, lines__gt=0)
    holding = Prefetch("supersessions", queryset=_holding(), to_attr="holding")
    return rows.select_related("document").prefetch_related(holding)


def _holding() -> QuerySet[Supersession]:
    """Supersessions that were not ended by a new reading of either document."""
    return Supersession.objects.filter(ended_at__isnull=True)


def _documents_over(postings: Iterable[Posting]) -> list[ReportDocument]:
    """Every document that posted something on the days of these postings, in order of arrival."""
    days = [posting.document for posting in postings]
    if not days:
        return []
    rows = ReportDocument.objects.filter(
        partner_id=days[0].partner_id,
        lines_posted__gt=0,
        first_day__lte=max(_known(document.last_day) for document in days),
        last_day__gte=min(_known(document.first_day) for document in days),
    )
    return list(rows.order_by("received_at", "id"))


def _settle(posting: Posting, documents: list[ReportDocument], moment: datetime) -> None:
    own = posting.document
    arrived = (own.received_at, own.pk)
    later = [_spoken(other) for other in documents if (other.received_at, other.pk) > arrived]
    outcome = replacement(_spoken(own), later)
    rows: list[Supersession] = posting.holding  # type: ignore[attr-defined]
    kept = {_as_given(row): row for row in rows}
    gone = [row.pk for given, row in kept.items() if given not in outcome.given]
    if gone:
        # Ended, not deleted: what was known before this moment can still be asked.
        Supersession.objects.filter(pk__in=gone).update(ended_at=moment)
    Supersession.objects.bulk_create(
        Supersession(
            partner_id=posting.partner_id,
            posting=posting,
            superseded_by_id=given.document_id,
            group=given.group,
            first_day=given.days.first_day,
            last_day=given.days.last_day,
            created_at=moment,
        )
        for given in outcome.given
        if given not in kept
    )
    _holding().filter(posting=posting).update(is_whole=outcome.is_whole)
    if outcome.is_whole != (posting.state == Posting.State.SUPERSEDED):
        posting.state = Posting.State.SUPERSEDED if outcome.is_whole else Posting.State.CURRENT
        posting.superseded_at = moment if outcome.is_whole else None
        posting.save(update_fields=["state", "superseded_at"])


def _as_given(row: Supersession) -> Given:
    return Given(row.superseded_by_id, row.group, Span(row.first_day, row.last_day))


def _spoken(document: ReportDocument) -> Spoken:
    days = tuple(
        Span(date.fromisoformat(first), date.fromisoformat(last))
        for first, last in document.covered
    )
    return Spoken(document.pk, days, tuple(document.groups))


def _known(day: date | None) -> date:
    """A document that posted has its days."""
    if day is None:
        raise ValueError("A document without days has posted.")
    return day
