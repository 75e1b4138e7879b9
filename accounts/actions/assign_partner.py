"""Give a partner to a key-account manager, or share it with a colleague."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Assignment, Person
from accounts.permissions import Permission
from accounts.rules.roles import Role
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid, NotFound


@action(Permission.CONFIRM_KEY_ACCOUNTS)
def assign_partner(
    scope: Scope,
    person_id: int,
    partner_id: int,
    *,
    kind: Assignment.Kind = Assignment.Kind.MANAGER,
) -> Assignment:
    """From now on the person reaches the partner's rows. A new manager replaces the former one.

    Raises Invalid for somebody who is no key-account manager.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not scope.allows(partner_id):
        raise NotFound("not_found", _("There is no such person or partner."))
    if person.role != Role.KEY_ACCOUNT_MANAGER:
        raise Invalid(
            "not_a_manager", _("Only key-account managers have partners assigned."), "person"
        )
    if kind is Assignment.Kind.MANAGER:
        Assignment.objects.filter(partner_id=partner_id, kind=kind).exclude(person=person).delete()
    assignment, _made = Assignment.objects.update_or_create(
        person=person, partner_id=partner_id, defaults={"kind": kind}
    )
    record_audit(
        scope,
        "assign_partner",
        assignment,
        partner_id=partner_id,
        person=person.email,
        assigned_as=kind.value,
    )
    return assignment
