"""Mails with reports attached: kept, answered with a receipt, and put away; nobody else learns anything.

A mail is marked as read and moved only when all of it is kept, so whatever breaks off is done again; the
same mail again keeps nothing anew and is not answered anew.
"""

import io
import logging
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.kernel.errors import DomainError
from vmi.actions.keep_delivery import Brought, keep_delivery
from vmi.intake.mail_writing import Thread, send_mail
from vmi.intake.mails import Attachment, Mail, UnreadableMail, mail_of
from vmi.models import Delivery, ReportDocument
from vmi.selectors.mail_senders import MailSender, own_address, sender_of
from vmi.selectors.receipts import receipt_text

logger = logging.getLogger(__name__)

TAKEN: Final = "Taken"
REFUSED: Final = "Refused"
UNKNOWN: Final = "Unknown"


class Post(Protocol):
    """A mailbox, as far as mails are taken from it."""

    def unread(self) -> list[str]: ...
    def size(self, number: str) -> int: ...
    def mail(self, number: str, *, is_head_enough: bool = False) -> bytes | None: ...
    def put_away(self, number: str, folder: str) -> None: ...


@dataclass
class _Kept:
    """What became of the attachments of one mail."""

    new: list[Delivery] = field(default_factory=list)
    old: list[Delivery] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def take_mails(post: Post) -> list[int]:
    """Take every unread mail; ids of the deliveries that are new.

    Raises what the mailbox and the database raise; the mail in question stays unread.
    """
    new: list[int] = []
    for number in post.unread():
        is_too_large = post.size(number) > settings.MAIL_LIMIT_BYTES
        raw = post.mail(number, is_head_enough=is_too_large)
        if raw is None:
            continue
        folder, deliveries = _take(raw, is_too_large=is_too_large)
        post.put_away(number, folder)
        new += [delivery.pk for delivery in deliveries]
    return new


def _take(raw: bytes, *, is_too_large: bool) -> tuple[str, list[Delivery]]:
    """The folder that the mail belongs into now, and the new deliveries."""
    try:
        mail = mail_of(raw)
    except UnreadableMail:
        return UNKNOWN, []
    if mail.is_answer or mail.sender == own_address().lower():
        return UNKNOWN, []
    sender = sender_of(mail.sender, mail.recipients)
    if sender is None:
        # No answer: it would tell a stranger which addresses mean something here.
        return UNKNOWN, []
    with translation.override(sender.language):
        if is_too_large:
            limit = settings.MAIL_LIMIT_BYTES // (1024 * 1024)
            _tell(sender, mail, _too_large(limit))
            return REFUSED, []
        return _take_attachments(mail, sender)


def _too_large(limit: int) -> str:
    words = _("The mail is larger than %(limit)s MB. Send the report through the upload page.")
    return words % {"limit": limit}


def _take_attachments(mail: Mail, sender: MailSender) -> tuple[str, list[Delivery]]:
    kept = _Kept()
    for attachment in mail.attachments:
        try:
            delivery, is_new = _keep(mail, sender, attachment)
        except DomainError as refusal:
            kept.refused.append(f"{attachment.filename}: {refusal.message}")
            continue
        (kept.new if is_new else kept.old).append(delivery)
    if kept.new or kept.refused or not kept.old:
        # With nothing but what came before, this very mail was answered before.
        _tell(sender, mail, _receipt(mail, kept))
    return (TAKEN if kept.new or kept.old else REFUSED), kept.new


def _keep(mail: Mail, sender: MailSender, attachment: Attachment) -> tuple[Delivery, bool]:
    identity = f"{mail.message_id}\n{sha256(attachment.content).hexdigest()}"
    brought = Brought(
        door=ReportDocument.Door.MAIL,
        reference=sha256(identity.encode(errors="replace")).hexdigest(),
        filename=attachment.filename,
        sender=sender.address,
        reply_to="" if mail.is_automatic else sender.address,
        subject=mail.subject,
        thread=mail.message_id,
        language=sender.language,
    )
    return keep_delivery(sender.scope, sender.partner_id, io.BytesIO(attachment.content), brought)


def _receipt(mail: Mail, kept: _Kept) -> str:
    """What is kept, what is not and why, and what was not looked at."""
    paragraphs = [receipt_text(delivery.document) for delivery in (*kept.new, *kept.old)]
    if kept.refused:
        paragraphs.append("\n".join([_("Not kept:"), *kept.refused]))
    if mail.left_out:
        paragraphs.append(
            _("Not looked at, as it holds no report: %(names)s")
            % {"names": ", ".join(mail.left_out)}
        )
    if not mail.attachments:
        paragraphs.append(_("No report was attached to the mail. Attach it as a file."))
    return "\n\n".join(paragraphs)


def _tell(sender: MailSender, mail: Mail, words: str) -> None:
    """Answer at once; a receipt that can't be sent is no reason to take the mail twice."""
    if mail.is_automatic:
        return
    identity = sha256(mail.message_id.encode(errors="replace")).hexdigest()[:24]
    thread = Thread(sender.address, mail.subject, mail.message_id, f"receipt-{identity}")
    try:
        send_mail(thread, words)
    except OSError:
        logger.exception("mailbox: a receipt could not be sent")
