"""A mail as bytes, taken apart: who sends it, whether a person does, and what is attached."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from typing import Final

_ADDRESS: Final = r"[^\s<>@\"(),:;\\\[\]]+@[^\s<>@\"(),:;\\\[\]]+"
# Exactly one address; whatever a parser could read in two ways is nobody's.
_FROM: Final = re.compile(rf"(?:[^<>]*<({_ADDRESS})>|({_ADDRESS}))", re.ASCII)
_ANY_ADDRESS: Final = re.compile(_ADDRESS, re.ASCII)
_TO: Final = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
# What mail programs add by themselves, and pictures in signatures.
_NO_REPORT: Final = frozenset(
    {
        *("application/pkcs7-signature", "application/x-pkcs7-signature"),
        *("application/pgp-signature", "application/pgp-encrypted", "application/pgp-keys"),
        *("application/ms-tnef", "text/calendar", "text/vcard", "text/x-vcard"),
    }
)
_NO_REPORT_MAIN: Final = frozenset({"image", "audio", "video"})
_MOST_ATTACHMENTS: Final = 50
_DEEPEST: Final = 4


class UnreadableMail(Exception):
    """The bytes are no mail that we can take apart."""


@dataclass(frozen=True)
class Attachment:
    filename: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """`sender` is empty unless exactly one address is given, `recipients` are in lower case.

    `is_automatic` when a machine says that it sent it: then it is not answered. `is_answer` when it is itself
    an automatic answer, a bounce or a mailing list's: then it is nothing for us at all.
    """

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    references: str
    is_automatic: bool
    is_answer: bool
    attachments: tuple[Attachment, ...]
    left_out: tuple[str, ...]


def mail_of(raw: bytes) -> Mail:
    """The mail; attachments of mails attached to it are its own. Raises UnreadableMail."""
    try:
        return _taken_apart(raw)
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError) as problem:
        # What the standard library raises for headers and parts that it can't make sense of.
        raise UnreadableMail from problem


def _taken_apart(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw)
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    attachments: list[Attachment] = []
    left_out: list[str] = []
    for part in _parts(message, 0):
        name = _in_words(part.get_filename() or "")
        if not name:
            continue
        content = part.get_payload(decode=True)
        is_report = (
            isinstance(content, bytes)
            and part.get_content_type() not in _NO_REPORT
            and part.get_content_maintype() not in _NO_REPORT_MAIN
            and len(attachments) < _MOST_ATTACHMENTS
        )
        if is_report and isinstance(content, bytes):
            attachments.append(Attachment(name, content))
        else:
            left_out.append(name)
    return Mail(
        message_id=_one_line(message.get("Message-ID", "")),
        sender=_sender(message),
        recipients=_recipients(message),
        subject=_in_words(message.get("Subject", "")),
        references=_one_line(message.get("Message-ID", "")),
        is_automatic=submitted != "no",
        is_answer=_is_answer(message, submitted),
        attachments=tuple(attachments),
        left_out=tuple(left_out),
    )


def _parts(message: "Message[str, str]", depth: int) -> Iterator["Message[str, str]"]:
    """Every part that holds something, in order; also those of mails that were attached as files."""
    for part in message.walk():
        if part.is_multipart():
            continue
        name = (part.get_filename() or "").lower()
        content = part.get_payload(decode=True) if name.endswith(".eml") else None
        if isinstance(content, bytes) and depth < _DEEPEST:
            yield from _parts(email.message_from_bytes(content), depth + 1)
        else:
            yield part


def _sender(message: "Message[str, str]") -> str:
    headers = message.get_all("From", [])
    match = _FROM.fullmatch(_one_line(headers[0])) if len(headers) == 1 else None
    return (match[1] or match[2]).lower() if match else ""


def _recipients(message: "Message[str, str]") -> tuple[str, ...]:
    text = " ".join(_one_line(header) for name in _TO for header in message.get_all(name, []))
    return tuple(found.lower() for found in _ANY_ADDRESS.findall(text))


def _is_answer(message: "Message[str, str]", submitted: str) -> bool:
    is_list = message.get("List-Id") is not None
    precedence = str(message.get("Precedence", "")).strip().lower()
    is_bounce = _one_line(message.get("Return-Path", "<x>")) == "<>"
    is_report = message.get_content_type() == "multipart/report"
    is_reply = submitted in {"auto-replied", "auto-notified"}
    is_vacation = message.get("X-Autoreply") is not None or precedence in {"auto_reply", "junk"}
    return is_list or is_bounce or is_report or is_reply or is_vacation or precedence == "bulk"


def _one_line(header: object) -> str:
    return " ".join(str(header).split())


def _in_words(header: object) -> str:
    """A header as it reads; what is encoded wrongly stays as it came."""
    try:
        return _one_line(make_header(decode_header(_one_line(header))))
    except (LookupError, ValueError):
        return _one_line(header)
