"""EDIFACT text cut into segments, elements and components, as a stream of any length.

pydifact is not used for it: it takes a whole text at once and character by character, at about 60,000
segments a second where cutting by the signs makes a million, and an interchange may be larger than memory.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from vmi.formats import limits
from vmi.formats.edi.openings import Opening
from vmi.formats.edi.shape import Delimiters
from vmi.formats.shape import RAW_CHARACTERS

# 0001: character sets that no look at the text can tell apart; the others are ASCII or Unicode.
CHARSETS: Final = {
    f"UNO{letter}": f"iso8859-{part}"
    for letter, part in zip("DEFGHIJKL", (2, 5, 7, 3, 4, 6, 8, 9, 15), strict=True)
}
_MARK: Final = "\ufeff"
_SERVICE_STRING: Final = "UNA"
_SERVICE_SIGNS: Final = 6
_BAD_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_TEXT: Final = "\ufffd"
_LINE_ENDS: Final = str.maketrans("", "", "\r\n")
# Stand for signs that were released, while the text is cut; no text may contain them.
_STAND_INS: Final = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5"


@dataclass(slots=True)
class Segment:
    """One segment; `elements` begin behind the tag. `position` counts from 1 in its message.

    `flaw` is "bad_character", "bad_encoding" or "too_long" for one that can't be trusted. `repeated`
    are the elements (from 1) that came more than once; only their first coming is kept.
    """

    tag: str
    elements: list[list[str]]
    text: str
    position: int = 0
    flaw: str = ""
    repeated: tuple[int, ...] = ()

    def get(self, element: int, component: int = 1) -> str:
        """A component without blanks at its ends, counted from 1; "" where there is none."""
        if element > len(self.elements):
            return ""
        components = self.elements[element - 1]
        return components[component - 1].strip() if component <= len(components) else ""


def signs_of(opening: Opening, first_text: str, version: str) -> Delimiters:
    """The signs of an interchange; what has no UNA uses those of its syntax version.

    In version 4 an asterisk repeats an element unless UNA says otherwise. The decimal mark is only told
    by UNA; without one both are allowed.
    """
    begin = first_text.lstrip(_MARK + " \t\r\n")
    has_service_string = begin.startswith(_SERVICE_STRING)
    repetition = opening.repetition.decode("latin-1")
    if version < "4":
        repetition = ""
    elif not has_service_string:
        repetition = "*"
    return Delimiters(
        element=opening.element.decode("latin-1"),
        component=opening.component.decode("latin-1"),
        segment=opening.terminator.decode("latin-1"),
        repetition=repetition,
        release=opening.release.decode("latin-1"),
        decimal=begin[len(_SERVICE_STRING) + 2] if has_service_string else "",
    )


def without_service_string(blocks: Iterable[str]) -> Iterator[str]:
    """The text behind UNA and behind what a byte-order mark leaves."""
    begin = ""
    source = iter(blocks)
    for block in source:
        begin = (begin + block).lstrip(_MARK + " \t\r\n")
        if len(begin) >= len(_SERVICE_STRING) + _SERVICE_SIGNS:
            break
    if begin.startswith(_SERVICE_STRING):
        begin = begin[len(_SERVICE_STRING) + _SERVICE_SIGNS :]
    yield begin
    yield from source


def segments(blocks: Iterable[str], signs: Delimiters) -> Iterator[Segment | None]:
    """The segments of a text, UNA being cut off before; None after each block, as a sign of life.

    Line breaks belong to the lines that a carrier wrapped, not to the text. A segment beyond the limit
    is cut there and flawed. What stands behind the last terminator is given only when it is UNZ.
    """
    cutter = _Cutter(signs)
    for block in blocks:
        yield from cutter.cut(block)
        yield None
    if last := cutter.last():
        yield last


class _Cutter:
    def __init__(self, signs: Delimiters) -> None:
        self._signs = signs
        self._rest = ""
        self._is_overlong = False
        self._keeps_line_ends = any(sign in "\r\n" for sign in signs.segment)
        self._released = re.compile(re.escape(signs.release) + "(.)", re.DOTALL)
        pairs = list(zip(_all_signs(signs), _STAND_INS, strict=False))
        self._stand_ins = dict(pairs)
        self._plain = {ord(stand_in): sign for sign, stand_in in pairs}
        self._written = {ord(stand_in): signs.release + sign for sign, stand_in in pairs}

    def cut(self, block: str) -> Iterator[Segment]:
        text = self._rest + (block if self._keeps_line_ends else block.translate(_LINE_ENDS))
        has_released = bool(self._signs.release) and self._signs.release in text
        if has_released:
            # A sign of release at the very end waits for what it releases.
            text = self._released.sub(self._stand_in, text)
        *pieces, self._rest = text.split(self._signs.segment)
        is_plain = text.isprintable() and _NO_TEXT not in text
        for piece in pieces:
            if self._is_overlong or len(piece) > limits.SEGMENT_CHARACTERS:
                self._is_overlong = False
                yield self._overlong(piece)
            elif bare := piece.strip():
                yield self._segment(bare, is_plain=is_plain)
        if len(self._rest) > limits.SEGMENT_CHARACTERS * 2:
            waiting = self._rest[-1] if self._rest[-1] == self._signs.release else ""
            self._rest = self._rest[: limits.SEGMENT_CHARACTERS] + waiting
            self._is_overlong = True

    def last(self) -> Segment | None:
        bare = self._rest.strip()
        return self._segment(bare, is_plain=False) if bare.startswith("UNZ") else None

    def _stand_in(self, found: re.Match[str]) -> str:
        return self._stand_ins.get(found[1], found[1])

    def _overlong(self, piece: str) -> Segment:
        tag = re.match("[A-Z]{0,3}", piece.strip())
        shown = piece.strip()[:RAW_CHARACTERS].translate(self._written)
        return Segment(tag[0] if tag else "", [], shown, flaw="too_long")

    def _segment(self, text: str, *, is_plain: bool) -> Segment:
        signs = self._signs
        elements = [part.split(signs.component) for part in text.split(signs.element)]
        repeated: tuple[int, ...] = ()
        if signs.repetition and signs.repetition in text:
            repeated = tuple(n for n, one in enumerate(elements) if _repeats(one, signs.repetition))
            elements = [_first_of(one, signs.repetition) for one in elements]
        if not text.isascii() and _has_stand_in(text):
            elements = [[part.translate(self._plain) for part in one] for one in elements]
            text = text.translate(self._written)
        flaw = "" if is_plain else _flaw(text)
        return Segment(elements[0][0], elements[1:], text, flaw=flaw, repeated=repeated)


def _all_signs(signs: Delimiters) -> str:
    return signs.element + signs.component + signs.segment + signs.repetition + signs.release


def _has_stand_in(text: str) -> bool:
    return any(stand_in in text for stand_in in _STAND_INS)


def _repeats(components: list[str], sign: str) -> bool:
    return any(sign in one for one in components)


def _first_of(components: list[str], sign: str) -> list[str]:
    kept: list[str] = []
    for one in components:
        first, found, _rest = one.partition(sign)
        kept.append(first)
        if found:
            break
    return kept


def _flaw(text: str) -> str:
    if _BAD_CHARACTER.search(text):
        return "bad_character"
    return "bad_encoding" if _NO_TEXT in text else ""
