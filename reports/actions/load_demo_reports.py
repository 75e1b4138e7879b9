"""Sends the example's activity reports through the portal's own intake, one after the other."""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.actions.base import action
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.events import unheard
from reports.demo.feeds import PlannedFile
from reports.demo.files import Style
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.events import DocumentReceived
from vmi.models import ReadingProfile, ReportDocument
from vmi.selectors.documents import headers_hash

# Reports arrive in the morning, a minute apart.
_FIRST_AT = time(8, 20)
_TELL_EVERY = 50


@dataclass(frozen=True)
class Taken:
    """What became of the reports."""

    documents: int
    lines_in: int
    posted: int
    parked: int
    refused: int


@action(Permission.MAP_CODES)
def remember_demo_styles(
    _scope: Scope, partners: Mapping[str, Partner], styles: Mapping[str, Style]
) -> None:
    """The answers that people gave when they sent a first file: which column is what."""
    ReadingProfile.objects.bulk_create(
        ReadingProfile(
            partner=partners[code],
            name=" · ".join(style.headers[:3])[:120],
            headers=list(style.headers),
            headers_hash=headers_hash(style.headers),
            reading=style.remembered().to_json(),
            changed_at=now(),
        )
        for code, style in styles.items()
    )


# Each report is posted by itself, as in earnest: the intake orders its transactions itself.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def load_demo_reports(
    scope: Scope,
    partners: Mapping[str, Partner],
    files: Iterable[PlannedFile],
    *,
    say: Callable[[Taken], None] = lambda taken: None,
) -> Taken:
    """Receive and read every file. `say` hears now and then how far it is."""
    taken = Taken(0, 0, 0, 0, 0)
    for number, planned in enumerate(files):
        document = _taken_in(scope, partners[planned.partner], planned, minutes=number % 500)
        taken = Taken(
            taken.documents + 1,
            taken.lines_in + document.lines_in,
            taken.posted + document.lines_posted,
            taken.parked + document.lines_parked,
            taken.refused + document.lines_refused,
        )
        if taken.documents % _TELL_EVERY == 0:
            say(taken)
    return taken


def _taken_in(
    scope: Scope, partner: Partner, planned: PlannedFile, *, minutes: int
) -> ReportDocument:
    # It is read here and now; a queue of hundreds would only be found settled later.
    with unheard(DocumentReceived):
        receipt = receive_report(
            scope,
            partner.pk,
            io.BytesIO(planned.content),
            filename=planned.filename,
            door=planned.door,
            sender=planned.sender,
        )
    arrived = timezone.make_aware(datetime.combine(planned.arrives_on, _FIRST_AT))
    arrived = min(arrived + timedelta(minutes=minutes), now())
    # Who came later replaces: the order of arrival has to stand before the report is read.
    ReportDocument.objects.filter(pk=receipt.document_id).update(received_at=arrived)
    document = read_report(scope, receipt.document_id)
    if document.settled_at is not None:
        settled = min(arrived + timedelta(seconds=4), document.settled_at)
        ReportDocument.objects.filter(pk=document.pk).update(settled_at=settled)
    return document
