"""Wagtail's question "may this person do that to this model", answered from our one table of permissions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import Person
from accounts.permissions import PERMISSIONS, Permission
from accounts.rules.roles import Role
from accounts.selectors.scopes import scope_of
from accounts.tenancy import active


class RolePolicy(BasePermissionPolicy):
    """`edit` is needed to add, change and delete rows, `view` to look; None: nobody may.

    Which rows is not asked here: the wall answers that, before any policy.
    """

    def __init__(
        self, model: type[Model], *, view: Permission | None, edit: Permission | None
    ) -> None:
        super().__init__(model)
        self.view = view
        self.edit = edit

    def _needed(self, action: str) -> Permission | None:
        return self.view if action in {"view", "choose"} else self.edit

    def user_has_permission(self, user: Any, action: str) -> bool:
        needed = self._needed(action)
        if not isinstance(user, Person) or not user.is_active or user.is_partner_person:
            return False
        return needed in PERMISSIONS[Role(user.role)]

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if not self.user_has_permission(user, action):
            return False
        return not hasattr(instance, "partner_id") or scope_of(user).allows(instance.partner_id)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.none()
        if self.user_has_any_permission(user, actions):
            with active(scope_of(user)):
                rows = self.model._default_manager.all()
        return rows

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Person]:
        needed = {self._needed(action) for action in actions}
        roles = [role.value for role in Role if needed & PERMISSIONS[role]]
        return Person.objects.filter(is_active=True, partner=None, role__in=roles)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any
    ) -> list[Person]:
        return [
            person
            for person in self.users_with_any_permission(actions)
            if self.user_has_any_permission_for_instance(person, actions, instance)
        ]
