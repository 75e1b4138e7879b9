"""Partners with feeds, and reports of them on days of our choice."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from accounts.models import Partner
from accounts.tenancy import system_scope
from portal.kernel.clock import today
from portal.kernel.events import unheard
from tests.vmi.web.conftest import catalogue, upload
from vmi.actions.feed_terms import FeedTerms
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.actions.save_feed import save_feed
from vmi.events import DocumentReceived, ReportPosted
from vmi.models import Feed, ReportDocument

__all__ = ["catalogue", "upload"]

EVERY_DAY = tuple(range(7))
Report = Callable[..., ReportDocument]


def last_sunday() -> date:
    """The last day of the last whole week."""
    day = today()
    return day - timedelta(days=day.weekday() + 1)


@pytest.fixture
def report(catalogue) -> Report:
    """A report of places of a partner with a line for each day of a span, as if it came on a day."""

    def send(
        partner: Partner,
        first_day: date,
        last_day: date,
        *,
        came_on: date | None = None,
        places: tuple[str, ...] = ("S1",),
        product: str = "AE-100",
    ) -> ReportDocument:
        days = (last_day - first_day).days + 1
        lines = [
            f"{product},{place},{first_day + timedelta(days=step)},3,40"
            for step in range(days)
            for place in places
        ]
        content = "product code,store code,date,sold,on hand\n" + "\n".join(lines) + "\n"
        with system_scope(reason="test set-up") as scope, unheard(DocumentReceived, ReportPosted):
            receipt = receive_report(
                scope, partner.pk, BytesIO(content.encode()), filename="w.csv", door="shell"
            )
            came = datetime.combine(came_on or last_day + timedelta(days=1), time(8))
            ReportDocument.objects.filter(pk=receipt.document_id).update(
                received_at=timezone.make_aware(came)
            )
            return read_report(scope, receipt.document_id)

    return send


def weekly_feed(partner: Partner, *, since: date, name: str = "Weekly", **terms) -> Feed:
    """A live feed whose week ends on Sunday, due on Monday at noon."""
    with system_scope(reason="test set-up") as scope:
        return save_feed(
            scope,
            partner.pk,
            FeedTerms(name, working_days=EVERY_DAY, expected_from=since, **terms),
        )
