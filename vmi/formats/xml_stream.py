"""XML of strangers, parsed as a stream: no document type, no entity, no endless piece.

What defusedxml forbids is forbidden here in the same way, in expat's own callbacks. Its element trees are
built in plain Python and take five times as long as these, which matters for a sheet of a million rows.
"""

from collections.abc import Callable
from typing import Final, NoReturn
from xml.parsers import expat

from vmi.formats import limits

# The attributes of an element, by name.
Start = Callable[[str, dict[str, str]], object]
End = Callable[[str], object]
Text = Callable[[str], object]

NAMESPACE_END: Final = " "


class HostileXml(ValueError):
    """It declares a document type or an entity, or one piece of it never ends."""


class XmlStream:
    """Feeds blocks to three callbacks; names are `namespace local`, as expat joins them."""

    def __init__(self, start: Start, end: End, text: Text) -> None:
        parser = expat.ParserCreate(namespace_separator=NAMESPACE_END)
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.UnparsedEntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        self._parser = parser
        self._fed = 0

    def feed(self, block: bytes) -> None:
        """Parse on; raises HostileXml, or expat.ExpatError for what is no XML."""
        self._parser.Parse(block, False)
        self._fed += len(block)
        # Expat reads an unfinished piece from its beginning each time: one without end takes for ever.
        if self._fed - self._parser.CurrentByteIndex > limits.LINE_CHARACTERS:
            raise HostileXml("A piece without end.")

    def finish(self) -> None:
        self._parser.Parse(b"", True)


def _refuse(*_declared: object) -> NoReturn:
    raise HostileXml("A declaration.")
