"""Make a person who can sign in."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.models import Person
from accounts.permissions import Permission
from accounts.rules.roles import PARTNER_ROLES, Role
from accounts.tenancy import Scope
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound


@dataclass(frozen=True)
class NewPerson:
    """Who is to be made; `partner_id` for a partner's person and for nobody else."""

    email: str
    name: str
    role: Role
    password: str
    partner_id: int | None = None
    language: str = ""


@action(Permission.MANAGE_COLLEAGUES)
def create_person(scope: Scope, new: NewPerson) -> Person:
    """Make a person. Partner administrators make people of their own organisation and no others.

    Raises Invalid for an address or password that won't do, Conflict for an address that is taken.
    """
    _refuse_beyond_reach(scope, new)
    person = Person(
        email=new.email.strip().lower(),
        name=new.name.strip(),
        partner_id=new.partner_id,
        language=new.language,
    )
    person.take_role(new.role)
    try:
        validate_email(person.email)
    except ValidationError:
        raise Invalid("email_wrong", _("This is not an e-mail address."), "email") from None
    try:
        validate_password(new.password, person)
    except ValidationError as problem:
        raise Invalid("password_weak", " ".join(problem.messages), "password") from None
    person.set_password(new.password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Conflict(
            "email_taken", _("Somebody with this address is here already."), "email"
        ) from None
    record_audit(scope, "create_person", person, role=person.role)
    return person


def _refuse_beyond_reach(scope: Scope, new: NewPerson) -> None:
    is_for_partner = new.role in PARTNER_ROLES
    if is_for_partner != (new.partner_id is not None):
        raise Invalid(
            "partner_role_mismatch",
            _("Partner roles need a partner, other roles have none."),
            "role",
        )
    if is_for_partner and not scope.allows(new.partner_id):
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    if not is_for_partner and not scope.may(Permission.MANAGE_PEOPLE):
        raise Forbidden(
            "role_not_yours_to_give", _("Only an administrator gives this role."), "role"
        )
