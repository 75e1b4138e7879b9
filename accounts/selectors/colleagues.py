"""The people of a partner, and those of the manufacturer."""

from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound


@question(Permission.MANAGE_COLLEAGUES)
def colleagues_of(scope: Scope, partner_id: int) -> list[Person]:
    """People of one partner of the scope, active ones first."""
    if not scope.allows(partner_id):
        return []
    return list(Person.objects.filter(partner_id=partner_id).order_by("-is_active", "name"))


def person_for(scope: Scope, person_id: int) -> Person:
    """One person through the gate: of a partner in scope, or anyone for who manages people.

    Raises NotFound for foreign and absent alike.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not (
        scope.may(Permission.MANAGE_PEOPLE)
        or (person.partner_id is not None and scope.allows(person.partner_id))
    ):
        raise NotFound("person_not_found", _("There is no such person."))
    return person
