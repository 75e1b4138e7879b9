"""Keep what the drop folder or the mailbox brought, and remember that its sender waits for an answer."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import IntegrityError, transaction

from accounts.actions.base import action
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from vmi.actions.receive_report import bare_name, receive_report
from vmi.models import Delivery


@dataclass(frozen=True)
class Brought:
    """How a document came: the same `reference` at the same door is the same delivery.

    `reply_to` and what follows is for mail: whom to answer, in which thread and language.
    """

    door: str
    reference: str
    filename: str
    sender: str
    reply_to: str = ""
    subject: str = ""
    thread: str = ""
    language: str = ""


# The document is kept in transactions of its own; taken up again after a crash, both are found.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def keep_delivery(
    scope: Scope, partner_id: int, content: "BinaryIO | File[Any]", brought: Brought
) -> tuple[Delivery, bool]:
    """Keep the document and the delivery of it; whether this delivery is new.

    Bytes that came before are not kept again, but whoever brings them is answered again. Raises what
    receive_report raises.
    """
    receipt = receive_report(
        scope,
        partner_id,
        content,
        filename=brought.filename,
        door=brought.door,
        sender=brought.sender,
    )
    named = {"partner_id": partner_id, "door": brought.door, "reference": brought.reference[:255]}
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                **named,
                document_id=receipt.document_id,
                filename=bare_name(brought.filename),
                reply_to=brought.reply_to[:254],
                subject=brought.subject[:200],
                thread=brought.thread[:255],
                language=brought.language,
                brought_at=now(),
            )
    except IntegrityError:
        return Delivery.objects.select_related("document").get(**named), False
    return Delivery.objects.select_related("document").get(pk=delivery.pk), True
