"""Staged files through the gate, and the token that opens the address of one."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope, system_scope
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from vmi.models import StagedFile

# A fixed start lets secret scanners find a token that slipped into a log.
_TOKEN_START = "tandemput_"  # noqa: S105  (no secret)


@question(Permission.SUBMIT_REPORTS)
def staged_for(scope: Scope, staged_id: int) -> StagedFile:
    """The staged file. Raises NotFound for foreign, absent and expired ones alike."""
    staged = StagedFile.objects.filter(pk=staged_id, expires_at__gt=now()).first()
    if staged is None:
        raise not_found()
    return staged


def staged_of_token(public_id: uuid.UUID, token: str) -> StagedFile:
    """The staged file at this address, for whoever has its token.

    Raises NotFound alike for a wrong token, an absent file and an expired one.
    """
    with system_scope(reason="find the staged file of a presented token"):
        staged = StagedFile.objects.filter(
            public_id=public_id, expires_at__gt=now(), partner__is_active=True
        ).first()
    expected = token_of(public_id)
    if not constant_time_compare(token, expected) or staged is None:
        raise not_found()
    return staged


def token_of(public_id: uuid.UUID) -> str:
    """What opens the address of a staged file: 256 bits that nobody without the portal's secret can make."""
    return (
        _TOKEN_START + salted_hmac("vmi.staged_file", public_id.hex, algorithm="sha256").hexdigest()
    )


def not_found() -> NotFound:
    return NotFound(
        "staged_file_not_found", _("There is no such staged file, or it has expired."), "staged_id"
    )


def address_of(staged: StagedFile) -> str:
    """Where its bytes go. The configured address of the portal: a request's Host header can be forged."""
    path = reverse("machines:staged_file", args=[staged.public_id])
    return f"{settings.PORTAL_ADDRESS}{path}"
