"""The one table of upward effects: event → who hears of it."""

from portal.kernel.events import connect


def connect_events() -> None:
    """Join every event to its listeners; called once when Django is ready."""
    from vmi.events import CodeMapped, DocumentReceived, ReportPosted  # noqa: PLC0415  (models must be loaded first)
    from vmi.tasks import (  # noqa: PLC0415
        check_when_posted,
        read_when_received,
        release_when_mapped,
        watch_when_posted,
    )

    connect(DocumentReceived, read_when_received)
    connect(CodeMapped, release_when_mapped)
    connect(ReportPosted, check_when_posted)
    connect(ReportPosted, watch_when_posted)
