"""From who asks to what they may reach."""

from accounts.models import Assignment, MachineClient, Person
from accounts.permissions import CLIENT_SCOPES, PERMISSIONS
from accounts.rules.roles import ALL_SEEING_ROLES, Role
from accounts.tenancy import Actor, ActorKind, Scope


def scope_of(person: Person) -> Scope:
    """What a person may reach and do, by role; nothing for one who is not active."""
    actor = Actor(ActorKind.PERSON, person.pk, str(person))
    if not person.is_active:
        return Scope(actor)
    role = Role(person.role)
    permissions = PERMISSIONS[role]
    if person.partner_id is not None:
        return Scope(
            actor,
            frozenset({person.partner_id}),
            permissions=permissions,
            partner_id=person.partner_id,
        )
    if role in ALL_SEEING_ROLES:
        return Scope(actor, is_everything=True, permissions=permissions)
    assigned = Assignment.objects.filter(person=person).values_list("partner_id", flat=True)
    return Scope(actor, frozenset(assigned), permissions=permissions)


def scope_of_client(client: MachineClient) -> Scope:
    """What a machine may reach and do: its own partner, by the scopes of its key."""
    permissions = frozenset(
        permission for name in client.scopes for permission in CLIENT_SCOPES.get(name, frozenset())
    )
    return Scope(
        Actor(ActorKind.CLIENT, client.pk, client.name),
        frozenset({client.partner_id}),
        permissions=permissions,
        partner_id=client.partner_id,
    )
