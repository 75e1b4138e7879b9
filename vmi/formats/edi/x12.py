"""Reads X12 interchanges: envelopes and their numbers, and each set by the reader of its kind.

A set is rejected (R) when it can't be relied on to be whole: SE is missing, its count or control number
is wrong, CTT01 counts other lines than there are, the segment that begins it is missing, or it is no set
that we take. With any other problem it is accepted with errors (E): the lines that can be read count. A
group whose GE does not agree, and an interchange whose IEA does not, are rejected with all that is in them.
"""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from vmi.formats import limits
from vmi.formats.edi.building import InterchangeLines, Item
from vmi.formats.edi.openings import Opening
from vmi.formats.edi.shape import (
    Acceptance,
    Delimiters,
    GroupRead,
    InterchangeHead,
    InterchangeRead,
    MessageRead,
    SyntaxProblem,
)
from vmi.formats.edi.x12_830 import PlanningSchedule
from vmi.formats.edi.x12_846 import InventoryAdvice
from vmi.formats.edi.x12_850 import PurchaseOrder
from vmi.formats.edi.x12_852 import ProductActivity
from vmi.formats.edi.x12_867 import ResaleReport
from vmi.formats.edi.x12_grammar import ElementProblem, Walk, element_problems, structure_of
from vmi.formats.edi.x12_message import MessageContext, Problems, Segment
from vmi.formats.edi.x12_tokens import Numbers, segments
from vmi.formats.shape import Reading


class _Reader(Protocol):
    @property
    def line_counts(self) -> frozenset[int]: ...
    def take(self, segment: Segment) -> None: ...
    def finish(self) -> None: ...


_READERS: Final[Mapping[str, type[_Reader]]] = {
    "852": ProductActivity,
    "846": InventoryAdvice,
    "867": ResaleReport,
    "830": PlanningSchedule,
    "850": PurchaseOrder,
}
# Answers to what we sent: nothing is wrong with them, and nothing is in them for us.
_ANSWERS: Final = frozenset({"997", "999"})
_REJECTING: Final = frozenset(
    {
        *("missing_trailer", "wrong_segment_count", "wrong_control_number", "wrong_line_count"),
        *("unknown_message", "missing_beginning"),
    }
)


def read_interchange(
    text: Iterator[str],
    opening: Opening,
    head: InterchangeHead,
    reading: Reading,
    lines: InterchangeLines,
) -> Generator[None, None, InterchangeRead]:
    """Say all lines of the interchange to `lines`, and return what its acknowledgement is made of."""
    interchange = _Interchange(opening, head, reading, lines)
    for block in segments(text, opening.delimiters):
        for segment in block:
            interchange.take(segment)
        yield
    return interchange.finished()


@dataclass
class _Group:
    kind: str = ""
    control_number: str = ""
    version: str = ""
    sender: str = ""
    receiver: str = ""
    agency: str = ""
    declared: int | None = None
    is_bare: bool = False
    messages: list[MessageRead] = field(default_factory=list)
    problems: list[SyntaxProblem] = field(default_factory=list)


@dataclass
class _Message:
    kind: str
    reference: str
    walk: Walk | None
    reader: _Reader | None
    problems: Problems
    position: int = 1


class _Interchange:
    def __init__(
        self, opening: Opening, head: InterchangeHead, reading: Reading, lines: InterchangeLines
    ) -> None:
        self._head, self._reading, self._lines = head, reading, lines
        self._signs: Delimiters = opening.delimiters
        self._numbers = Numbers()
        self._items: dict[str, Item] = {}
        self._groups: list[GroupRead] = []
        self._problems: list[SyntaxProblem] = []
        self._group: _Group | None = None
        self._message: _Message | None = None
        self._has_trailer = False
        self._known: dict[str, tuple[ElementProblem, ...]] = {}

    def take(self, text: str) -> None:
        elements = text.split(self._signs.element)
        tag = elements[0]
        message = self._message
        if tag in _ENVELOPE:
            _ENVELOPE[tag](self, Segment(message.position + 1 if message else 1, elements, text))
        elif message is not None:
            message.position += 1
            self._take_inside(message, Segment(message.position, elements, text))
        elif tag not in _OF_THE_INTERCHANGE:
            self._problems.append(SyntaxProblem("broken_envelope", tag[:3]))

    def finished(self) -> InterchangeRead:
        """What was read, however it ended."""
        self._end_group(None)
        if not self._has_trailer and self._head.is_enveloped:
            self._problems.append(SyntaxProblem("missing_trailer", "IEA"))
        return InterchangeRead(
            self._head, tuple(self._groups), tuple(self._problems[:20]), self._signs
        )

    def _take_inside(self, message: _Message, segment: Segment) -> None:
        if message.walk is None or message.reader is None:
            return
        self._check(message, segment)
        if segment.elements[0] == "CTT":
            self._check_lines(message, message.reader, segment)
        message.reader.take(segment)

    def _check(self, message: _Message, segment: Segment) -> None:
        """Place and elements; the same text has the same problems, and is looked at once."""
        if message.walk is not None:
            for code, tag in message.walk.step(segment.elements[0]):
                message.problems.add(SyntaxProblem(code, tag, segment.position))
                if code == "missing_segment" and segment.position == 2:
                    message.problems.codes.add("missing_beginning")
        found = self._known.get(segment.text)
        if found is None:
            if len(self._known) > limits.REMEMBERED_TEXTS:
                self._known.clear()
            found = self._known[segment.text] = element_problems(segment.text, segment.elements)
        for code, element, component, value in found:
            message.problems.add(
                SyntaxProblem(
                    code, segment.elements[0], segment.position, element, component, value[:100]
                )
            )

    def _check_lines(self, message: _Message, reader: _Reader, segment: Segment) -> None:
        if segment.at(1).isdecimal() and int(segment.at(1)) not in reader.line_counts:
            message.problems.of("wrong_line_count", segment, 1)

    # Envelopes

    def _begin_interchange(self, segment: Segment) -> None:
        """ISA was read by the survey."""

    def _end_interchange(self, segment: Segment) -> None:
        self._end_group(None)
        self._has_trailer = True
        if _whole(segment.at(1)) != len(self._groups):
            self._problems.append(_wrong("wrong_group_count", segment, 1))
        if not _same(segment.at(2), self._head.control_number):
            self._problems.append(_wrong("wrong_control_number", segment, 2))

    def _begin_group(self, segment: Segment) -> None:
        self._end_group(None)
        self._lines.begin_group()
        sender, receiver, number = (segment.at(place) for place in (2, 3, 6))
        self._group = _Group(segment.at(1), number, segment.at(8), sender, receiver, segment.at(7))

    def _end_group(self, segment: Segment | None) -> None:
        """GE, or None where it is missing."""
        self._end_message(None)
        group, self._group = self._group, None
        if group is None:
            if segment is not None:
                self._problems.append(_wrong("broken_envelope", segment, 0))
            return
        if segment is not None:
            group.declared = _whole(segment.at(1))
            if group.declared != len(group.messages):
                group.problems.append(_wrong("wrong_message_count", segment, 1))
            if not _same(segment.at(2), group.control_number):
                group.problems.append(_wrong("wrong_control_number", segment, 2))
        elif not group.is_bare:
            group.problems.append(SyntaxProblem("missing_trailer", "GE"))
        self._lines.end_group(is_rejected=bool(group.problems))
        if group.problems:
            # What is answered is what was done: nothing of the group is taken.
            group.messages = [replace(one, acceptance="R") for one in group.messages]
        self._groups.append(
            GroupRead(
                group.kind,
                group.control_number,
                group.version,
                group.sender,
                group.receiver,
                group.agency,
                group.declared,
                tuple(group.messages),
                tuple(group.problems),
            )
        )

    def _begin_message(self, segment: Segment) -> None:
        self._end_message(None)
        if self._group is None:
            self._lines.begin_group()
            self._group = _Group(is_bare=not self._head.is_enveloped)
        self._lines.begin_message()
        kind, problems = segment.at(1), Problems()
        reader = _READERS.get(kind)
        context = MessageContext(
            self._lines, self._reading, self._signs, problems, self._numbers, self._items
        )
        self._message = _Message(
            kind,
            segment.at(2),
            Walk(structure_of(kind)) if reader else None,
            reader(context) if reader else None,  # type: ignore[call-arg]
            problems,
        )
        if reader is None and kind not in _ANSWERS:
            problems.of("unknown_message", segment, 1)
            self._lines.note("message_not_taken", "ST01", kind, segment.text)
        if any(one.reference == segment.at(2) for one in self._group.messages[-1:]):
            problems.of("control_number_twice", segment, 2)

    def _end_message(self, segment: Segment | None) -> None:
        """SE, or None where it is missing."""
        message, self._message = self._message, None
        if message is None or self._group is None:
            if segment is not None:
                self._problems.append(_wrong("broken_envelope", segment, 0))
            return
        problems = message.problems
        if segment is None:
            problems.add(SyntaxProblem("missing_trailer", "SE", message.position + 1))
        else:
            self._check(message, segment)
            if _whole(segment.at(1)) != segment.position:
                problems.of("wrong_segment_count", segment, 1)
            if not _same(segment.at(2), message.reference):
                problems.of("wrong_control_number", segment, 2)
        if message.reader is not None:
            message.reader.finish()
        self._lines.close_item()
        acceptance = _acceptance(problems)
        self._group.messages.append(
            MessageRead(
                message.kind,
                message.reference,
                self._group.version,
                acceptance,
                self._lines.lines_in_message,
                tuple(problems.told),
            )
        )
        self._lines.end_message(is_rejected=acceptance == "R")


_ENVELOPE: Final = {
    "ISA": _Interchange._begin_interchange,
    "IEA": _Interchange._end_interchange,
    "GS": _Interchange._begin_group,
    "GE": _Interchange._end_group,
    "ST": _Interchange._begin_message,
    "SE": _Interchange._end_message,
}
# Segments that stand between ISA and the first group.
_OF_THE_INTERCHANGE: Final = frozenset({"TA1", "TA3", "ISB", "ISE"})


def _acceptance(problems: Problems) -> Acceptance:
    if problems.codes & _REJECTING:
        return "R"
    return "E" if problems.codes else "A"


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def _same(one: str, other: str) -> bool:
    """Whether two control numbers agree; zeros in front are of no account."""
    return one.strip().lstrip("0") == other.strip().lstrip("0")


def _wrong(code: str, segment: Segment, element: int) -> SyntaxProblem:
    value = segment.at(element) if element else ""
    return SyntaxProblem(code, segment.tag, segment.position, element, 0, value[:100])
