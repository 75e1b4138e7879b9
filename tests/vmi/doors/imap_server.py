"""A small IMAP server on a socket of this machine: as much of RFC 9051 as a mailbox needs."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\([^)]*\))|(\S+)')


@dataclass
class Stored:
    number: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


class ImapServer:
    """Its folders, what was asked of it, and what it is able to do."""

    def __init__(self, capabilities: str = "IMAP4rev1 MOVE UIDPLUS") -> None:
        self.capabilities = capabilities
        self.folders: dict[str, list[Stored]] = {"INBOX": []}
        self.asked: list[str] = []
        self.port = 0
        self._next = 1

    def deliver(self, raw: bytes, *flags: str) -> None:
        self.folders["INBOX"].append(Stored(self._next, raw, set(flags)))
        self._next += 1

    def count(self) -> dict[str, int]:
        return {name: len(mails) for name, mails in self.folders.items()}

    @property
    def url(self) -> str:
        return f"imap://reports:se%40cret@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def running(self) -> Iterator["ImapServer"]:
        server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Connection)
        server.daemon_threads, server.imap = True, self
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Connection(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.imap: ImapServer = self.server.imap
        self.selected = "INBOX"
        self.say("* OK ready")
        while line := self.rfile.readline():
            words = [
                (quoted.replace(b"\\", b"") if quoted else group or plain).decode()
                for quoted, group, plain in _WORD.findall(line)
            ]
            tag, command, rest = words[0], words[1].upper(), words[2:]
            if command == "UID":
                command, rest = f"UID {rest[0].upper()}", rest[1:]
            self.imap.asked.append(command)
            method = getattr(self, "do_" + command.lower().replace(" ", "_"), None)
            self.say(f"{tag} " + (method(*rest) if method else "BAD what is that"))
            if command == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def do_capability(self) -> str:
        self.say(f"* CAPABILITY {self.imap.capabilities}")
        return "OK done"

    def do_login(self, user: str, password: str) -> str:
        return "OK welcome" if (user, password) == ("reports", "se@cret") else "NO who are you"

    def do_select(self, name: str) -> str:
        if name not in self.imap.folders:
            return "NO no such folder"
        self.selected = name
        self.say(f"* {len(self.mails)} EXISTS")
        return "OK [READ-WRITE] selected"

    def do_create(self, name: str) -> str:
        if name in self.imap.folders:
            return "NO it exists"
        self.imap.folders[name] = []
        return "OK made"

    def do_logout(self) -> str:
        self.say("* BYE")
        return "OK bye"

    @property
    def mails(self) -> list[Stored]:
        return self.imap.folders[self.selected]

    def of(self, number: str) -> list[Stored]:
        return [mail for mail in self.mails if mail.number == int(number)]

    def do_uid_search(self, *_terms: str) -> str:
        unseen = [
            str(mail.number) for mail in self.mails if not mail.flags & {"\\Seen", "\\Deleted"}
        ]
        self.say("* SEARCH " + " ".join(unseen))
        return "OK searched"

    def do_uid_fetch(self, number: str, wanted: str) -> str:
        for mail in self.of(number):
            if "SIZE" in wanted:
                self.say(f"* 1 FETCH (UID {number} RFC822.SIZE {len(mail.raw)})")
                continue
            head = mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            raw = head if "HEADER" in wanted else mail.raw
            self.say(f"* 1 FETCH (UID {number} {wanted.strip('()')} {{{len(raw)}}}")
            self.wfile.write(raw + b")\r\n")
        return "OK fetched"

    def do_uid_store(self, number: str, _how: str, flags: str) -> str:
        for mail in self.of(number):
            mail.flags |= set(flags.strip("()").split())
        return "OK stored"

    def do_uid_copy(self, number: str, name: str) -> str:
        if name not in self.imap.folders:
            return "NO [TRYCREATE] no such folder"
        self.imap.folders[name] += self.of(number)
        return "OK copied"

    def do_uid_move(self, number: str, name: str) -> str:
        answer = self.do_uid_copy(number, name)
        if answer.startswith("OK"):
            self.mails[:] = [mail for mail in self.mails if mail.number != int(number)]
        return answer

    def do_uid_expunge(self, number: str) -> str:
        gone = [mail for mail in self.of(number) if "\\Deleted" in mail.flags]
        self.mails[:] = [mail for mail in self.mails if mail not in gone]
        return "OK expunged"
