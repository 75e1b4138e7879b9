"""A manager reports a visit: what came of it, what is next, and what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from keyaccounts.actions.plan_visit import visitor_of
from keyaccounts.events import VisitRecorded
from keyaccounts.models import Account, PromiseMade, Visit
from keyaccounts.selectors.gates import account_for
from portal.kernel.clock import today
from portal.kernel.errors import Invalid
from portal.kernel.events import publish


@dataclass(frozen=True)
class Promised:
    """One promise of a visit; `side` is who promised."""

    text: str
    due_on: date | None = None
    side: str = PromiseMade.Side.OURS


@dataclass(frozen=True)
class VisitReport:
    """What a manager writes down in two minutes."""

    on: date
    outcome: str
    next_step: str = ""
    purpose: str = ""
    promises: Sequence[Promised] = ()


@action(Permission.PLAN_VISITS)
def record_visit(scope: Scope, code: str, report: VisitReport) -> Visit:
    """File the report. A visit planned by the same person for that day becomes the one done.

    Sent twice, the same report stays one visit with its promises once.
    """
    account = account_for(scope, code, lock=True)
    _judge(report)
    visitor_id = visitor_of(scope)
    same_day = Visit.objects.filter(
        partner_id=account.partner_id, visitor_id=visitor_id, on=report.on
    ).exclude(state=Visit.State.CANCELLED)
    visit = same_day.order_by("pk").first() or Visit(
        partner_id=account.partner_id, visitor_id=visitor_id, on=report.on
    )
    visit.state = Visit.State.DONE
    visit.outcome = report.outcome.strip()
    visit.next_step = report.next_step.strip()
    visit.purpose = report.purpose.strip() or visit.purpose
    visit.save()
    _keep_promises(visit, report)
    _take_next_step(account, visit)
    record_audit(
        scope, "record_visit", visit, on=report.on.isoformat(), promises=len(report.promises)
    )
    publish(VisitRecorded(account.partner_id, visit.pk))
    return visit


def _judge(report: VisitReport) -> None:
    if report.on > today():
        raise Invalid(
            "visit_ahead", _("Report a visit on its day or later; plan it until then."), "on"
        )
    if not report.outcome.strip():
        raise Invalid("outcome_missing", _("Write what came of the visit."), "outcome")


def _keep_promises(visit: Visit, report: VisitReport) -> None:
    for promised in report.promises:
        PromiseMade.objects.get_or_create(
            partner_id=visit.partner_id,
            visit=visit,
            side=promised.side,
            text=promised.text.strip(),
            defaults={"made_on": visit.on, "due_on": promised.due_on},
        )


def _take_next_step(account: Account, visit: Visit) -> None:
    """The account's next step is that of its latest visit; an older report filed late doesn't bring it back."""
    is_latest = not Visit.objects.filter(
        partner_id=account.partner_id, state=Visit.State.DONE, on__gt=visit.on
    ).exists()
    if visit.next_step and is_latest:
        account.next_step = visit.next_step
        account.save(update_fields=["next_step"])
