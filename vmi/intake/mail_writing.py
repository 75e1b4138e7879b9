"""Answers by mail, in the thread that they answer and such that no machine answers them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from vmi.selectors.mail_senders import own_address


@dataclass(frozen=True)
class Thread:
    """Whom to answer, and what. The same `identity` is the same answer, should it ever go out twice."""

    address: str
    subject: str
    message_id: str
    identity: str


def send_mail(
    thread: Thread, words: str, attachments: Sequence[tuple[str, bytes, str]] = ()
) -> None:
    """Send the words, with files as (name, content, type). Raises OSError when it can't be sent."""
    address = own_address()
    headers = {
        # RFC 3834: says to other machines that this is one.
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "Message-ID": f"<{thread.identity}@{address.rpartition('@')[2]}>",
    }
    if thread.message_id:
        headers["In-Reply-To"] = headers["References"] = _one_line(thread.message_id)
    subject = _one_line(thread.subject) or _("your report")
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    EmailMessage(
        subject=subject[:180],
        body=f"{words}\n",
        from_email=address,
        to=[thread.address],
        headers=headers,
        attachments=list(attachments),
    ).send()


def _one_line(text: str) -> str:
    return " ".join(text.split())
