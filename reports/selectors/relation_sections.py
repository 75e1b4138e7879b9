"""People, promises, visits and complaints in a review."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keyaccounts.models import Complaint, PromiseMade, Visit
from keyaccounts.selectors.account_page import AccountPage
from portal.kernel.figure import Figure, Trust
from portal.kernel.period import Period
from reports.selectors.document import Cell, Column, Kind, Section, Table

ROWS_SHOWN = 8


def relation_section(page: AccountPage) -> Section:
    """Who is who, what was promised, and the visits of the period."""
    return Section(
        "relationship",
        _("Relationship and visits"),
        _relation_finding(page),
        figures=(last_visit_figure(page), _visits_figure(page), _promises_figure(page)),
        tables=(_people_table(page), _promise_table(page), _visit_table(page)),
    )


def complaint_section(page: AccountPage) -> Section:
    """Complaints open and received, with their age."""
    return Section(
        "complaints",
        _("Complaints"),
        _complaint_finding(page),
        figures=(open_complaints_figure(page), _received_figure(page)),
        tables=(_complaint_table(page),),
    )


def last_visit_figure(page: AccountPage) -> Figure:
    """How long nobody was there; not known where no visit was ever reported."""
    days = page.row.days_since_visit
    return Figure(
        "last_visit",
        _("Last visit"),
        days,
        _("visit reports"),
        page.today,
        unit="" if days is None else ngettext("day ago", "days ago", days),
        trust=Trust.UNKNOWN if days is None else Trust.GOOD,
    )


def open_complaints_figure(page: AccountPage) -> Figure:
    """Complaints open today, and how many were open on the like day a year before."""
    before = Period(page.today, page.today).year_before().last_day
    since = min((each.received_on for each in page.complaints), default=None)
    return Figure(
        "open_complaints",
        _("Open complaints"),
        len(page.open_complaints),
        _("complaints on record"),
        page.today,
        before=None if since is None or since > before else len(_open_on(page, before)),
    )


def _open_on(page: AccountPage, day: date) -> list[Complaint]:
    return [
        each
        for each in page.complaints
        if each.received_on <= day and (each.closed_on is None or each.closed_on > day)
    ]


def _received_figure(page: AccountPage) -> Figure:
    days = [each.received_on for each in page.complaints]
    return Figure(
        "received_complaints",
        _("Complaints received in the period"),
        sum(1 for day in days if day in page.period),
        _("complaints on record"),
        page.period.last_day,
        before=_counted_before(days, page.period),
    )


def _counted_before(days: list[date], period: Period) -> int | None:
    """How many fell into the like period a year before; None when the record begins after it."""
    before = period.year_before()
    if not days or min(days) > before.last_day:
        return None
    return sum(1 for day in days if day in before)


def _visits_figure(page: AccountPage) -> Figure:
    days = list(
        Visit.objects.filter(
            partner_id__in=page.partner_ids, state=Visit.State.DONE, on__lte=page.today
        )
        .order_by("on")
        .values_list("on", flat=True)
    )
    return Figure(
        "visits",
        _("Visits in the period"),
        sum(1 for day in days if day in page.period),
        _("visit reports"),
        page.period.last_day,
        before=_counted_before(days, page.period),
    )


def _promises_figure(page: AccountPage) -> Figure:
    ours = [each for each in page.open_promises if each.side == PromiseMade.Side.OURS]
    late = sum(1 for each in ours if each.due_on and each.due_on < page.today)
    return Figure(
        "promises",
        _("Our open promises"),
        len(ours),
        _("visit reports"),
        page.today,
        note=ngettext("%(count)d of them late", "%(count)d of them late", late) % {"count": late}
        if late
        else "",
    )


def _relation_finding(page: AccountPage) -> str:
    sponsors = sum(1 for each in page.contacts if each.attitude == "sponsor")
    sentences = [
        ngettext("%(count)d person is known there", "%(count)d people are known there", known)
        % {"count": known}
        if (known := len(page.contacts))
        else _("Nobody is known there yet"),
        ngettext("%(count)d of them is a sponsor", "%(count)d of them are sponsors", sponsors)
        % {"count": sponsors}
        if known and sponsors
        else "",
        _visit_words(page.row.days_since_visit),
    ]
    return _("; ").join(sentence for sentence in sentences if sentence) + _(".")


def _visit_words(days: int | None) -> str:
    if days is None:
        return _("no visit is on record")
    if days == 0:
        return _("visited today")
    return ngettext("last visited %(count)d day ago", "last visited %(count)d days ago", days) % {
        "count": days
    }


def _people_table(page: AccountPage) -> Table:
    return Table(
        "people",
        _("Who is who"),
        (
            Column(_("name"), Kind.TEXT),
            Column(_("role"), Kind.TEXT, is_wide=True),
            Column(_("influence"), Kind.TEXT),
            Column(_("attitude"), Kind.TEXT),
        ),
        tuple(
            (
                each.name,
                each.role or None,
                each.get_influence_display() or None,
                each.get_attitude_display() or None,
            )
            for each in page.contacts
        ),
        _("contacts kept by the account's manager"),
        page.today,
        empty=_("Nobody is known there yet: ask who decides, advises and uses."),
    )


def _promise_table(page: AccountPage) -> Table:
    ahead = sorted(page.open_promises, key=lambda each: (each.due_on or date.max, each.made_on))
    rows: list[tuple[Cell, ...]] = [
        (each.text, each.get_side_display(), each.made_on, each.due_on, _state(each, page.today))
        for each in ahead[:ROWS_SHOWN]
    ]
    return Table(
        "promises",
        _("Open promises"),
        (
            Column(_("promise"), Kind.TEXT, is_wide=True),
            Column(_("whose"), Kind.TEXT),
            Column(_("made"), Kind.DAY),
            Column(_("due"), Kind.DAY),
            Column(_("state"), Kind.TEXT),
        ),
        tuple(rows),
        _("visit reports"),
        page.today,
        note=_left_out(len(ahead)),
        empty=_("No promise is open."),
    )


def _state(promise: PromiseMade, today: date) -> str:
    if promise.due_on is not None and promise.due_on < today:
        return _("late")
    return _("open")


def _visit_table(page: AccountPage) -> Table:
    done = [
        each for each in page.visits if each.state == Visit.State.DONE and each.on in page.period
    ]
    return Table(
        "visits",
        _("Visits in the period"),
        (
            Column(_("date"), Kind.DAY),
            Column(_("visitor"), Kind.TEXT),
            Column(_("outcome"), Kind.TEXT, is_wide=True),
            Column(_("next step"), Kind.TEXT, is_wide=True),
        ),
        tuple(
            (
                each.on,
                str(each.visitor),
                each.outcome or each.purpose or None,
                each.next_step or None,
            )
            for each in done[:ROWS_SHOWN]
        ),
        _("visit reports"),
        page.period.last_day,
        note=_left_out(len(done)),
        empty=_("No visit was reported in this period."),
    )


def _complaint_finding(page: AccountPage) -> str:
    count = len(page.open_complaints)
    if not count:
        return _("No complaint is open.")
    oldest = max((page.today - each.received_on).days for each in page.open_complaints)
    words = ngettext("%(count)d complaint is open", "%(count)d complaints are open", count)
    age = ngettext("the oldest for %(days)d day", "the oldest for %(days)d days", oldest)
    return words % {"count": count} + _(", ") + age % {"days": oldest} + _(".")


def _complaint_table(page: AccountPage) -> Table:
    rows = [
        each
        for each in page.complaints
        if each.closed_on is None or each.received_on in page.period
    ]
    rows.sort(key=lambda each: (each.closed_on is not None, each.received_on))
    return Table(
        "complaints",
        _("Open, and received in the period"),
        (
            Column(_("received"), Kind.DAY),
            Column(_("subject"), Kind.TEXT, is_wide=True),
            Column(_("product"), Kind.TEXT),
            Column(_("measure"), Kind.TEXT, is_wide=True),
            Column(_("closed"), Kind.DAY),
            Column(_("days open")),
        ),
        tuple(_complaint_row(each, page.today) for each in rows[:ROWS_SHOWN]),
        _("complaints on record"),
        page.today,
        note=_left_out(len(rows)),
        empty=_("No complaint is open, and none was received in the period."),
    )


def _complaint_row(complaint: Complaint, today: date) -> tuple[Cell, ...]:
    until = complaint.closed_on or today
    return (
        complaint.received_on,
        complaint.subject,
        complaint.product_code or None,
        complaint.measure or None,
        complaint.closed_on,
        (until - complaint.received_on).days,
    )


def _left_out(count: int) -> str:
    """Says how many rows there are beyond those shown; empty when all are."""
    if count <= ROWS_SHOWN:
        return ""
    return _("the first %(shown)d of %(count)d") % {"shown": ROWS_SHOWN, "count": count}
