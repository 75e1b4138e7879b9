"""Write down the interchanges of a document that was read, and our acknowledgement of each."""

from collections.abc import Sequence

from accounts.tenancy import Scope
from vmi.formats.edi.shape import InterchangeRead
from vmi.models import ReportDocument


def settle_interchanges(
    scope: Scope, document: ReportDocument, reads: Sequence[InterchangeRead]
) -> None:
    """In the transaction that settles the document."""
