"""A zip looked at before anything of it is unfolded: what it is, and whether it is safe to read."""

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Final, Literal, cast

from vmi.formats import limits
from vmi.formats.shape import UnreadableFile

ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
ZipKind = Literal["xlsx", "ods", "archive"]

_SPOOL_BYTES: Final = 8 * 1024 * 1024
_LOCAL_HEADER_BYTES: Final = 30
_IS_ENCRYPTED: Final = 0x1
# Other methods unfold without bound from a few bytes, and no program writes them by itself.
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# Zips that are documents of another kind, by a member that each of them has.
_FOREIGN: Final = {
    "xl/workbook.bin": "xlsb",
    "[Content_Types].xml": "document",
    "Index/Document.iwa": "document",
    "META-INF/MANIFEST.MF": "binary",
}
DAMAGES: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(KeyError, ValueError, IndexError, EOFError, OverflowError, NotImplementedError),
    gzip.BadGzipFile,
)


class CountedStream(io.RawIOBase):
    """A seekable stream that counts what was read of it, for telling the progress."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self.size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self.count += len(block)
        return block

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET and offset < 0:
            raise ValueError("Before the beginning.")
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def seekable(head: bytes, stream: BinaryIO) -> BinaryIO:
    """The stream itself, or what it holds (its head was read already) in an unnamed file."""
    if stream.seekable():
        return stream
    spool = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES))  # noqa: SIM115
    spool.write(head)
    while block := stream.read(limits.BLOCK_BYTES):
        spool.write(block)
    return spool


@contextmanager
def damage_named(code: str) -> Iterator[None]:
    """A zip that breaks the library in any of its ways is refused by `code`."""
    try:
        yield
    except DAMAGES as problem:
        raise UnreadableFile(code) from problem


def opened_zip(
    stream: BinaryIO | io.RawIOBase, *, damaged: str = "damaged_workbook"
) -> zipfile.ZipFile:
    """The zip with its directory read, which is bounded first; raises UnreadableFile(`damaged`)."""
    with damage_named(damaged):
        content = cast("BinaryIO", stream)
        # No public way tells how long the directory is before all of it is held in memory.
        found = zipfile._EndRecData(content)  # type: ignore[attr-defined]
        if found is not None and found[zipfile._ECD_SIZE] > limits.ZIP_DIRECTORY_BYTES:  # type: ignore[attr-defined]
            raise UnreadableFile("zip_bomb")
        return zipfile.ZipFile(content)


def zip_kind(stream: BinaryIO | io.RawIOBase) -> ZipKind:
    """What the zip is by what it holds; raises UnreadableFile for a document that is no table."""
    with opened_zip(stream) as archive:
        names = archive.namelist()
        if "content.xml" in names and "mimetype" in names:
            with damage_named("damaged_workbook"), archive.open("mimetype") as member:
                said = member.read(200)
            if b"spreadsheet" not in said:
                raise UnreadableFile("not_a_table", kind="open_document")
            return "ods"
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    for name, kind in _FOREIGN.items():
        if name in names:
            raise UnreadableFile("not_a_table", kind=kind)
    return "archive"


def refuse_unsafe(archive: zipfile.ZipFile, *, size: int, encrypted: str, damaged: str) -> None:
    """Raise when a member needs a password, overlaps another one or would unfold beyond reason.

    What the directory says of sizes may be a lie: `zipfile` unfolds no more of a member than was said,
    and finds its checksum wrong then. `size` is that of the zip itself.
    """
    members = archive.infolist()
    if any(member.flag_bits & _IS_ENCRYPTED for member in members):
        raise UnreadableFile(encrypted)
    if any(member.compress_type not in _METHODS for member in members):
        raise UnreadableFile(damaged)
    is_bomb = (
        len(members) > limits.ZIP_MEMBERS
        or sum(member.file_size for member in members) > limits.WORKBOOK_BYTES
        or any(is_swollen(member.file_size, member.compress_size) for member in members)
        or _has_overlap(members, size)
    )
    if is_bomb:
        raise UnreadableFile("zip_bomb")


def is_swollen(size: int, packed: int) -> bool:
    """Whether so many bytes from so few packed ones are more than any report's."""
    return size > limits.WORKBOOK_RATIO_FROM_BYTES and size > packed * limits.WORKBOOK_RATIO


def _has_overlap(members: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Whether the same packed bytes are given out as several members."""
    spans: Iterable[tuple[int, int]] = sorted(
        (
            member.header_offset,
            member.header_offset
            + _LOCAL_HEADER_BYTES
            + len(
                member.orig_filename.encode(
                    "utf-8" if member.flag_bits & 0x800 else "cp437", "replace"
                )
            )
            + member.compress_size,
        )
        for member in members
    )
    end = 0
    for begin, its_end in spans:
        if begin < end:
            return True
        end = its_end
    return end > size
