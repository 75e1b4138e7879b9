"""Folders that others can write into, walked without following a link and written into all at once."""

import os
import stat
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, Final

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A named pipe must not make us wait for its writer.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LONGEST_NAME: Final = 255


@dataclass(frozen=True)
class Entry:
    """What lies in a folder under a name: a link is told as a link, never as what it leads to."""

    name: str
    inode: int
    size: int
    changed: int
    is_file: bool
    is_folder: bool


class Folder:
    """One folder, held open: names are looked up in it and nowhere else, whatever happens to its path."""

    def __init__(self, number: int) -> None:
        self._number = number

    @classmethod
    @contextmanager
    def opened(cls, path: str) -> Iterator["Folder"]:
        """A folder that the operator named; it may be a link. Raises OSError when it is none."""
        number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            yield cls(number)
        finally:
            os.close(number)

    @contextmanager
    def inside(self, name: str, *, make: bool = False) -> Iterator["Folder"]:
        """The folder of this name in it. Raises OSError when it is missing, a link, or no folder."""
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, 0o770, dir_fd=self._number)
        number = os.open(name, _FOLDER, dir_fd=self._number)
        try:
            yield Folder(number)
        finally:
            os.close(number)

    def entries(self) -> list[Entry]:
        """What lies in it, by name."""
        with os.scandir(self._number) as listed:
            names = sorted(entry.name for entry in listed)
        found = (self.entry(name) for name in names)
        return [entry for entry in found if entry is not None]

    def entry(self, name: str) -> Entry | None:
        """What lies under this name, None when nothing does."""
        try:
            seen = os.stat(name, dir_fd=self._number, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return Entry(
            name,
            seen.st_ino,
            seen.st_size,
            seen.st_mtime_ns,
            is_file=stat.S_ISREG(seen.st_mode),
            is_folder=stat.S_ISDIR(seen.st_mode),
        )

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """The file of this name, to be read. Raises OSError for a link and for what is no file."""
        number = os.open(name, _FILE, dir_fd=self._number)
        with os.fdopen(number, "rb") as content:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise OSError(f"{name} is not a file")
            yield content

    def move(self, name: str, to: "Folder", new_name: str) -> bool:
        """Give an entry, link or not, its place and name elsewhere; False when it is gone already."""
        try:
            os.rename(name, fitting(new_name), src_dir_fd=self._number, dst_dir_fd=to._number)
        except FileNotFoundError:
            return False
        return True

    def forget(self, name: str) -> None:
        """Remove a folder that is empty; one that is not stays."""
        with suppress(OSError):
            os.rmdir(name, dir_fd=self._number)

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file that appears under its name at once and whole; what had the name is replaced."""
        draft = f".{uuid.uuid4().hex}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        number = os.open(draft, flags, 0o660, dir_fd=self._number)
        try:
            with os.fdopen(number, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(number)
            os.rename(draft, fitting(name), src_dir_fd=self._number, dst_dir_fd=self._number)
        except BaseException:
            os.unlink(draft, dir_fd=self._number)
            raise


def fitting(name: str) -> str:
    """The name, cut in its middle to what a file system takes, so that beginning and ending stay."""
    encoded = os.fsencode(name)
    if len(encoded) <= _LONGEST_NAME:
        return name
    start, end = encoded[:120], encoded[-120:]
    return f"{start.decode(errors='ignore')}~{end.decode(errors='ignore')}"
