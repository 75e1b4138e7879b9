"""All lines of an EDI file, interchange by interchange, whatever standard each is written in."""

import codecs
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from importlib import import_module
from itertools import chain
from types import MappingProxyType
from typing import BinaryIO, Final, cast

from vmi.formats import limits
from vmi.formats.edi.building import InterchangeLines, Verdict, empty_batch
from vmi.formats.edi.edifact_tokens import CHARSETS
from vmi.formats.edi.openings import OPENING_BYTES, Opening, opening_at
from vmi.formats.edi.shape import InterchangeHead, InterchangeRead, Standard
from vmi.formats.edi.survey import survey
from vmi.formats.encodings import find_encoding, first_telling_block, is_guess
from vmi.formats.shape import Batch, Note, Reading, UnreadableFile

# Reads the text of one interchange, says its lines to `lines`, yields now and then so that progress can
# be told, and returns what acknowledgements are made of.
ReadInterchange = Callable[
    [Iterator[str], Opening, InterchangeHead, Reading, InterchangeLines],
    Generator[None, None, InterchangeRead],
]

# So many bytes of an interchange are read between two signs of life.
_PULSE_BYTES: Final = 8 * 1024 * 1024
_SHOWN_BYTES: Final = 200
_MODULES: Final[Mapping[Standard, str]] = {
    "x12": "vmi.formats.edi.x12",
    "edifact": "vmi.formats.edi.edifact",
}


def read_edi(
    stream: BinaryIO, reading: Reading, *, verdicts: Mapping[int, str] = MappingProxyType({})
) -> Iterator[Batch]:
    """Every line of a seekable file in batches; lines are numbered through all its interchanges.

    `verdicts` say by an interchange's position what becomes of its lines; without one they are taken.
    Lines come when their interchange has ended: batches without lines only tell how far reading is.
    """
    heads = survey(stream)
    encoding = encoding_of(stream, reading)
    next_line, place = 1, 0
    for head in heads:
        outside = _note_between(stream, place, head.first_byte, next_line)
        if outside:
            yield empty_batch(next_line - 1, head.first_byte, (outside,))
        verdict = cast("Verdict", verdicts.get(head.position, "take"))
        lines = InterchangeLines(reading, first_line=next_line, verdict=verdict)
        read = yield from _driven(stream, head, encoding, reading, lines)
        yield from lines.batches(read, head.end_byte)
        next_line, place = lines.next_line, head.end_byte
    size = stream.seek(0, 2)
    outside = _note_between(stream, place, size, next_line)
    yield empty_batch(next_line - 1, size, (outside,) if outside else ())


def encoding_of(stream: BinaryIO, reading: Reading) -> str:
    """The encoding given, or found in the first part of the file that is not plain ASCII, or UTF-8."""
    if reading.encoding:
        try:
            codecs.lookup(reading.encoding)
        except LookupError as problem:
            raise UnreadableFile("unknown_encoding", encoding=reading.encoding) from problem
        return reading.encoding
    stream.seek(0)
    try:
        found = find_encoding(first_telling_block(stream)) or "utf-8"
    except UnreadableFile:
        # Too many control characters for a text: each segment that holds one says so.
        return "latin-1"
    return (is_guess(found) and _declared(stream)) or found


def _declared(stream: BinaryIO) -> str:
    """The encoding of the character set that the first UNB names; "" where it names none."""
    stream.seek(0)
    begin = stream.read(OPENING_BYTES)
    level = re.search(rb"UNB[^A-Z](UNO[A-Z])", begin)
    return CHARSETS.get(level[1].decode(), "") if level else ""


def text_of(stream: BinaryIO, head: InterchangeHead, encoding: str) -> Iterator[str]:
    """The text of one interchange in blocks; a byte that is no text becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    place = head.first_byte
    while place < head.end_byte:
        stream.seek(place)
        block = stream.read(min(limits.BLOCK_BYTES, head.end_byte - place))
        if not block:
            break
        place += len(block)
        yield decoder.decode(block)
    if rest := decoder.decode(b"", final=True):
        yield rest


def opening_of(stream: BinaryIO, head: InterchangeHead) -> Opening:
    """How the interchange is written, as the survey has seen it."""
    stream.seek(head.first_byte)
    opening = opening_at(stream.read(OPENING_BYTES))
    if opening is None:
        raise UnreadableFile("broken_envelope")
    return opening


def _driven(
    stream: BinaryIO,
    head: InterchangeHead,
    encoding: str,
    reading: Reading,
    lines: InterchangeLines,
) -> Generator[Batch, None, InterchangeRead]:
    """Read the interchange, and give a sign of life while its lines wait for its end."""
    told, come = head.first_byte, lines.next_line - 1
    text = text_of(stream, head, encoding)
    first = next(text, "")
    # The signs as they are in the text, whatever bytes they are in the file.
    opening = opening_at(first[:OPENING_BYTES].encode()) or opening_of(stream, head)
    reader = _reader(head.standard)(chain((first,), text), opening, head, reading, lines)
    while True:
        try:
            next(reader)
        except StopIteration as end:
            return cast("InterchangeRead", end.value)
        if stream.tell() - told >= _PULSE_BYTES:
            told = stream.tell()
            yield empty_batch(come, told)


def _reader(standard: Standard) -> ReadInterchange:
    """By name, so that the readers may use what is here."""
    return cast("ReadInterchange", import_module(_MODULES[standard]).read_interchange)


def _note_between(stream: BinaryIO, first: int, end: int, line: int) -> Note | None:
    """What stands outside of all interchanges, if it is more than white space."""
    stream.seek(first)
    shown = stream.read(min(end - first, _SHOWN_BYTES * 20)).strip(b"\xef\xbb\xbf \t\r\n\x00\x1a")
    if not shown:
        return None
    text = shown[:_SHOWN_BYTES].decode("utf-8", "replace")
    return Note("text_outside", "", text.replace("\x00", "␀"), line, "")
