"""Who is written to about a partner's alerts."""

from collections.abc import Collection

from accounts.models import Assignment, Person
from accounts.permissions import PERMISSIONS, Permission
from accounts.rules.roles import PARTNER_ROLES, Role


def readers_of(partner_ids: Collection[int]) -> dict[int, frozenset[Person]]:
    """For each partner its own active people, and those of ours whom it is assigned to.

    Those who see every partner (supervisors, planners, executives) look at the page instead; only
    people who may read reports are written to.
    """
    found: dict[int, set[Person]] = {partner_id: set() for partner_id in partner_ids}
    own = Person.objects.filter(
        partner_id__in=partner_ids, is_active=True, role__in=[role.value for role in PARTNER_ROLES]
    )
    for person in own:
        if person.partner_id is not None and _may_read(person):
            found[person.partner_id].add(person)
    assigned = Assignment.objects.filter(
        partner_id__in=partner_ids, person__is_active=True, person__partner=None
    ).select_related("person")
    for assignment in assigned:
        if _may_read(assignment.person):
            found[assignment.partner_id].add(assignment.person)
    return {partner_id: frozenset(people) for partner_id, people in found.items()}


def _may_read(person: Person) -> bool:
    return bool(person.email) and Permission.VIEW_REPORTS in PERMISSIONS[Role(person.role)]
