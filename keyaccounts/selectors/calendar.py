"""When each account was visited, will be, and how fresh its reports are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Q

from accounts.models import Assignment
from keyaccounts.models import Visit
from vmi.models import ReportDocument


@dataclass(frozen=True)
class Visits:
    """The last visit done and the next one planned; None where there is none."""

    last_on: date | None = None
    next_on: date | None = None


def visits_by_partner(today: date) -> Mapping[int, Visits]:
    """Visits of every account of the active scope, one query."""
    is_done = Q(state=Visit.State.DONE)
    is_ahead = Q(state=Visit.State.PLANNED, on__gte=today)
    rows = (
        Visit.objects.order_by()
        .values_list("partner_id")
        .annotate(last_on=Max("on", filter=is_done), next_on=Min("on", filter=is_ahead))
    )
    return {partner_id: Visits(last_on, next_on) for partner_id, last_on, next_on in rows}


def data_until_by_partner() -> Mapping[int, date]:
    """The last day that each partner's posted reports cover, one query."""
    posted = ReportDocument.objects.filter(
        state__in=[ReportDocument.State.POSTED, ReportDocument.State.PARTLY],
        last_day__isnull=False,
    )
    rows = posted.order_by().values_list("partner_id").annotate(until=Max("last_day"))
    return dict(rows)


def managers_by_partner() -> Mapping[int, str]:
    """Who looks after each partner. Assignments are shared; only partners in scope are looked up."""
    rows = Assignment.objects.filter(kind=Assignment.Kind.MANAGER).select_related("person")
    return {row.partner_id: str(row.person) for row in rows}
