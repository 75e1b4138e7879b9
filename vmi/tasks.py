"""Background work of this app, and what it does when something happens."""

from vmi.events import CodeMapped, DocumentReceived


def read_when_received(event: DocumentReceived) -> None:
    """Read a document in the background as soon as it is kept."""


def release_when_mapped(event: CodeMapped) -> None:
    """Post the parked lines that a new code gives a match."""
