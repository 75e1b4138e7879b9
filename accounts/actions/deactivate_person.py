"""A person leaves: no sign-in any more, nothing of what they did is lost."""

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Person
from accounts.permissions import Permission
from accounts.selectors.colleagues import person_for
from accounts.tenancy import Scope
from portal.kernel.errors import Invalid


@action(Permission.MANAGE_COLLEAGUES)
def deactivate_person(scope: Scope, person_id: int) -> Person:
    """Switch a colleague off. Raises Invalid for oneself: somebody must be left to undo it."""
    person = person_for(scope, person_id)
    if person.pk == scope.actor.id:
        raise Invalid("not_yourself", _("You can't switch yourself off; ask a colleague."))
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        record_audit(scope, "deactivate_person", person)
    return person
