"""What one colleague learned about a person at an account, for the next one."""

import re
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from keyaccounts.models import Contact
from keyaccounts.selectors.gates import account_for, contact_for
from portal.kernel.errors import Invalid

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True)
class ContactNotes:
    """What is known of a person; empty is not known."""

    name: str
    role: str = ""
    influence: str = ""
    attitude: str = ""
    phone: str = ""
    email: str = ""
    preferred_channel: str = ""
    birthday: str = ""
    likes: str = ""


@action(Permission.EDIT_ACCOUNTS)
def note_contact(
    scope: Scope, code: str, notes: ContactNotes, *, contact_id: int | None = None
) -> Contact:
    """Add a contact, or with `contact_id` write the notes over one of this account."""
    account = account_for(scope, code, lock=True)
    if not notes.name.strip():
        raise Invalid("name_missing", _("Write the person's name."), "name")
    if notes.birthday and not _MONTH_DAY.fullmatch(notes.birthday):
        raise Invalid("birthday_shape", _("Write month and day, such as 03-21."), "birthday")
    contact = Contact(partner_id=account.partner_id)
    if contact_id is not None:
        contact = contact_for(scope, contact_id, lock=True)
        if contact.partner_id != account.partner_id:
            raise Invalid("contact_elsewhere", _("This person belongs to another account."))
    for name, value in asdict(notes).items():
        setattr(contact, name, value.strip())
    contact.save()
    record_audit(scope, "note_contact", contact, name=contact.name)
    return contact
