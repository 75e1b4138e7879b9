"""Reports of the scope, newest first, narrowed by partner and state."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from vmi.models import ReportDocument


@dataclass(frozen=True)
class ReportFilter:
    """What the list is narrowed by; None and "" leave out."""

    partner_id: int | None = None
    state: str = ""

    @classmethod
    def of(cls, partner: str, state: str) -> "ReportFilter":
        """From what an address says; what means nothing narrows nothing."""
        return cls(
            int(partner) if partner.isascii() and partner.isdecimal() else None,
            state if state in ReportDocument.State.values else "",
        )


@question(Permission.VIEW_REPORTS)
def report_rows(scope: Scope, chosen: ReportFilter) -> QuerySet[ReportDocument]:
    """The newest first; asked anew when it is cut into pages, inside the scope of the request."""
    rows = ReportDocument.objects.select_related("partner")
    if chosen.partner_id is not None:
        rows = rows.filter(partner_id=chosen.partner_id)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    return rows.order_by("-received_at", "-id")


@question(Permission.VIEW_REPORTS)
def partners_with_reports(scope: Scope) -> tuple[Partner, ...]:
    """Partners of the scope that have sent something, by code."""
    senders = ReportDocument.objects.order_by().values_list("partner_id").distinct()
    return tuple(Partner.objects.filter(pk__in=senders))
