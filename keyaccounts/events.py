"""What happens in this app that others may want to hear of."""

from dataclasses import dataclass

from portal.kernel.events import Event


@dataclass(frozen=True)
class VisitRecorded(Event):
    """A visit was reported."""

    partner_id: int
    visit_id: int


@dataclass(frozen=True)
class KeyAccountConfirmed(Event):
    """A supervisor made a partner a key account."""

    partner_id: int
