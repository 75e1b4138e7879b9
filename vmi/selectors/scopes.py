"""Scopes for work that no signed-in person does: background tasks and the command line."""

from accounts.permissions import Permission
from accounts.tenancy import Actor, ActorKind, Scope


def scope_for_work(partner_id: int, reason: str) -> Scope:
    """What a task or command may reach: one partner, every permission; `reason` is written down with what it does."""
    return Scope(
        Actor(ActorKind.SYSTEM, None, reason),
        frozenset({partner_id}),
        permissions=frozenset(Permission),
    )
