"""Take one piece of a staged file, whole or not at all."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final, Protocol

from django.db import transaction
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from accounts.actions.base import action
from accounts.actions.record_audit import record_audit
from accounts.permissions import Permission
from accounts.tenancy import Scope
from portal.kernel.clock import now
from portal.kernel.errors import Conflict, Invalid
from vmi.models import StagedFile
from vmi.models.staging import staging_storage
from vmi.selectors.staged_files import not_found, staged_for

_BLOCK_BYTES: Final = 1024 * 1024


class Source(Protocol):
    """Where the bytes come from: a request, or a file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Piece:
    """`length` bytes of a file, of which the first is at `first`, counted from 0."""

    first: int
    length: int


# The bytes are in the file before the row says so; what the row does not say is cut off again.
@action(Permission.SUBMIT_REPORTS, atomic=False)
def receive_piece(scope: Scope, staged_id: int, content: Source, piece: Piece) -> StagedFile:
    """Add the piece to its file and return the file as it is then, complete after the last one.

    Pieces come in order. Raises Conflict("wrong_offset") for another one than the next,
    Conflict("already_complete"), Conflict("piece_in_progress") while another one is on its way,
    Invalid("piece_too_long"), Invalid("broken_off") when the sender hung up: nothing of the piece stays,
    and Invalid("sha256_differs") for a whole file that is not the announced one: nothing of it stays.
    """
    path = _path_of(staged_for(scope, staged_id))
    with _alone(path) as file:
        staged = staged_for(scope, staged_id)
        _refuse_out_of_turn(staged, piece)
        try:
            file.truncate(staged.received)
            file.seek(staged.received)
            _copy(content, file, piece.length)
        except BaseException:
            file.truncate(staged.received)
            raise
        staged.received += piece.length
        if staged.received == staged.size:
            _finish(scope, staged, file)
        else:
            _write_down(staged)
    return staged


def _path_of(staged: StagedFile) -> Path:
    path = Path(staging_storage().path(staged.stored_name))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def _alone(path: Path) -> Iterator[FileIO]:
    """The file, to be written by nobody else; the lock goes with the process, however that ends."""
    while True:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with os.fdopen(number, "r+b", buffering=0) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = _("Another piece of this file is on its way. Try again in a moment.")
                raise Conflict("piece_in_progress", message) from None
            if os.fstat(number).st_nlink == 0:
                # Whoever had it before has just taken it away.
                continue
            try:
                yield file
            finally:
                if os.fstat(number).st_size == 0:
                    path.unlink(missing_ok=True)
            return


def _refuse_out_of_turn(staged: StagedFile, piece: Piece) -> None:
    if staged.is_complete:
        raise Conflict("already_complete", _("The file is here already. Submit it."))
    if piece.first != staged.received:
        raise Conflict(
            "wrong_offset",
            _("The next piece begins at byte %(offset)s.") % {"offset": staged.received},
        )
    if piece.length < 1 or piece.first + piece.length > staged.size:
        raise Invalid(
            "piece_too_long",
            _("The file was announced with %(size)s bytes.") % {"size": staged.size},
        )


def _copy(content: Source, file: FileIO, length: int) -> None:
    left = length
    while left:
        try:
            block = content.read(min(left, _BLOCK_BYTES))
        except UnreadablePostError:
            block = b""
        if not block:
            raise Invalid("broken_off", _("The piece ended before its announced length."))
        left -= len(block)
        rest = memoryview(block)
        while rest:
            rest = rest[file.write(rest) :]
    os.fsync(file.fileno())


def _finish(scope: Scope, staged: StagedFile, file: FileIO) -> None:
    """Hold the whole file to what was announced."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    if staged.announced_sha256 and found != staged.announced_sha256:
        file.truncate(0)
        staged.received = 0
        _write_down(staged)
        raise Invalid(
            "sha256_differs",
            _("The bytes are not the announced ones. Send the file again from its first byte."),
            "sha256",
        )
    staged.sha256, staged.completed_at = found, now()
    with transaction.atomic():
        _write_down(staged)
        record_audit(scope, "receive_staged_file", staged, sha256=found, size=staged.size)


def _write_down(staged: StagedFile) -> None:
    found = StagedFile.objects.filter(pk=staged.pk).update(
        received=staged.received, sha256=staged.sha256, completed_at=staged.completed_at
    )
    if not found:
        # Swept meanwhile.
        raise not_found()
