"""Short ways for the tests of EDIFACT to write messages and to read them."""

import io
from typing import Any

import pyarrow as pa

from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.reading import read_edi
from vmi.formats.edi.shape import InterchangeRead, MessageRead
from vmi.formats.shape import LINE_SCHEMA, Batch, Note, Reading, RefusedLine

SALES = "SLSRPT:D:01B:UN:EAN005"
STOCK = "INVRPT:D:01B:UN:EAN005"
OLD_STOCK = "INVRPT:D:96A:UN:EAN004"
FORECAST = "SLSFCT:D:01B:UN:EAN006"
ORDER = "ORDERS:D:01B:UN:EAN010"


def message(kind: str, *segments: str, reference: str = "M1") -> str:
    """UNH, the segments and a right UNT; a segment may hold several, parted by blanks and bars."""
    parts = [part.strip() for one in segments for part in one.split(" | ") if part.strip()]
    whole = [f"UNH+{reference}+{kind}", *parts, f"UNT+{len(parts) + 2}+{reference}"]
    return "'\n".join(whole) + "'\n"


def interchange(
    *messages: str, una: str = "", level: str = "UNOC:3", encoding: str = "utf-8"
) -> bytes:
    begin = f"{una}UNB+{level}+4012345000009:14+5412345000013:14+261109:0800+REF1'\n"
    return f"{begin}{''.join(messages)}UNZ+{len(messages)}+REF1'\n".encode(encoding)


class Read:
    """All that came of a file; the law of counts is held to on the way."""

    def __init__(self, content: bytes, reading: Reading | None = None) -> None:
        batches = list(read_edi(io.BytesIO(content), reading or Reading()))
        table = pa.Table.from_batches([batch.lines for batch in batches], LINE_SCHEMA)
        self.full: list[dict[str, Any]] = table.to_pylist()
        self.refused: list[RefusedLine] = [one for batch in batches for one in batch.refused]
        self.notes: list[Note] = [one for batch in batches for one in batch.notes]
        self.interchanges: list[InterchangeRead] = [
            one for batch in batches for one in batch.interchanges
        ]
        numbers = [line["line"] for line in self.full] + [one.line for one in self.refused]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert sum(one.lines for one in self.messages) == len(numbers)
        assert batches[-1].lines_read == len(numbers)
        assert isinstance(batches[-1], Batch)

    @property
    def messages(self) -> list[MessageRead]:
        return [
            one for read in self.interchanges for group in read.groups for one in group.messages
        ]

    @property
    def message(self) -> MessageRead:
        (only,) = self.messages
        return only

    @property
    def problems(self) -> list[tuple[str, str, int, int, int]]:
        """Code, segment, its position, element and component of the only message's problems."""
        return [
            (one.code, one.segment, one.segment_position, one.element, one.component)
            for one in self.message.problems
        ]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What the good lines say, as text, without what is always there."""
        left_out = {"raw", "line", "currency"}
        return [
            {
                name: str(value)
                for name, value in line.items()
                if value is not None and name not in left_out
            }
            for line in self.full
        ]

    @property
    def refusals(self) -> list[tuple[str, str, str]]:
        return [(one.field, one.code, one.value) for one in self.refused]

    @property
    def noted(self) -> list[tuple[str, str, str, int]]:
        return [(one.code, one.field, one.value, one.count) for one in self.notes]


def picked(lines: list[dict[str, Any]], *names: str) -> list[tuple[str | None, ...]]:
    return [tuple(line.get(name) for name in names) for line in lines]


def shown(segments: list[Segment]) -> list[tuple[str, list[list[str]]]]:
    return [(one.tag, one.elements) for one in segments]
