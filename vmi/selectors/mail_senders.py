"""Whose report a mail is: by the address that it comes from, and where a partner wants it, a token."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from accounts.models import Person
from accounts.permissions import Permission
from accounts.rules.keys import hash_of
from accounts.selectors.scopes import scope_of
from accounts.tenancy import Scope, system_scope
from vmi.models import MailAddress
from vmi.selectors.scopes import scope_for_work


@dataclass(frozen=True)
class MailSender:
    """Who sends, what they may reach, and in which language they are answered."""

    partner_id: int
    address: str
    scope: Scope
    language: str


def sender_of(address: str, recipients: Collection[str]) -> MailSender | None:
    """The sender with this address; None for nobody of a partner, and where the partner's token is missing."""
    if not address:
        return None
    with system_scope(reason="find the sender of a mail"):
        sender = _person(address) or _system(address)
        if sender is None or not _has_token(sender.partner_id, recipients):
            return None
        return sender


def _person(address: str) -> MailSender | None:
    person = (
        Person.objects.filter(email__iexact=address, is_active=True, partner__is_active=True)
        .select_related("partner")
        .first()
    )
    if person is None or person.partner_id is None:
        return None
    scope = scope_of(person)
    if not scope.may(Permission.SUBMIT_REPORTS):
        return None
    language = person.language or settings.LANGUAGE_CODE
    return MailSender(person.partner_id, address, scope, language)


def _system(address: str) -> MailSender | None:
    known = MailAddress.objects.filter(address__iexact=address, partner__is_active=True).first()
    if known is None:
        return None
    scope = scope_for_work(known.partner_id, f"mail of {address}")
    return MailSender(known.partner_id, address, scope, settings.LANGUAGE_CODE)


def _has_token(partner_id: int, recipients: Collection[str]) -> bool:
    """Whether the mail is addressed to the partner's token; a partner without one needs none."""
    hashes = set(
        MailAddress.objects.filter(partner_id=partner_id)
        .exclude(token_hash="")
        .values_list("token_hash", flat=True)
    )
    given = {part for recipient in recipients if (part := _plus_part(recipient))}
    return not hashes or bool(hashes & {hash_of(token) for token in given})


def _plus_part(address: str) -> str:
    """What stands behind the plus of reports+TOKEN@example.com; empty when nothing does."""
    return address.rpartition("@")[0].partition("+")[2]


def own_address() -> str:
    """The address that the mailbox receives under, and answers from."""
    return str(settings.MAILBOX_ADDRESS or settings.DEFAULT_FROM_EMAIL)
