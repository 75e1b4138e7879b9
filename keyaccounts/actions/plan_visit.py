"""A manager plans a visit."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import ActorKind, Scope
from keyaccounts.models import Visit
from keyaccounts.selectors.gates import account_for
from portal.kernel.clock import today
from portal.kernel.errors import Invalid


@action(Permission.PLAN_VISITS)
def plan_visit(scope: Scope, code: str, *, on: date, purpose: str = "") -> Visit:
    """Plan a visit today or later; a second plan for the same day by the same person changes its purpose."""
    account = account_for(scope, code, lock=True)
    if on < today():
        raise Invalid(
            "visit_in_the_past", _("Plan a visit for today or later, or record one."), "on"
        )
    visitor_id = visitor_of(scope)
    visit = Visit.objects.filter(
        partner_id=account.partner_id, visitor_id=visitor_id, on=on, state=Visit.State.PLANNED
    ).first() or Visit(partner_id=account.partner_id, visitor_id=visitor_id, on=on)
    visit.purpose = purpose.strip()
    visit.save()
    record_audit(scope, "plan_visit", visit, on=on.isoformat())
    return visit


def visitor_of(scope: Scope) -> int:
    """The person who acts. Raises Invalid for machines: only people visit."""
    if scope.actor.kind is not ActorKind.PERSON or scope.actor.id is None:
        raise Invalid("visitor_missing", _("Only a person can visit."))
    return scope.actor.id
