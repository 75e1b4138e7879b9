"""The encoding of a text that does not say it, and what is no text at all."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from charset_normalizer import from_bytes

from vmi.formats import limits
from vmi.formats.shape import UnreadableFile

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC: Final = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
)
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE: Final = re.compile(rb"\s*<(?:!doctype|html|head|table|meta)", re.IGNORECASE)
_CONTROLS: Final = bytes(sorted({*range(9), *range(14, 27), *range(28, 32)}))
_ASCII: Final = bytes(range(128))
_SIDE_BY_SIDE: Final = re.compile(rb"[\x80-\xff]{2,}")
# Enough text to judge by, in bytes that are not ASCII.
_JUDGED_BYTES: Final = 16 * 1024


def refuse_foreign(head: bytes) -> None:
    """Raise when the first bytes are of a picture, an archive, a web page … and not of a table."""
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UnreadableFile("empty_file")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise UnreadableFile("not_a_table", kind=kind)
    if head.startswith(_OLD_OFFICE):
        raise UnreadableFile("encrypted_workbook" if _ENCRYPTED in head else "old_excel")
    if _WEB_PAGE.match(head):
        raise UnreadableFile("not_a_table", kind="web_page")
    if head.lstrip().startswith(b"<?xml"):
        raise UnreadableFile("not_a_table", kind="xml")


def marked_encoding(head: bytes) -> str | None:
    """The encoding by byte-order mark, or by the zero bytes of UTF-16 without one."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[: 4096 - len(head) % 2]
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if zeros_odd > half * 0.3 and zeros_even < half * 0.05:
        return "utf-16-le"
    if zeros_even > half * 0.3 and zeros_odd < half * 0.05:
        return "utf-16-be"
    return None


def find_encoding(head: bytes) -> str | None:
    """The encoding of the head; None when it is plain ASCII so far, which says nothing of the rest."""
    if marked := marked_encoding(head):
        return marked
    if len(head.translate(None, _CONTROLS)) < len(head) * 0.9:
        raise UnreadableFile("not_a_table", kind="binary")
    if head.isascii():
        return None
    if _is_utf8(head):
        return "utf-8"
    if _is_chinese(head):
        return "gb18030"
    return _best_guess(head)


def is_guess(encoding: str) -> bool:
    """Whether `find_encoding` can only have weighed this encoding, not proven it."""
    return not encoding.startswith("utf") and encoding != "gb18030"


def _is_utf8(head: bytes) -> bool:
    """Strictly UTF-8 but for a cut last character, or for a few broken bytes among many good ones."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    broken = text.count("�") - head.count("�".encode())
    if broken <= 0:
        return True
    good = sum(1 for letter in text if letter > "\x7f") - broken
    return good > broken * 20


def _is_chinese(head: bytes) -> bool:
    """GB18030, when nearly all pairs are everyday characters: accents of Latin-1 pair into rare ones."""
    text = codecs.getincrementaldecoder("gb18030")("replace").decode(head)
    wide = [letter for letter in text if letter > "\x7f"]
    everyday = sum(1 for letter in wide if _is_everyday(letter))
    return bool(wide) and everyday >= len(wide) * 0.7 and text.count("�") * 20 <= len(wide)


def _is_everyday(letter: str) -> bool:
    try:
        lead = letter.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    # Rows 1 to 3 are punctuation and full-width letters, rows 16 to 55 the common characters.
    return lead in range(0xA1, 0xA4) or lead in range(0xB0, 0xD8)


def _best_guess(head: bytes) -> str:
    """Western text, whose accents stand alone between plain letters; else the likeliest of a few."""
    head = head[: head.rfind(b"\n") + 1] or head
    telling = b"\n".join(line for line in head.splitlines() if not line.isascii())[:_JUDGED_BYTES]
    names = ["cp1252", "cp1250", "cp1251", "big5", "cp932", "euc_kr"]
    in_company = sum(map(len, _SIDE_BY_SIDE.findall(telling)))
    is_western = in_company * 4 < len(telling.translate(None, _ASCII))
    best = None if is_western else from_bytes(telling, cp_isolation=names, threshold=0.5).best()
    for name in ((best.encoding,) if best else ()) + ("cp1252",):
        try:
            head.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def first_telling_block(stream: BinaryIO) -> bytes:
    """The next block of a seekable stream that is not plain ASCII, or nothing; the place is kept."""
    place = stream.tell()
    try:
        while block := stream.read(limits.BLOCK_BYTES):
            if not block.isascii():
                start = next(index for index, byte in enumerate(block) if byte > 0x7F)
                return block[start:]
        return b""
    finally:
        stream.seek(place)


def decoded(head: bytes, stream: BinaryIO, encoding: str) -> Iterator[tuple[str, int]]:
    """The text in blocks, each with the bytes read so far; a byte that is no text becomes U+FFFD."""
    try:
        "".encode(encoding)  # refuses what is a codec but no text encoding
        decoder = codecs.getincrementaldecoder(encoding)("replace")
    except LookupError as problem:
        raise UnreadableFile("unknown_encoding", encoding=encoding) from problem
    read = len(head)
    if text := decoder.decode(head):
        yield text, read
    while block := stream.read(limits.BLOCK_BYTES):
        read += len(block)
        yield decoder.decode(block), read
    if rest := decoder.decode(b"", final=True):
        yield rest, read
