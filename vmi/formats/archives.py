"""A zip or gzip that holds reports: its parts in their order, measured before any of them is taken."""

import gzip
import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, Final, cast

from vmi.formats import limits
from vmi.formats.shape import UnreadableFile
from vmi.formats.zips import (
    ZIP_MAGIC,
    CountedStream,
    damage_named,
    is_swollen,
    opened_zip,
    refuse_unsafe,
    zip_kind,
)

GZIP_MAGIC: Final = b"\x1f\x8b"
_DAMAGED: Final = "damaged_archive"
_SAYS_UTF8: Final = 0x800
# What file managers put in by themselves: no report, and nothing that the sender meant to send.
_LITTER_FOLDERS: Final = frozenset({"__MACOSX"})
_LITTER: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})

Tick = Callable[[], object]


@dataclass(frozen=True)
class Part:
    """A file of the archive: its place among the files, from 1, and its name without any folder."""

    number: int
    name: str


class Archive:
    """An opened archive. Nothing of it is ever written under a name that it brings."""

    def __init__(self, stream: BinaryIO, filename: str) -> None:
        """Judge the directory; raises UnreadableFile for what must not be unfolded."""
        stream.seek(0)
        is_gzip = stream.read(2) == GZIP_MAGIC
        self._folder: _Gzip | _Zip = (_Gzip if is_gzip else _Zip)(stream, filename)
        self.parts = self._folder.parts
        self.skipped = self._folder.skipped
        if not self.parts:
            raise UnreadableFile("empty_archive")

    def measure(self, tick: Tick = lambda: None, *, part_limit: int) -> None:
        """Unfold all of it once, to nowhere: afterwards every part is known to be whole and bounded.

        Raises UnreadableFile, so that nothing is kept of an archive that is damaged further down, or
        has a part of more than `part_limit` bytes.
        """
        total = 0
        for part in self.parts:
            for size in self._sizes(part):
                if size > part_limit:
                    limit = part_limit // (1024 * 1024)
                    raise UnreadableFile("part_too_large", name=part.name, limit=limit)
                if total + size > limits.WORKBOOK_BYTES or self._folder.is_swollen(size):
                    raise UnreadableFile("zip_bomb")
                tick()
            total += size

    def _sizes(self, part: Part) -> Iterator[int]:
        """How large the part is so far, at its beginning and after each block of it."""
        size = 0
        yield size
        with self.opened(part) as content:
            while block := content.read(limits.BLOCK_BYTES):
                size += len(block)
                yield size

    @contextmanager
    def opened(self, part: Part) -> Iterator[BinaryIO]:
        """The bytes of a part, from its beginning."""
        with damage_named(_DAMAGED):
            content = self._folder.opened(part.number)
        with content:
            yield cast("BinaryIO", _Guarded(cast("BinaryIO", content)))


class _Guarded(io.RawIOBase):
    """What is unfolded, with its damages named; those of whoever uses it are not touched."""

    def __init__(self, content: BinaryIO) -> None:
        super().__init__()
        self._content = content

    def read(self, size: int = -1) -> bytes:
        with damage_named(_DAMAGED):
            return self._content.read(size)

    def readable(self) -> bool:
        return True


class _Zip:
    """The files of a zip."""

    def __init__(self, stream: BinaryIO, filename: str) -> None:
        stream.seek(0)
        counted = CountedStream(stream)
        self._archive = opened_zip(counted, damaged=_DAMAGED)
        refuse_unsafe(
            self._archive, size=counted.size, encrypted="encrypted_archive", damaged=_DAMAGED
        )
        members = [member for member in self._archive.infolist() if not member.is_dir()]
        if any(stat.S_ISLNK(member.external_attr >> 16) for member in members):
            raise UnreadableFile("archive_link")
        self._members = [member for member in members if not _is_litter(member.filename)]
        if len(self._members) > limits.ARCHIVE_PARTS:
            raise UnreadableFile(
                "too_many_parts", parts=len(self._members), limit=limits.ARCHIVE_PARTS
            )
        self.parts = tuple(
            Part(number, _bare(_named(member)) or f"{number}")
            for number, member in enumerate(self._members, 1)
        )
        self.skipped = tuple(member.filename for member in members if _is_litter(member.filename))

    def opened(self, number: int) -> zipfile.ZipExtFile:
        return cast("zipfile.ZipExtFile", self._archive.open(self._members[number - 1]))

    def is_swollen(self, size: int) -> bool:
        """Never more than the directory said, which was judged."""
        return False


class _Gzip:
    """The one file of a gzip, which may be in several pieces."""

    skipped: tuple[str, ...] = ()

    def __init__(self, stream: BinaryIO, filename: str) -> None:
        self._counted = CountedStream(stream)
        bare = _bare(filename)
        name = bare[: -len(".gz")] if bare.casefold().endswith(".gz") else bare
        self.parts = (Part(1, name or "1"),)

    def opened(self, number: int) -> gzip.GzipFile:
        self._counted.seek(0)
        self._counted.count = 0
        return gzip.GzipFile(fileobj=cast("BinaryIO", self._counted), mode="rb")

    def is_swollen(self, size: int) -> bool:
        return is_swollen(size, self._counted.count)


def is_archive(stream: BinaryIO) -> bool:
    """Whether the file holds other files, by its bytes; workbooks are zips and hold one report.

    Raises UnreadableFile for a zip that is a document of another kind, or too damaged to tell.
    """
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(GZIP_MAGIC):
        return True
    return head.startswith(ZIP_MAGIC) and zip_kind(CountedStream(stream)) == "archive"


def _bare(path: str) -> str:
    """The name without folders of either kind of system: a path such as ../../x leads nowhere."""
    return PurePosixPath(PureWindowsPath(path).name).name


def _named(member: zipfile.ZipInfo) -> str:
    """The name in its letters: Chinese systems write it in theirs, without saying so."""
    if member.flag_bits & _SAYS_UTF8:
        return member.filename
    try:
        written = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _is_litter(path: str) -> bool:
    return (
        bool(_LITTER_FOLDERS & set(PurePosixPath(path).parts))
        or _bare(path).casefold() in _LITTER
        or _bare(path).startswith("._")
    )
