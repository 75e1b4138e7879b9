"""The wall: rows of a partner are reached inside a scope, and only those of the scope's partners."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import sql

from accounts.permissions import Permission

logger = logging.getLogger(__name__)


class ScopeMissing(Exception):
    """Rows of partners were asked for outside every scope. A mistake of ours, never of the user."""


class OutsideScope(Exception):
    """A row of a partner outside the scope was to be written. A mistake of ours, never of the user."""


class ActorKind(StrEnum):
    PERSON = "person"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, a machine client, or the portal itself with its reason as the name."""

    kind: ActorKind
    id: int | None
    name: str


@dataclass(frozen=True)
class Scope:
    """Whose rows may be reached, and what may be done with them.

    `is_everything` is said, never implied: an empty `partner_ids` reaches nothing.
    `partner_id` is the own organisation of a partner's person or machine, None for the manufacturer's people.
    """

    actor: Actor
    partner_ids: frozenset[int] = frozenset()
    is_everything: bool = False
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    partner_id: int | None = None

    def allows(self, partner_id: int | None) -> bool:
        return partner_id is not None and (self.is_everything or partner_id in self.partner_ids)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


_active: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope | None:
    """The scope that is active here, None outside every one."""
    return _active.get()


@contextmanager
def active(scope: Scope) -> Iterator[Scope]:
    """Make `scope` the one that rows are reached through."""
    if not isinstance(scope, Scope):
        raise ScopeMissing(f"{scope!r} is not a scope.")
    token = _active.set(scope)
    try:
        yield scope
    finally:
        _active.reset(token)


@contextmanager
def system_scope(*, reason: str) -> Iterator[Scope]:
    """Reach every partner's rows for work that no person asked for; `reason` is logged."""
    logger.info("system scope: %s", reason)
    with active(system_scope_for(reason)) as scope:
        yield scope


def system_scope_for(reason: str) -> Scope:
    """The scope of the portal itself: every partner, every permission."""
    return Scope(
        Actor(ActorKind.SYSTEM, None, reason), is_everything=True, permissions=frozenset(Permission)
    )


class _LockedQuery(sql.Query):
    """A query that was begun outside every scope: it can be refined, but never run.

    Every way to the database goes through a compiler, so this one lock holds for exists(),
    count(), subqueries and whatever Django adds next.
    """

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        raise ScopeMissing(f"{self.model.__name__} was asked for outside every scope.")  # type: ignore[union-attr]

    def chain(self, klass: Any = None) -> Any:
        if klass is not None and klass is not _LockedQuery:
            self.get_compiler()
        return super().chain(klass)


Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows of the scope's partners; made outside a scope it stays locked until used inside one."""

    partner_path = "partner_id"

    def _chain(self) -> Self:
        rows: Self = super()._chain()  # type: ignore[misc]
        scope = current_scope()
        if isinstance(rows.query, _LockedQuery) and scope is not None:
            # Form fields are made when a module is imported and asked again inside each request.
            rows.query.__class__ = sql.Query  # type: ignore[assignment]
            rows._narrow(scope)
        return rows

    def _clone(self) -> Self:
        rows: Self = super()._clone()  # type: ignore[misc]
        rows.partner_path = self.partner_path
        return rows

    def _narrow(self, scope: Scope) -> None:
        if not scope.is_everything:
            self.query.add_q(models.Q(**{f"{self.partner_path}__in": scope.partner_ids}))

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise ScopeMissing("Raw SQL can't be scoped.")

    def update(self, **changes: Any) -> int:
        if {"partner", "partner_id"} & changes.keys():
            raise OutsideScope("Rows don't change partner by update().")
        return super().update(**changes)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            refuse_outside(row)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(
        self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        rows = list(objs)
        for row in rows:
            refuse_outside(row)
        return super().bulk_update(rows, fields, batch_size)


def refuse_outside(row: models.Model) -> None:
    """Raise OutsideScope, or ScopeMissing, unless `row` belongs to a partner of the active scope."""
    scope = current_scope()
    if scope is None:
        raise ScopeMissing(f"{type(row).__name__} was written outside every scope.")
    if not scope.allows(getattr(row, "partner_id", None)):
        raise OutsideScope(f"{type(row).__name__} of a partner outside the scope.")


class ScopedManager(models.Manager[Row]):
    """The manager of every partner-owned model; `partner_path` leads to the partner's id."""

    partner_path = "partner_id"

    def get_queryset(self) -> ScopedQuerySet[Row]:
        scope = current_scope()
        query = None if scope is not None else _LockedQuery(self.model)
        rows: ScopedQuerySet[Row] = ScopedQuerySet(self.model, query=query, using=self._db)
        rows.partner_path = self.partner_path
        if scope is not None:
            rows._narrow(scope)
        return rows


class PartnerOwned(models.Model):
    """A row of one partner. Reading needs a scope; writing for a partner outside it is refused.

    A subclass with its own Meta inherits this one, so that forward keys and refresh_from_db are walled too.
    """

    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="+")
    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
    # Wagtail's index of references is kept by a task that knows no scope.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_outside(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_outside(self)
        return super().delete(*args, **kwargs)
