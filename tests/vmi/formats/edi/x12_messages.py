"""Short ways for the tests of X12 to write and read messages."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.shape import InterchangeRead, MessageRead
from vmi.formats.files import read
from vmi.formats.shape import LINE_SCHEMA, Batch, Reading, RefusedLine

GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "edi"
ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*TANDEM         *261108*0615*U*00401*{}*0*P*>~"
# What every line has and few tests are about.
PLAIN = ("line", "currency", "raw", "first_day", "last_day", "unit")


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def interchange(*sets: Sequence[str], number: str = "000000001", version: str = "004010") -> bytes:
    """An interchange of sets, each given as its segments from ST to before SE."""
    parts = [ISA.format(number), f"GS*PD*SENDER*TANDEM*20261108*0615*1*X*{version}~"]
    for count, segments in enumerate(sets, start=1):
        parts += [f"{segment}~" for segment in segments]
        parts.append(f"SE*{len(segments) + 1}*{count:04d}~")
    return "\n".join([*parts, f"GE*{len(sets)}*1~", f"IEA*1*{number}~"]).encode()


def activity(
    *segments: str, days: str = "XQ*H*20261101*20261107", place: str = "N1*RL**92*42"
) -> bytes:
    """An interchange of one 852 with these segments of its detail."""
    head = ["ST*852*0001", days, *([place] if place else [])]
    return interchange([*head, *segments])


def batches(content: bytes, dialect: Dialect | None = None) -> list[Batch]:
    """Everything read; the law of lines is checked on the way."""
    reading = Reading(dialect=dialect) if dialect else Reading()
    found = list(read(io.BytesIO(content), "report.edi", reading))
    good = sum(batch.lines.num_rows for batch in found)
    assert found[-1].lines_read == good + sum(len(batch.refused) for batch in found)
    assert found[-1].bytes_read == len(content)
    return found


def rows(found: Sequence[Batch]) -> list[dict[str, Any]]:
    """The good lines, without what is None."""
    table = pa.Table.from_batches([batch.lines for batch in found], LINE_SCHEMA)
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in table.to_pylist()
    ]


def brief(found: Sequence[Batch]) -> list[dict[str, Any]]:
    """The good lines without what is plain, numbers as texts."""
    return [
        {
            name: f"{value.normalize():f}" if hasattr(value, "normalize") else value
            for name, value in row.items()
            if name not in PLAIN
        }
        for row in rows(found)
    ]


def refused(found: Sequence[Batch]) -> list[RefusedLine]:
    return [line for batch in found for line in batch.refused]


def codes(found: Sequence[Batch]) -> list[tuple[str, str, str]]:
    return [(line.field, line.code, line.value) for line in refused(found)]


def notes(found: Sequence[Batch]) -> list[tuple[str, str, str, int]]:
    return [(n.code, n.field, n.value, n.count) for batch in found for n in batch.notes]


def interchanges(found: Sequence[Batch]) -> list[InterchangeRead]:
    return [one for batch in found for one in batch.interchanges]


def messages(found: Sequence[Batch]) -> list[MessageRead]:
    return [
        message for one in interchanges(found) for group in one.groups for message in group.messages
    ]


def told(message: MessageRead) -> list[tuple[str, str, int, int]]:
    """The problems of a message: code, segment, position, element."""
    return [
        (problem.code, problem.segment, problem.segment_position, problem.element)
        for problem in message.problems
    ]
