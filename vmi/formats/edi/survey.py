"""A first quick look at an EDI file: which interchanges are in it, from where to where."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, Final, TypedDict

from vmi.formats import limits
from vmi.formats.edi.openings import (
    BEGIN,
    OPENING_BYTES,
    Opening,
    is_released,
    opening_at,
    segment_end,
    split_released,
)
from vmi.formats.edi.shape import INTERCHANGES_TOLD, InterchangeHead, Standard
from vmi.formats.shape import UnreadableFile

_MARK: Final = b"\xef\xbb\xbf"
# A mail's head or a carrier's line may stand before the first interchange.
_SEARCHED_BYTES: Final = 4 * 1024
_HALF: Final = re.compile(
    rb"(?P<x12>ISA(?P<sign>[^A-Za-z0-9\s,;])[A-Z0-9 ]{2}(?P=sign))|(?P<edifact>UNA[^\w\s]|UNB\+UNO)"
)
_ACKNOWLEDGEMENTS: Final = frozenset({"997", "999", "TA1", "CONTRL"})


def looks_like_edi(head: bytes) -> Standard | None:
    """The standard that the first bytes of a file are written in; None for what is no EDI.

    A damaged opening counts too: it is EDI that can't be read, not a table.
    """
    begin = head.removeprefix(_MARK).lstrip()
    if half := _HALF.match(begin):
        return "x12" if half["x12"] else "edifact"
    if opening := opening_at(begin):
        return opening.standard
    searched = begin[:_SEARCHED_BYTES]
    for found in BEGIN.finditer(searched):
        opening = opening_at(begin, found.start())
        if opening and opening.is_enveloped:
            return opening.standard
    return None


def survey(stream: BinaryIO) -> tuple[InterchangeHead, ...]:
    """Every interchange of a seekable file in order, in flat memory.

    `messages` are the kinds in it, each once. Messages without an envelope are one interchange that is
    not enveloped. What stands between interchanges is in none of them. Raises UnreadableFile when there
    is not one, or a segment never ends.
    """
    stream.seek(0)
    heads: list[InterchangeHead] = []
    for head in _Survey(stream).heads():
        if len(heads) == INTERCHANGES_TOLD:
            raise UnreadableFile("too_many_interchanges", limit=INTERCHANGES_TOLD)
        heads.append(head)
    if not heads:
        raise UnreadableFile("broken_envelope")
    return tuple(heads)


@dataclass
class _Digest:
    """A hash that leaves out white space at the end, as it may not be the end yet."""

    hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    spaces: bytes = b""

    def take(self, piece: bytes) -> None:
        whole = self.spaces + piece
        bare = whole.rstrip()
        self.spaces = whole[len(bare) :]
        if len(self.spaces) > limits.BLOCK_BYTES:
            bare, self.spaces = whole, b""
        self.hash.update(bare)


class _Survey:
    """A window over the stream: `buffer` begins at byte `base` of the file."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.buffer = b""
        self.base = 0
        self.is_whole = False

    def heads(self) -> Iterator[InterchangeHead]:
        position = 0
        while (opening := self._next_opening()) is not None:
            position += 1
            yield self._interchange(opening, position)

    def _more(self) -> bool:
        block = self._stream.read(limits.BLOCK_BYTES)
        self.is_whole = not block
        self.buffer += block
        return bool(block)

    def _drop(self, size: int) -> bytes:
        dropped, self.buffer = self.buffer[:size], self.buffer[size:]
        self.base += size
        return dropped

    def _next_opening(self) -> Opening | None:
        """The next opening, the buffer beginning with it; what stands before is let go."""
        begin = 0
        while True:
            found = BEGIN.search(self.buffer, begin)
            start = found.start() if found else max(begin, len(self.buffer) - 64)
            if not self.is_whole and len(self.buffer) - start < OPENING_BYTES:
                self._drop(start)
                begin = 0
                self._more()
                continue
            if not found:
                return None
            if opening := opening_at(self.buffer, start):
                self._drop(start)
                return opening
            begin = start + 1

    def _interchange(self, opening: Opening, position: int) -> InterchangeHead:
        first_byte, digest = self.base, _Digest()
        kinds = _first_kinds(opening)
        tags = _tags(opening.terminator, opening.element)
        while True:
            is_end, place = self._end(opening, tags, first_byte, kinds)
            digest.take(self._drop(place))
            if is_end:
                break
            if len(self.buffer) > limits.SEGMENT_CHARACTERS * 4:
                raise UnreadableFile("segment_too_long", limit=limits.SEGMENT_CHARACTERS)
            self._more()
        span = (first_byte, self.base - len(digest.spaces))
        return _head(opening, position, span, digest.hash.hexdigest(), tuple(kinds))

    def _end(
        self, opening: Opening, tags: re.Pattern[bytes], first_byte: int, kinds: dict[str, None]
    ) -> tuple[bool, int]:
        """True and where the interchange ends in the buffer, or False and up to where it is looked at."""
        for found in tags.finditer(self.buffer):
            start = found.start("tag")
            if is_released(self.buffer, found.start(), opening.release):
                continue
            if not self.is_whole and len(self.buffer) - start < OPENING_BYTES:
                return False, found.start()
            if found["tag"] in _BEGIN_OR_END:
                # UNB stands right behind its UNA.
                is_first = self.base + start - first_byte <= 24
                end = None if is_first else self._end_at(opening, start, found["tag"])
                if end is not None:
                    return True, end
            elif kind := _kind(self.buffer[start : start + 200], opening):
                kinds[kind] = None
        return (True, len(self.buffer)) if self.is_whole else (False, self._last(opening))

    def _end_at(self, opening: Opening, start: int, tag: bytes) -> int | None:
        """The end behind a trailer, or before another opening; None when it only looks like one."""
        if tag in _TRAILERS:
            end = segment_end(self.buffer, opening.terminator, opening.release, start)
            return len(self.buffer) if end < 0 else end + len(opening.terminator)
        return start if opening_at(self.buffer, start) else None

    def _last(self, opening: Opening) -> int:
        """Where the last terminator stands: it is kept, as what follows it may be a tag."""
        place = self.buffer.rfind(opening.terminator)
        while place > 0 and is_released(self.buffer, place, opening.release):
            place = self.buffer.rfind(opening.terminator, 0, place)
        return max(place, 0)


_TRAILERS: Final = frozenset({b"IEA", b"UNZ"})
_BEGIN_OR_END: Final = _TRAILERS | {b"ISA", b"UNA", b"UNB"}


@lru_cache(maxsize=64)
def _tags(terminator: bytes, element: bytes) -> re.Pattern[bytes]:
    """Finds the segments that matter here, each behind a terminator."""
    sign = re.escape(element)
    tags = rb"(?P<tag>(?:IEA|ST|TA1|UNZ|UNH)(?=" + sign + rb")|ISA|UNA|UNB)"
    return re.compile(re.escape(terminator) + rb"\s*" + tags)


def _kind(segment: bytes, opening: Opening) -> str:
    """The kind of message that a segment begins; "" when it says none."""
    bare = segment.split(opening.terminator, 1)[0]
    elements = bare.split(opening.element)
    if elements[0] == b"TA1":
        return "TA1"
    place = 1 if elements[0] == b"ST" else 2
    named = elements[place] if len(elements) > place else b""
    if opening.component:
        named = named.split(opening.component)[0]
    return named.decode("ascii", "replace").strip()[:10]


def _first_kinds(opening: Opening) -> dict[str, None]:
    """The kind of a message that is itself the opening."""
    tag = opening.elements[0]
    if tag == "ST":
        return {opening.elements[1]: None}
    if tag == "UNH" and len(opening.elements) > 2:
        return {opening.elements[2].split(opening.component.decode("latin-1"))[0]: None}
    return {}


def _head(
    opening: Opening, position: int, span: tuple[int, int], sha256: str, kinds: tuple[str, ...]
) -> InterchangeHead:
    elements = (*opening.elements, *[""] * 12)
    return InterchangeHead(
        position=position,
        standard=opening.standard,
        sha256=sha256,
        first_byte=span[0],
        end_byte=span[1],
        messages=kinds,
        is_acknowledgement=bool(kinds) and _ACKNOWLEDGEMENTS.issuperset(kinds),
        is_enveloped=opening.is_enveloped,
        **_names(elements, opening),
        **_asked(elements, opening),
    )


class _Names(TypedDict):
    sender: str
    sender_qualifier: str
    receiver: str
    receiver_qualifier: str
    control_number: str
    version: str
    is_test: bool


def _names(elements: tuple[str, ...], opening: Opening) -> _Names:
    tag = elements[0]
    if tag == "ISA":
        picked, is_test = (6, 5, 8, 7, 13, 12), elements[15] == "T"
        sender, qualifier, receiver, its_qualifier, number, version = (elements[i] for i in picked)
    elif tag == "GS":
        sender, receiver, number, version = (elements[i] for i in (2, 3, 6, 8))
        qualifier = its_qualifier = ""
        is_test = False
    elif tag == "UNB":
        sender, qualifier = _party(elements[2], opening)
        receiver, its_qualifier = _party(elements[3], opening)
        number, version, is_test = elements[5], elements[1], elements[11] == "1"
    else:
        sender = qualifier = receiver = its_qualifier = number = version = ""
        is_test = False
    return _Names(
        sender=sender.strip(),
        sender_qualifier=qualifier.strip(),
        receiver=receiver.strip(),
        receiver_qualifier=its_qualifier.strip(),
        control_number=number.strip(),
        version=version.strip(),
        is_test=is_test,
    )


class _Asked(TypedDict):
    made_on: str
    made_at: str
    wants_acknowledgement: bool


def _asked(elements: tuple[str, ...], opening: Opening) -> _Asked:
    """What an answer repeats of the envelope, and whether it was asked for."""
    made_on = made_at = asked = ""
    if elements[0] == "ISA":
        made_on, made_at, asked = elements[9], elements[10], elements[14]
    elif elements[0] == "UNB":
        made_on, made_at = _party(elements[4], opening)
        asked = elements[9]
    return _Asked(
        made_on=made_on.strip(), made_at=made_at.strip(), wants_acknowledgement=asked == "1"
    )


def _party(element: str, opening: Opening) -> tuple[str, str]:
    """Name and qualifier of UNB S002 or S003; what was released is written plainly."""
    parts = split_released(element.encode(), opening.component, opening.release)
    release = opening.release
    plain = [
        re.sub(re.escape(release) + rb"(.)", rb"\1", part) if release else part for part in parts
    ]
    return plain[0].decode(), plain[1].decode() if len(plain) > 1 else ""
