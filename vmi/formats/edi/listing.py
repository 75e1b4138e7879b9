"""The segments of an EDI file one by one, as they stand, for people to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from vmi.formats.edi import edifact_tokens, x12_tokens
from vmi.formats.edi.openings import OPENING_BYTES, opening_at
from vmi.formats.edi.reading import encoding_of, opening_of, text_of
from vmi.formats.edi.shape import Delimiters, InterchangeHead, Standard
from vmi.formats.shape import Reading


@dataclass(frozen=True)
class ListedSegment:
    """One segment; each of `elements` is a list of its components, and `text` what stood there."""

    position: int
    standard: Standard
    tag: str
    elements: tuple[tuple[str, ...], ...]
    text: str


_Row = tuple[str, tuple[tuple[str, ...], ...], str]


def listed_segments(
    stream: BinaryIO, head: InterchangeHead, reading: Reading, *, most: int
) -> list[ListedSegment]:
    """The first segments of one interchange, counted from 1; no more of it is read than they need."""
    blocks = text_of(stream, head, encoding_of(stream, reading))
    first = next(blocks, "")
    opening = opening_at(first[:OPENING_BYTES].encode()) or opening_of(stream, head)
    text = chain((first,), blocks)
    rows: Iterator[_Row]
    if head.standard == "x12":
        signs = opening.delimiters
        pieces = chain.from_iterable(x12_tokens.segments(text, signs))
        rows = (_of_x12(piece, signs.element, signs.component) for piece in pieces)
    else:
        rows = _of_edifact(text, edifact_tokens.signs_of(opening, first, head.version))
    return [
        ListedSegment(position, head.standard, *row)
        for position, row in enumerate(islice(rows, most), 1)
    ]


def _of_x12(piece: str, element: str, component: str) -> _Row:
    tag, *elements = piece.split(element)
    # The header names the sign itself; nothing of it is split by it.
    parts = [(one,) if tag == "ISA" else tuple(one.split(component)) for one in elements]
    return tag, tuple(parts), piece


def _of_edifact(text: Iterator[str], signs: Delimiters) -> Iterator[_Row]:
    whole = edifact_tokens.without_service_string(text)
    for segment in edifact_tokens.segments(whole, signs):
        if segment is not None:
            yield segment.tag, tuple(map(tuple, segment.elements)), segment.text
