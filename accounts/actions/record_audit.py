"""Write down who did what; called by every action that changes something."""

from typing import Any

from django.db import models

from accounts.models import AuditEntry
from accounts.tenancy import Scope
from portal.kernel.clock import now


def record_audit(
    scope: Scope,
    verb: str,
    subject: models.Model | None = None,
    *,
    partner_id: int | None = None,
    **details: Any,
) -> None:
    """Add one entry in the running transaction. `details` must be plain JSON values; no secrets."""
    AuditEntry.objects.create(
        at=now(),
        actor_kind=scope.actor.kind,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name[:200],
        verb=verb,
        object_type=subject._meta.model_name or "" if subject is not None else "",
        object_id=str(subject.pk) if subject is not None else "",
        partner_id=partner_id if partner_id is not None else getattr(subject, "partner_id", None),
        details=details,
    )
