"""Makes the cast of the example, and gives the accounts to their managers."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.hashers import make_password

from accounts.actions.base import action
from accounts.models import Assignment, Partner, Person
from accounts.permissions import Permission
from accounts.tenancy import Scope
from reports.demo.people import CAST, DEMONSTRATION_PASSWORD, CastMember


@action(Permission.MANAGE_PEOPLE)
def load_demo_people(
    _scope: Scope, partners: Mapping[str, Partner], cast: Iterable[CastMember] = CAST
) -> dict[str, Person]:
    """The cast by key. One hash serves them all: they share the password that is printed anyway."""
    password = make_password(DEMONSTRATION_PASSWORD)
    found = {}
    for member in cast:
        partner = partners[member.partner] if member.partner else None
        person = Person(email=member.email, name=member.name, partner=partner)
        person.take_role(member.role)
        person.password = password
        person.save()
        found[member.key] = person
    return found


@action(Permission.CONFIRM_KEY_ACCOUNTS)
def assign_demo_accounts(_scope: Scope, managed: Iterable[tuple[Person, Partner]]) -> None:
    Assignment.objects.bulk_create(
        Assignment(person=person, partner=partner) for person, partner in managed
    )
