"""What happens in this app that others may want to hear of."""

from dataclasses import dataclass

from portal.kernel.events import Event


@dataclass(frozen=True)
class DocumentReceived(Event):
    """A partner's document is kept; nothing has been read of it yet."""

    partner_id: int
    document_id: int


@dataclass(frozen=True)
class ReportPosted(Event):
    """A document's lines became current in the facts; `is_release` when parked lines followed later."""

    partner_id: int
    document_id: int
    posting_id: int
    is_release: bool = False


@dataclass(frozen=True)
class CodeMapped(Event):
    """A partner's code for a product or place became known; parked lines may find their match."""

    partner_id: int
