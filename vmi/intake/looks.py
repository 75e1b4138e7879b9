"""Knows when a file that others write is complete: nothing of it changes any more, or it was renamed."""

import time
from collections.abc import Callable
from typing import Final

from vmi.intake.folders import Entry

# Names that senders give to what they are still writing.
_UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".writing")

# Folder, inode, size and time of the last change: an inode alone is soon another file's.
_Content = tuple[str, int, int, int]


class Looks:
    """What was seen in the rounds before. `settle_seconds` is how long a file must not have changed.

    A file that had an unfinished name in the round before, and is the same but for its name, is complete
    at once: its sender renamed it.
    """

    def __init__(
        self, settle_seconds: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._seen: dict[tuple[str, str], tuple[Entry, float]] = {}
        self._unfinished: set[_Content] = set()
        self._round: set[tuple[str, str]] = set()
        self._unfinished_round: set[_Content] = set()

    def is_complete(self, folder: str, entry: Entry) -> bool:
        """Whether the entry can be taken; called once in each round for each."""
        if is_unfinished(entry.name):
            self._unfinished_round.add(_content(folder, entry))
            return False
        if entry.is_file and _content(folder, entry) in self._unfinished:
            return True
        place = (folder, entry.name)
        self._round.add(place)
        before, since = self._seen.get(place, (None, 0.0))
        if before != entry:
            since = self._clock()
            self._seen[place] = (entry, since)
        return self._clock() - since >= self._settle_seconds

    def forget_the_rest(self) -> None:
        """The round is over: what was not there in it is of no interest any more."""
        self._seen = {place: seen for place, seen in self._seen.items() if place in self._round}
        self._unfinished, self._unfinished_round = self._unfinished_round, set()
        self._round = set()


def _content(folder: str, entry: Entry) -> _Content:
    return folder, entry.inode, entry.size, entry.changed


def is_unfinished(name: str) -> bool:
    """Whether the name says that its file is still being written."""
    return name.startswith((".", "~")) or name.lower().endswith(_UNFINISHED)
