"""Which accounts need somebody this week, and why: the first page of a manager."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from keyaccounts.models import Complaint, PromiseMade
from keyaccounts.rules.attention import Need, Needs, Signal, falling, visit_due, weighed
from keyaccounts.rules.next_order import next_order
from keyaccounts.rules.timing import last_twelve_months
from keyaccounts.selectors.key_accounts import FRESH_DAYS, KeyAccountRow, rows_of
from keyaccounts.selectors.ledger import Ledger
from keyaccounts.selectors.purchases import orders_by_partner
from portal.kernel.clock import today
from portal.kernel.period import Period

# A week ahead counts as this week: what is due by then is to be done now.
AHEAD = timedelta(days=7)
# Purchases are compared over the last quarter of a year: shorter and one order decides, longer and it is old.
COMPARED_DAYS = 91


@dataclass(frozen=True)
class AccountNeeds:
    """An account with its reasons, gravest first."""

    row: KeyAccountRow
    needs: Needs


@dataclass(frozen=True)
class ThisWeek:
    """Accounts with at least one reason, the most pressing first; `quiet` is how many have none."""

    today: date
    accounts: tuple[AccountNeeds, ...]
    quiet: int


@question(Permission.VIEW_ACCOUNTS)
def this_week(scope: Scope) -> ThisWeek:
    """The accounts of the scope that need somebody, ranked; constant in queries."""
    now = today()
    rows, ledger, _ = rows_of(scope, last_twelve_months(now))
    needing = needs_of(rows, ledger, now)
    return ThisWeek(now, needing, len(rows) - len(needing))


def needs_of(
    rows: tuple[KeyAccountRow, ...], ledger: Ledger, now: date
) -> tuple[AccountNeeds, ...]:
    """The rows with at least one reason, the most pressing first; what they are of now is no matter of the period."""
    found: dict[int, list[Signal]] = defaultdict(list)
    for source in (_order_signals, _promise_signals, _complaint_signals):
        for partner_id, signals in source(now).items():
            found[partner_id].extend(signals)
    ids = {partner.code: partner_id for partner_id, partner in ledger.partners.items()}
    needing = []
    for row in rows:
        codes = (row.code, *(member.code for member in row.members))
        signals = [signal for code in codes for signal in found[ids[code]]]
        needs = weighed([*signals, *_row_signals(row)], row.value_class)
        if needs.signals:
            needing.append(AccountNeeds(row, needs))
    needing.sort(key=lambda each: (-each.needs.score, each.row.code))
    return tuple(needing)


def _row_signals(row: KeyAccountRow) -> list[Signal]:
    signals = []
    if row.stock_alerts:
        signals.append(Signal(Need.STOCK_OUT, count=row.stock_alerts))
    visit = visit_due(row.value_class, row.days_since_visit, is_planned=bool(row.visits.next_on))
    if visit is not None:
        signals.append(visit)
    if row.data_age is not None and row.data_age > FRESH_DAYS:
        signals.append(Signal(Need.DATA_LATE, days=row.data_age, on=row.data_until))
    return signals


def _order_signals(now: date) -> dict[int, list[Signal]]:
    """Orders due by rhythm, and purchases that fall, from one list of orders."""
    recent = Period.ending(now, days=COMPARED_DAYS)
    like = recent.year_before()
    found: dict[int, list[Signal]] = defaultdict(list)
    for partner_id, orders in orders_by_partner(now).items():
        due = next_order((day, pieces) for day, pieces, _ in orders)
        if due is not None and due.days_late(now) > 0:
            late = due.days_late(now)
            found[partner_id].append(Signal(Need.ORDER_OVERDUE, days=late, on=due.due_on))
        elif due is not None and due.due_on <= now + AHEAD:
            found[partner_id].append(Signal(Need.ORDER_DUE, on=due.due_on))
        bought = sum((value for day, _, value in orders if day in recent), Decimal(0))
        before = sum((value for day, _, value in orders if day in like), Decimal(0))
        less = falling(bought, before)
        if less is not None:
            found[partner_id].append(less)
    return found


def _promise_signals(now: date) -> dict[int, list[Signal]]:
    """Our own promises that are due within the week or late."""
    found: dict[int, list[Signal]] = defaultdict(list)
    promises = PromiseMade.objects.filter(
        side=PromiseMade.Side.OURS, kept_on__isnull=True, due_on__lte=now + AHEAD
    )
    for promise in promises:
        if promise.due_on is None:
            continue
        late = max(0, (now - promise.due_on).days)
        found[promise.partner_id].append(
            Signal(Need.PROMISE_DUE, days=late, on=promise.due_on, text=promise.text)
        )
    return found


def _complaint_signals(now: date) -> dict[int, list[Signal]]:
    found: dict[int, list[Signal]] = defaultdict(list)
    for complaint in Complaint.objects.filter(closed_on__isnull=True):
        age = max(0, (now - complaint.received_on).days)
        found[complaint.partner_id].append(
            Signal(Need.COMPLAINT, days=age, on=complaint.received_on, text=complaint.subject)
        )
    return found
