"""What a sender says of a file, completed by what its head suggests."""

from dataclasses import replace
from typing import BinaryIO

from vmi.formats.files import outline
from vmi.formats.shape import Reading, UnreadableFile


def with_suggested_columns(content: BinaryIO, filename: str, reading: Reading) -> Reading:
    """The reading, where columns that it does not name stay as the head suggests.

    The content is read from its beginning and left there; what is no table keeps the reading as said.
    """
    try:
        found = outline(content, filename, replace(reading, columns={}))
    except UnreadableFile:
        return reading
    finally:
        content.seek(0)
    return replace(reading, columns={**found.reading.columns, **reading.columns})
