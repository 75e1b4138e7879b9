"""Who asks the API: a person with a session, or a partner's system with its key."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.http import HttpRequest
from graphql import GraphQLResolveInfo

from accounts.actions.note_client_use import note_client_use
from accounts.selectors.clients import client_of_key
from accounts.selectors.scopes import scope_of_client
from accounts.tenancy import Scope, active

_BEARER = "bearer "


@dataclass(frozen=True)
class ScopeCaller:
    """A caller inside a scope; `key` names tenant and caller, so that nobody drains another's points."""

    scope: Scope
    is_machine: bool

    @property
    def key(self) -> str:
        return f"{self.scope.partner_id}:{self.scope.actor.kind}:{self.scope.actor.id}"

    def enter(self) -> AbstractContextManager[Scope]:
        return active(self.scope)


def caller_of(request: HttpRequest) -> ScopeCaller | None:
    """The caller of a request; with an Authorization header only the key in it counts."""
    header = request.headers.get("Authorization", "")
    if header:
        return _machine(header)
    scope: Scope | None = getattr(request, "scope", None)
    return ScopeCaller(scope, is_machine=False) if scope is not None else None


def _machine(header: str) -> ScopeCaller | None:
    if not header.lower().startswith(_BEARER):
        return None
    client = client_of_key(header[len(_BEARER) :].strip())
    if client is None:
        return None
    scope = scope_of_client(client)
    note_client_use(scope, client)
    return ScopeCaller(scope, is_machine=True)


def scope_of_info(info: GraphQLResolveInfo) -> Scope:
    """The scope that a resolver asks and acts in."""
    scope: Scope = info.context.caller.scope
    return scope
