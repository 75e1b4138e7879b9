"""What an EDI file shows before it is read."""

from dataclasses import replace
from typing import BinaryIO

from vmi.formats import limits
from vmi.formats.edi.reading import encoding_of, opening_of
from vmi.formats.edi.survey import survey
from vmi.formats.encodings import is_guess
from vmi.formats.shape import Outline, Reading


def edi_outline(stream: BinaryIO, reading: Reading) -> Outline:
    """Its interchanges, and the first segments of the first one as rows of elements.

    Raises UnreadableFile for a file without an interchange that could be read.
    """
    heads = survey(stream)
    encoding = encoding_of(stream, reading)
    first, opening = heads[0], opening_of(stream, heads[0])
    stream.seek(first.first_byte)
    text = stream.read(limits.SAMPLE_ROWS * limits.SAMPLE_CELL_CHARACTERS).decode(
        encoding, "replace"
    )
    terminator = opening.terminator.decode(encoding, "replace")
    element = opening.element.decode(encoding, "replace")
    segments = [segment.strip() for segment in text.split(terminator)][: limits.SAMPLE_ROWS]
    return Outline(
        kind=first.standard,
        headers=(first.standard, first.sender, next(iter(first.messages), "")),
        sample=tuple(
            tuple(cell[: limits.SAMPLE_CELL_CHARACTERS] for cell in segment.split(element))
            for segment in segments
            if segment
        ),
        reading=replace(reading, encoding=encoding),
        sheets=(),
        missing=(),
        ambiguous=("encoding",) if not reading.encoding and is_guess(encoding) else (),
        interchanges=heads,
    )
