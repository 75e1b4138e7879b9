"""Background work of this app, and what it does when something happens."""

from django_tasks import task

from accounts.tenancy import system_scope_for
from vmi.actions.check_lines import check_lines
from vmi.actions.read_report import read_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.actions.resume_intake import resume_intake
from vmi.events import CodeMapped, DocumentReceived, ReportPosted
from vmi.selectors.scopes import scope_for_work


@task()
def read_document(partner_id: int, document_id: int) -> None:
    """Read one kept document; one that is settled already is left as it is."""
    read_report(scope_for_work(partner_id, "read a received document"), document_id)


@task()
def release_lines(partner_id: int) -> None:
    """Post the parked lines of one partner that have a match now."""
    release_parked_lines(scope_for_work(partner_id, "release parked lines"), partner_id)


@task()
def check_document(partner_id: int, document_id: int) -> None:
    """Look for what is odd in the lines that a document posted."""
    check_lines(scope_for_work(partner_id, "check posted lines"), document_id)


@task()
def resume_reports() -> int:
    """Take up what a crash has left; for the worker's start and a nightly job."""
    return len(resume_intake(system_scope_for("resume the intake")))


def read_when_received(event: DocumentReceived) -> None:
    """Read a document in the background as soon as it is kept."""
    read_document.enqueue(event.partner_id, event.document_id)


def check_when_posted(event: ReportPosted) -> None:
    """Hold new lines against each other and against what was known before."""
    check_document.enqueue(event.partner_id, event.document_id)


def release_when_mapped(event: CodeMapped) -> None:
    """Post the parked lines that a new code gives a match."""
    release_lines.enqueue(event.partner_id)
