"""A mailbox on an IMAP server: what is unread in it, and where a mail goes when it was dealt with."""

import imaplib
import logging
import re
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

logger = logging.getLogger(__name__)

_SECONDS: Final = 60
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)", re.ASCII)
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# Servers differ in what stands before a folder beside the inbox.
_PREFIXES: Final = ("", "INBOX.", "INBOX/")


class MailboxProblem(Exception):
    """The server said no, or something that we don't understand; tried again later."""


@dataclass(frozen=True)
class MailboxPlace:
    """Where the mailbox is: `imaps://user:password@host:993/INBOX`, or imap:// with STARTTLS."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_tls: bool

    @classmethod
    def of(cls, url: str) -> "MailboxPlace":
        """Raises ValueError in words that don't repeat the password."""
        parts = urlsplit(url)
        if parts.scheme not in {"imaps", "imap"} or not parts.hostname or not parts.username:
            raise ValueError("MAILBOX_URL is written imaps://user:password@host/INBOX")
        is_tls = parts.scheme == "imaps"
        return cls(
            parts.hostname,
            parts.port or (993 if is_tls else 143),
            unquote(parts.username),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
            is_tls,
        )


class Mailbox:
    """An open mailbox. Nothing is marked as read by looking at it.

    Raises MailboxProblem and OSError.
    """

    def __init__(self, place: MailboxPlace) -> None:
        self._place = place

    def __enter__(self) -> Self:
        try:
            self._connect()
            self._imap.login(self._place.user, self._place.password)
            _checked(self._imap.select(_quoted(self._place.folder)))
        except BaseException as problem:
            if hasattr(self, "_imap"):
                self._imap.shutdown()
            if isinstance(problem, imaplib.IMAP4.error):
                raise MailboxProblem(str(problem)) from None
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self._imap.logout()

    def _connect(self) -> None:
        place, context = self._place, ssl.create_default_context()
        if place.is_tls:
            self._imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                place.host, place.port, ssl_context=context, timeout=_SECONDS
            )
            return
        self._imap = imaplib.IMAP4(place.host, place.port, timeout=_SECONDS)
        if "STARTTLS" in self._imap.capabilities:
            self._imap.starttls(context)
        elif place.host not in _THIS_MACHINE:
            raise MailboxProblem("The server offers no encryption; the password is not sent.")

    def unread(self) -> list[str]:
        """The numbers of unread mails, oldest first; they stay the same while others come and go."""
        found = self._ask("SEARCH", "UNSEEN", "UNDELETED")
        return found[0].decode().split() if found and isinstance(found[0], bytes) else []

    def size(self, number: str) -> int:
        """Its bytes; 0 for one that is gone."""
        answer = self._ask("FETCH", number, "(RFC822.SIZE)")
        sizes = [_SIZE.search(line) for line in answer if isinstance(line, bytes)]
        return next((int(match[1]) for match in sizes if match), 0)

    def mail(self, number: str, *, is_head_enough: bool = False) -> bytes | None:
        """The mail byte for byte, or its head; None for one that is gone."""
        wanted = "(BODY.PEEK[HEADER])" if is_head_enough else "(BODY.PEEK[])"
        answer = self._ask("FETCH", number, wanted)
        return next((part[1] for part in answer if isinstance(part, tuple)), None)

    def put_away(self, number: str, folder: str) -> None:
        """Mark it as read and move it; where no such folder can be made, it stays, read."""
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
        for prefix in _PREFIXES:
            name = _quoted(prefix + folder)
            with suppress(imaplib.IMAP4.error):
                self._imap.xatom("CREATE", name)
            with suppress(MailboxProblem):
                self._move(number, name)
                return
        logger.warning("mailbox: a mail could not be moved to %s and stays in the inbox", folder)

    def _move(self, number: str, name: str) -> None:
        if "MOVE" in self._imap.capabilities:
            self._ask("MOVE", number, name)
            return
        self._ask("COPY", number, name)
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._imap.capabilities:
            # A plain EXPUNGE would also take what others have marked.
            self._ask("EXPUNGE", number)

    def _ask(self, command: str, *arguments: str) -> list[bytes | tuple[bytes, bytes] | None]:
        try:
            return _checked(self._imap.uid(command, *arguments))
        except imaplib.IMAP4.error as problem:
            raise MailboxProblem(str(problem)) from problem


def _checked(
    answer: tuple[str, Sequence[bytes | tuple[bytes, bytes] | None]],
) -> list[bytes | tuple[bytes, bytes] | None]:
    kind, lines = answer
    if kind != "OK":
        raise MailboxProblem(f"{kind} {lines!r}"[:200])
    return list(lines)


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
