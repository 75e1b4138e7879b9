"""How an interchange begins: who wrote it to whom, and with which signs it is written."""

import re
from dataclasses import dataclass
from typing import Final

from vmi.formats.edi.shape import Delimiters, Standard

# What is needed of an interchange to read its opening.
OPENING_BYTES: Final = 1_024

# Where something may begin. ISA and UNB prove themselves; messages without an envelope must look it.
BEGIN: Final = re.compile(
    rb"""(?P<isa>ISA(?P<sign>[^A-Za-z0-9\s])[^\r\n]{2,10}?(?P=sign))
    |(?P<una>UNA[^\r\n]{5}[^A-Za-z0-9]\s*(?=UNB))
    |(?P<unb>UNB[^\w\s][A-Z]{4}[^\w\s][0-9])
    |(?<![A-Za-z0-9*+|~^])(?P<gs>GS(?P<gsign>[^\w\s,;.:"'])[A-Z]{2}(?P=gsign))
    |(?<![A-Za-z0-9*+|~^])(?P<st>ST(?P<ssign>[^\w\s,;.:"'])[0-9]{3}(?P=ssign)[A-Za-z0-9]{1,9})
    |(?<![A-Za-z0-9*+|~^])(?P<unh>UNH[^\w\s,;][\w-]{1,35}[^\w\s,;][A-Z]{6}[^\w\s,;])""",
    re.VERBOSE,
)
_ISA_ELEMENTS: Final = 16
_GS_ELEMENTS: Final = 8
_EDIFACT_SIGNS: Final = b":+.? '"


@dataclass(frozen=True)
class Opening:
    """The first segment of an interchange; `signs` are bytes, as the file has them.

    `terminator` may be several bytes: a sign of more than one byte, or a line end.
    """

    standard: Standard
    elements: tuple[str, ...]
    element: bytes
    component: bytes
    terminator: bytes
    release: bytes = b""
    repetition: bytes = b""
    decimal: bytes = b"."
    is_enveloped: bool = True

    @property
    def delimiters(self) -> Delimiters:
        """The signs as text; of an opening that was made of text, exactly as they stand in it."""
        return Delimiters(
            element=_text(self.element),
            component=_text(self.component),
            segment=_text(self.terminator),
            repetition=_text(self.repetition),
            release=_text(self.release),
            decimal=_text(self.decimal),
        )


def opening_at(content: bytes, start: int = 0) -> Opening | None:
    """The opening that stands at `start`; None when what stands there is none, or only half of one."""
    found = BEGIN.match(content, start)
    if not found:
        return None
    piece = content[start : start + OPENING_BYTES]
    kind = found.lastgroup or ""
    if found["isa"]:
        return _isa(piece)
    if found["gs"]:
        return _bare_x12(piece, _GS_ELEMENTS)
    if found["st"]:
        return _bare_x12(piece, 2)
    return _edifact(piece, has_service_string=bool(found["una"]), is_enveloped=kind != "unh")


def _isa(piece: bytes) -> Opening | None:
    """The fields of ISA have fixed widths, which not everybody keeps: the signs tell them apart."""
    sign = piece[3:4]
    elements = piece.split(sign, _ISA_ELEMENTS)
    if len(elements) <= _ISA_ELEMENTS or len(b"".join(elements[:_ISA_ELEMENTS])) > 200:
        return None
    rest = elements[_ISA_ELEMENTS]
    width = _width(rest)
    component, behind = rest[:width], rest[width:]
    terminator = _terminator(behind, sign)
    if terminator in (b"", b"\n", b"\r") and _ends_with(behind, component):
        # ISA16 was left out: what stands in its place ends the segment.
        component, terminator = b"", component
    if not terminator:
        return None
    texts = (*(_text(one).strip() for one in elements[:_ISA_ELEMENTS]), _text(component))
    repetition = elements[11].strip()
    # Up to version 00402 this element named the standard, with a letter.
    is_sign = len(repetition) == 1 and not repetition.isalnum()
    return Opening(
        "x12",
        texts,
        element=sign,
        component=component,
        terminator=terminator,
        repetition=repetition if is_sign else b"",
    )


def _width(content: bytes) -> int:
    """The bytes of the first sign, which need not be ASCII."""
    for width in (1, 2, 3):
        try:
            content[:width].decode()
        except UnicodeDecodeError:
            continue
        return width
    return 1


def _terminator(behind: bytes, sign: bytes) -> bytes:
    """What stands between a segment and the next one, without the white space around it."""
    shape = rb"([^A-Za-z0-9]*?)(\s*)[A-Z][A-Z0-9]{1,2}" + re.escape(sign)
    found = re.match(shape, behind)
    if not found:
        # Nothing follows, or nothing that is a segment.
        first = behind.lstrip(b" ")[:1]
        return b"" if first.isalnum() else first
    if found[1]:
        return found[1].rstrip() or found[1][-1:]
    return b"\n" if b"\n" in found[2] else found[2][-1:].strip(b" ")


def _ends_with(behind: bytes, sign: bytes) -> bool:
    line = behind.lstrip().split(b"\n", 1)[0].rstrip()
    return bool(sign) and not sign.isalnum() and (line.endswith(sign) or not behind[:1].isspace())


def _bare_x12(piece: bytes, elements: int) -> Opening | None:
    """GS or ST without ISA: the end of its last element shows what ends a segment."""
    sign = piece[2:3]
    parts = piece.split(sign, elements)
    if len(parts) <= elements:
        return None
    last = parts[elements]
    width = len(last) - len(last.lstrip(_WORD))
    version = re.match(re.escape(sign) + rb"[A-Za-z0-9]*", last[width:])
    behind = last[width + (version.end() if version else 0) :]
    terminator = _terminator(behind, sign)
    if not terminator:
        return None
    texts = tuple(_text(one).strip() for one in [*parts[:elements], last[:width]])
    return Opening(
        "x12",
        texts,
        element=sign,
        component=b"" if terminator in (b">", b":") else b">",
        terminator=terminator,
        is_enveloped=False,
    )


def _edifact(piece: bytes, *, has_service_string: bool, is_enveloped: bool) -> Opening | None:
    signs = _EDIFACT_SIGNS
    if has_service_string:
        signs, piece = piece[3:9], piece[9:].lstrip()
    component, element, release = signs[0:1], signs[1:2], signs[3:4].strip()
    terminator = signs[5:6]
    end = segment_end(piece, terminator, release)
    if end < 0:
        return None
    return Opening(
        "edifact",
        tuple(map(_text, split_released(piece[:end], element, release))),
        element=element,
        component=component,
        terminator=terminator,
        release=release,
        repetition=signs[4:5].strip(),
        decimal=signs[2:3],
        is_enveloped=is_enveloped,
    )


def segment_end(content: bytes, terminator: bytes, release: bytes, start: int = 0) -> int:
    """Where the segment's terminator stands; -1 when there is none."""
    place = content.find(terminator, start)
    while place >= 0 and is_released(content, place, release):
        place = content.find(terminator, place + 1)
    return place


def is_released(content: bytes, place: int, release: bytes) -> bool:
    """Whether the sign at `place` is text: an odd number of release signs stands before it."""
    if not release:
        return False
    first = place
    while first > 0 and content[first - 1 : first] == release:
        first -= 1
    return (place - first) % 2 == 1


def split_released(segment: bytes, sign: bytes, release: bytes) -> list[bytes]:
    """The parts between `sign`, release signs kept."""
    parts: list[bytes] = []
    begin = place = 0
    while (place := segment.find(sign, place)) >= 0:
        if not is_released(segment, place, release):
            parts.append(segment[begin:place])
            begin = place + 1
        place += 1
    return [*parts, segment[begin:]]


_WORD: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_."


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
