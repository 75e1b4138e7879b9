"""The drop folder: what partners' systems lay into `<folder>/<partner code>/in/` is taken up, kept and answered.

```
<drop folder>/<partner code>/in/       the partner writes here
                             out/      receipts, verdicts and acknowledgements for the partner
                             taken/    what was kept, under <number of the report>-<name>
                             failed/   what was not, each with the reason beside it
                             .taking/  what is being kept now
```

A file is moved into a folder of its own in `.taking`, kept, and moved on. Whoever finds something there
finishes it: killed at any moment, a file is kept once and nothing is lost. One watcher at a time works on a
partner's folder; the lock goes with its process.
"""

import fcntl
import logging
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, Final, cast

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.tenancy import system_scope
from portal.kernel.clock import now
from portal.kernel.errors import DomainError
from vmi.actions.keep_delivery import Brought, keep_delivery
from vmi.intake.folders import Entry, Folder
from vmi.intake.looks import Looks
from vmi.models import Delivery, ReportDocument
from vmi.selectors.receipts import receipt_text
from vmi.selectors.scopes import scope_for_work

logger = logging.getLogger(__name__)

_TAKING: Final = ".taking"
_LOCKS: Final = ".locks"


class StillWriting(Exception):
    """The file changed while it was read: its sender had not finished after all."""


def take_from_folder(root: Path, looks: Looks) -> list[int]:
    """One round: take up what is complete in every partner's folder; ids of the deliveries that are new.

    `looks` remembers what the rounds before saw. What fails for a reason of ours stays and is tried again.
    """
    new: list[int] = []
    with Folder.opened(str(root)) as drop:
        for entry in drop.entries():
            if entry.is_folder and not entry.name.startswith("."):
                with _alone(root, entry.name) as is_ours:
                    if is_ours:
                        new += _take_of(drop, entry.name, looks)
    looks.forget_the_rest()
    return new


def folder_of(partner: Partner) -> str | None:
    """The name of a partner's folder; None for a code that can't be one."""
    code = partner.code
    return None if "/" in code or "\0" in code or code.startswith(".") else code


@contextmanager
def _alone(root: Path, name: str) -> Iterator[bool]:
    """Whether this watcher has the partner's folder to itself. The lock is out of the partner's reach."""
    locks = root / _LOCKS
    locks.mkdir(mode=0o700, exist_ok=True)
    with (locks / name).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _take_of(drop: Folder, code: str, looks: Looks) -> list[int]:
    partner = _partner_named(code)
    new: list[int] = []
    try:
        with (
            drop.inside(code) as own,
            own.inside("in", make=True) as incoming,
            own.inside(_TAKING, make=True) as taking,
        ):
            for entry in incoming.entries():
                if looks.is_complete(code, entry):
                    with taking.inside(uuid.uuid4().hex, make=True) as claimed:
                        incoming.move(entry.name, claimed, entry.name)
            for claim in taking.entries():
                with taking.inside(claim.name) as claimed:
                    place = _Place(own, claimed, incoming, partner)
                    for entry in claimed.entries():
                        new.extend(_take(place, entry, claim.name))
                taking.forget(claim.name)
    except OSError as problem:
        # A link in place of a folder, or rights that are missing: the other partners go on.
        logger.warning("drop folder of %s: %s", code, problem)
    return new


def _partner_named(code: str) -> Partner | None:
    with system_scope(reason="find the partner of a drop folder"):
        return Partner.objects.filter(code=code, is_active=True).first()


@dataclass(frozen=True)
class _Place:
    """A partner's folders; no partner where the folder's name is no code of one."""

    own: Folder
    claimed: Folder
    incoming: Folder
    partner: Partner | None


class _PutAside(Exception):
    """A file that can't be kept, with the reason in words."""


def _take(place: _Place, entry: Entry, reference: str) -> list[int]:
    """Keep one file and put it away; the id of its delivery, when that is new."""
    try:
        delivery, is_new = _keep(place, entry, reference)
    except StillWriting:
        # Whatever has its name now is another file.
        is_free = place.incoming.entry(entry.name) is None
        name = entry.name if is_free else f"{reference[:8]}-{entry.name}"
        place.claimed.move(entry.name, place.incoming, name)
        return []
    except _PutAside as reason:
        _put_aside(place, entry, str(reason))
        return []
    except DomainError as refusal:
        _put_aside(place, entry, str(refusal.message))
        return []
    _write_receipt(place.own, delivery)
    with place.own.inside("taken", make=True) as taken:
        place.claimed.move(entry.name, taken, put_away_name(delivery))
    return [delivery.pk] if is_new else []


def _keep(place: _Place, entry: Entry, reference: str) -> tuple[Delivery, bool]:
    if place.partner is None:
        raise _PutAside(_("There is no partner with this code. Nothing of the file was kept."))
    if not entry.is_file:
        raise _PutAside(_("This is no file: links, folders and devices are not followed."))
    brought = Brought(
        door=ReportDocument.Door.FOLDER,
        reference=reference,
        filename=entry.name,
        sender=f"{place.partner.code}/in",
    )
    scope = scope_for_work(place.partner.pk, "drop folder")
    with ExitStack() as open_file:
        try:
            content = open_file.enter_context(place.claimed.file(entry.name))
        except OSError as problem:
            reason = _("The file can't be read: %(reason)s") % {"reason": problem.strerror or ""}
            raise _PutAside(reason) from problem
        # From here on, what fails is ours: the file stays and is tried again.
        unchanged = cast("BinaryIO", _Unchanged(content, place.claimed, entry))
        return keep_delivery(scope, place.partner.pk, unchanged, brought)


class _Unchanged(RawIOBase):
    """A file that at its end makes sure of still being the one that was looked at."""

    def __init__(self, content: BinaryIO, folder: Folder, entry: Entry) -> None:
        self._content, self._folder, self._entry = content, folder, entry

    def read(self, size: int = -1, /) -> bytes:
        block = self._content.read(size)
        if not block and self._folder.entry(self._entry.name) != self._entry:
            raise StillWriting
        return block


def _put_aside(place: _Place, entry: Entry, reason: str) -> None:
    """Into `failed`, with the reason beside it; a link goes as a link."""
    with place.own.inside("failed", make=True) as failed:
        stamped = f"{now():%Y%m%dT%H%M%S%f}-{entry.name}"
        failed.write(f"{stamped}.reason.txt", [f"{reason}\n".encode()])
        place.claimed.move(entry.name, failed, stamped)
    logger.warning("drop folder: %s was put aside: %s", entry.name, reason)


def put_away_name(delivery: Delivery) -> str:
    """What a file is called in `taken`, or in `failed` when it could not be read at all."""
    return f"{delivery.document_id}-{delivery.filename}"


def _write_receipt(own: Folder, delivery: Delivery) -> None:
    with own.inside("out", make=True) as out, translation.override(settings.LANGUAGE_CODE):
        out.write(
            f"{delivery.filename}.receipt.txt", [f"{receipt_text(delivery.document)}\n".encode()]
        )
