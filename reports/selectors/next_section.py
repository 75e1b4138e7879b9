"""What is next with the account: what to do now, gravest first, and which orders to expect."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from keyaccounts.models import PromiseMade
from keyaccounts.rules.attention import visit_due
from keyaccounts.selectors.account_page import AccountPage
from keyaccounts.selectors.key_accounts import FRESH_DAYS
from keyaccounts.selectors.wording import SURENESS_WORDS
from portal.kernel.numbers import day_in_words, short_in_words
from reports.selectors.document import Cell, Column, Kind, Place, Section, Table


@dataclass(frozen=True)
class Step:
    """One thing to do; `tone` is act, watch or accent."""

    text: str
    due_on: date | None
    tone: str


def next_section(page: AccountPage, steps: tuple[Step, ...]) -> Section:
    """The steps, and the orders expected."""
    return Section(
        "next",
        _("What is next"),
        _finding(page),
        tables=(_step_table(page, steps), _due_table(page)),
    )


def steps_of(page: AccountPage, running_low: int | None) -> tuple[Step, ...]:
    """What to do about the account, gravest first; `running_low` is how many positions run out."""
    steps = [step for source in _SOURCES for step in source(page)]
    return (*_stock_steps(running_low or 0, page), *steps)


def _stock_steps(count: int, page: AccountPage) -> Iterator[Step]:
    if not count:
        return
    words = ngettext(
        "Offer a delivery: %(count)d product at a place runs out before it could be replaced.",
        "Offer a delivery: %(count)d products at places run out before they could be replaced.",
        count,
    )
    yield Step(words % {"count": count}, page.today, "act")


def _complaint_steps(page: AccountPage) -> Iterator[Step]:
    for complaint in sorted(page.open_complaints, key=lambda each: each.received_on)[:2]:
        days = (page.today - complaint.received_on).days
        words = ngettext(
            "Settle the complaint “%(subject)s”, open for %(days)d day.",
            "Settle the complaint “%(subject)s”, open for %(days)d days.",
            days,
        )
        yield Step(words % {"subject": complaint.subject, "days": days}, None, "act")


def _promise_steps(page: AccountPage) -> Iterator[Step]:
    ours = [each for each in page.open_promises if each.side == PromiseMade.Side.OURS]
    for promise in sorted(ours, key=lambda each: each.due_on or date.max)[:2]:
        is_late = promise.due_on is not None and promise.due_on < page.today
        words = (
            _("Keep our promise, which is late: %(promise)s.")
            if is_late
            else _("Keep our promise: %(promise)s.")
        )
        yield Step(
            words % {"promise": promise.text.rstrip(".。")},
            promise.due_on,
            "act" if is_late else "accent",
        )


def _order_steps(page: AccountPage) -> Iterator[Step]:
    due = page.purchases.order_due
    if due is None:
        return
    late = due.days_late(page.today)
    if late:
        words = ngettext(
            "Ask for the order that is %(days)d day late by its usual rhythm.",
            "Ask for the order that is %(days)d days late by its usual rhythm.",
            late,
        )
        yield Step(words % {"days": late}, due.due_on, "watch")
        return
    yield Step(_("Expect the next order, by its usual rhythm."), due.due_on, "accent")


def _visit_steps(page: AccountPage) -> Iterator[Step]:
    planned = page.next_visit
    if planned is not None:
        words = _("Visit as planned: %(purpose)s.") if planned.purpose else _("Visit as planned.")
        yield Step(words % {"purpose": planned.purpose.rstrip(".。")}, planned.on, "accent")
        return
    due = visit_due(page.row.value_class, page.row.days_since_visit, is_planned=False)
    if due is not None:
        words = _("Plan a visit: a class %(value_class)s account is due for one.")
        yield Step(words % {"value_class": page.row.value_class.value}, None, "watch")


def _growth_steps(page: AccountPage) -> Iterator[Step]:
    headroom = page.row.measures.headroom
    if headroom is None or headroom.value is None or headroom.value.amount <= 0:
        return
    words = _("Go for the target share: it would bring %(value)s more in such a period.")
    yield Step(
        words % {"value": short_in_words(headroom.value, get_language() or "en")}, None, "accent"
    )


def _data_steps(page: AccountPage) -> Iterator[Step]:
    age = page.row.data_age
    if age is None:
        yield Step(_("Ask for activity reports: none has been posted yet."), None, "watch")
    elif age > FRESH_DAYS:
        words = ngettext(
            "Ask for activity reports: the newest ends %(days)d day ago.",
            "Ask for activity reports: the newest ends %(days)d days ago.",
            age,
        )
        yield Step(words % {"days": age}, None, "watch")


def _own_steps(page: AccountPage) -> Iterator[Step]:
    if page.account.next_step:
        words = _("As noted by its manager: %(step)s.")
        yield Step(words % {"step": page.account.next_step.rstrip(".。")}, None, "accent")


_SOURCES = (
    _complaint_steps,
    _promise_steps,
    _order_steps,
    _visit_steps,
    _own_steps,
    _growth_steps,
    _data_steps,
)


def _finding(page: AccountPage) -> str:
    due = page.purchases.order_due
    if due is None:
        return _("Too few orders are on record to tell when the next one comes.")
    return _("The next order is expected about %(day)s; we are %(sureness)s.") % {
        "day": day_in_words(due.due_on, get_language() or "en"),
        "sureness": SURENESS_WORDS[due.sureness],
    }


def _step_table(page: AccountPage, steps: tuple[Step, ...]) -> Table:
    rows: list[tuple[Cell, ...]] = [(step.text, step.due_on) for step in steps]
    return Table(
        "steps",
        _("What to do now"),
        (Column(_("step"), Kind.TEXT, is_wide=True), Column(_("due"), Kind.DAY)),
        tuple(rows),
        _("stock reports, complaints, promises, orders and visits on record"),
        page.today,
        empty=_("Nothing is waiting."),
        place=Place.FRONT,
    )


def _due_table(page: AccountPage) -> Table:
    return Table(
        "orders_due",
        _("Orders expected, by product"),
        (
            Column(_("code"), Kind.TEXT),
            Column(_("product"), Kind.TEXT, is_wide=True),
            Column(_("about"), Kind.DAY),
            Column(_("usual quantity")),
            Column(_("how sure"), Kind.TEXT),
        ),
        tuple(
            (
                row.code,
                row.name,
                row.due.due_on,
                row.quantity,
                str(SURENESS_WORDS[row.due.sureness]),
            )
            for row in page.purchases.products_due
        ),
        _("our orders: the median interval after the last one"),
        page.today,
        empty=_("Too few orders are on record to tell when the next one comes."),
    )
