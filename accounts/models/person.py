"""People who sign in, on either side of the table."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.rules.roles import PARTNER_ROLES, Role


class RoleChoice(models.TextChoices):
    """The roles with their names for people."""

    KEY_ACCOUNT_MANAGER = Role.KEY_ACCOUNT_MANAGER.value, _("key-account manager")
    SUPERVISOR = Role.SUPERVISOR.value, _("sales supervisor")
    PLANNER = Role.PLANNER.value, _("planner")
    EXECUTIVE = Role.EXECUTIVE.value, _("executive")
    ADMINISTRATOR = Role.ADMINISTRATOR.value, _("administrator")
    PARTNER_BUYER = Role.PARTNER_BUYER.value, _("partner buyer")
    PARTNER_ADMINISTRATOR = Role.PARTNER_ADMINISTRATOR.value, _("partner administrator")


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_superuser(self, email: str, password: str, **fields: Any) -> "Person":
        """For `createsuperuser`, the way in on a machine without people yet."""
        person = Person(email=self.normalize_email(email), **fields)
        person.take_role(Role.ADMINISTRATOR)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractUser):
    """One person with one role; a partner's person belongs to exactly one partner."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=30, choices=RoleChoice.choices)
    partner = models.ForeignKey(
        "accounts.Partner",
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="partner_people_have_a_partner",
                condition=models.Q(role__in=sorted(PARTNER_ROLES), partner__isnull=False)
                | models.Q(~models.Q(role__in=sorted(PARTNER_ROLES)), partner__isnull=True),
            ),
            # Django and Wagtail ask and filter by these two flags; they may not tell another story than the role.
            models.CheckConstraint(
                name="flags_follow_the_role",
                condition=models.Q(role=Role.ADMINISTRATOR.value, is_superuser=True, is_staff=True)
                | models.Q(role__in=sorted(PARTNER_ROLES), is_superuser=False, is_staff=False)
                | models.Q(
                    ~models.Q(role__in=sorted([*PARTNER_ROLES, Role.ADMINISTRATOR])),
                    is_superuser=False,
                    is_staff=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_partner_person(self) -> bool:
        return self.role in PARTNER_ROLES

    def take_role(self, role: Role) -> None:
        """Set the role and the two flags that Django and Wagtail read; the caller saves."""
        self.role = role.value
        self.is_superuser = role is Role.ADMINISTRATOR
        self.is_staff = role not in PARTNER_ROLES

    def has_perm(self, perm: str, obj: object = None) -> bool:
        if not self.is_active:
            return False
        if perm == "wagtailadmin.access_admin":
            return self.is_staff
        return self.is_superuser or super().has_perm(perm, obj)  # type: ignore[arg-type]


def person_name(person: Person) -> str:
    """How allauth calls a person on its pages."""
    return str(person)


class Assignment(models.Model):
    """Which key-account manager looks after a partner, or has it shared with him.

    Shared model: it is what scopes are made from, so it is read before there is one.
    """

    class Kind(models.TextChoices):
        MANAGER = "manager", _("manages")
        SHARED = "shared", _("shared")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    partner = models.ForeignKey("accounts.Partner", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MANAGER)

    class Meta:
        verbose_name = _("assignment")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "partner"], name="one_assignment_per_person_and_partner"
            ),
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(kind="manager"),
                name="one_manager_per_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.partner_id}"
