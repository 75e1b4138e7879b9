"""Reads what was just taken in this very process, where no worker may be running."""

from collections.abc import Sequence

from accounts.tenancy import active, system_scope_for
from vmi.actions.read_report import read_report
from vmi.models import Delivery, ReportDocument


def read_here(delivery_ids: Sequence[int], reason: str) -> None:
    """Read the documents of these deliveries and whatever archives among them held."""
    scope = system_scope_for(reason)
    with active(scope):
        rows = Delivery.objects.filter(pk__in=delivery_ids)
        waiting = list(rows.values_list("document_id", flat=True))
    for document_id in waiting:
        read_report(scope, document_id)
        with active(scope):
            parts = ReportDocument.objects.filter(parent=document_id)
            waiting += parts.values_list("pk", flat=True)
