"""Background work of this app, and what it does when something happens."""

from django_tasks import task

from accounts.models import Partner
from accounts.tenancy import system_scope, system_scope_for
from vmi.actions.check_lines import check_lines
from vmi.actions.mail_alerts import mail_alerts
from vmi.actions.read_report import read_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.actions.resume_intake import resume_intake, sweep_stray_files
from vmi.actions.sweep_staged import sweep_staged
from vmi.actions.tidy_facts import tidy_facts
from vmi.actions.watch_feeds import watch_feeds
from vmi.events import CodeMapped, DocumentReceived, ReportPosted
from vmi.models import Feed
from vmi.selectors.scopes import scope_for_work


@task()
def read_document(partner_id: int, document_id: int) -> None:
    """Read one kept document; one that is settled already is left as it is."""
    read_report(scope_for_work(partner_id, "read a received document"), document_id)


@task()
def release_lines(partner_id: int) -> None:
    """Post the parked lines of one partner that have a match now."""
    release_parked_lines(scope_for_work(partner_id, "release parked lines"), partner_id)


# People wait for their report to be read, nobody for this; an example brings hundreds at once.
@task(priority=-10)
def check_document(partner_id: int, document_id: int) -> None:
    """Look for what is odd in the lines that a document posted."""
    check_lines(scope_for_work(partner_id, "check posted lines"), document_id)


@task()
def resume_reports() -> int:
    """Take up what a crash has left; at the worker's start and every few minutes."""
    return len(resume_intake(system_scope_for("resume the intake")))


@task()
def watch_partner(partner_id: int) -> None:
    """Raise and close the alerts of one partner, as soon as something of it has changed."""
    watch_feeds(scope_for_work(partner_id, "watch the feeds"), partner_id)


@task(priority=-5)
def watch_every_feed() -> int:
    """Raise and close alerts of every partner, then tell people of the new ones; how many letters went out."""
    with system_scope(reason="find the partners to watch"):
        partner_ids = list(Partner.objects.filter(is_active=True).values_list("pk", flat=True))
    for partner_id in partner_ids:
        watch_feeds(scope_for_work(partner_id, "watch the feeds"), partner_id)
    return mail_alerts(system_scope_for("tell people of alerts"))


@task()
def tidy_up() -> None:
    """Keep the facts quick and the disk clean; once a night."""
    scope = system_scope_for("tidy up")
    tidy_facts(scope)
    sweep_stray_files(scope)


@task()
def sweep_staged_files() -> int:
    """Let go of staged files whose time is over; every hour."""
    return sweep_staged(system_scope_for("sweep staged files"))


def read_when_received(event: DocumentReceived) -> None:
    """Read a document in the background as soon as it is kept."""
    read_document.enqueue(event.partner_id, event.document_id)


def check_when_posted(event: ReportPosted) -> None:
    """Hold new lines against each other and against what was known before."""
    check_document.enqueue(event.partner_id, event.document_id)


def release_when_mapped(event: CodeMapped) -> None:
    """Post the parked lines that a new code gives a match."""
    release_lines.enqueue(event.partner_id)


def watch_when_posted(event: ReportPosted) -> None:
    """What was late may be here now: its alert should not wait for the next round."""
    with system_scope(reason="see whether the partner has a feed"):
        is_watched = Feed.objects.filter(partner_id=event.partner_id).exists()
    if is_watched:
        watch_partner.enqueue(event.partner_id)
