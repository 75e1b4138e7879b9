"""Reads an EDIFACT interchange: its envelope, its groups, and the messages that carry lines for us."""

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from vmi.formats.edi.building import InterchangeLines
from vmi.formats.edi.edifact_elements import element_problems
from vmi.formats.edi.edifact_grammar import (
    INVENTORY_REPORT,
    ORDERS,
    SALES_FORECAST,
    SALES_REPORT,
    Node,
    Walk,
)
from vmi.formats.edi.edifact_header import Header
from vmi.formats.edi.edifact_inventory_report import InventoryReport
from vmi.formats.edi.edifact_lines import Desk
from vmi.formats.edi.edifact_orders import Orders
from vmi.formats.edi.edifact_sales_report import sales_forecast, sales_report
from vmi.formats.edi.edifact_tokens import Segment, segments, signs_of, without_service_string
from vmi.formats.edi.edifact_values import Numbers
from vmi.formats.edi.openings import Opening
from vmi.formats.edi.shape import (
    PROBLEMS_TOLD,
    Acceptance,
    Delimiters,
    GroupRead,
    InterchangeHead,
    InterchangeRead,
    MessageRead,
    SyntaxProblem,
)
from vmi.formats.shape import Reading

# After one of these a message is not what its sender wrote, or not for us: it is rejected. All other
# problems cost the lines that they stand in, if any.
_FATAL: Final = frozenset(
    {
        *(
            "wrong_segment_count",
            "wrong_line_count",
            "wrong_control_number",
            "control_number_twice",
        ),
        *("missing_trailer", "unknown_message", "unknown_version"),
    }
)
# 1225: cancellation and deletion; then duplicate, additional transmission, copy.
_CANCELS: Final = frozenset({"1", "3"})
_REPEATS: Final = frozenset({"7", "31", "43"})
_VERSIONS: Final = frozenset({"D", "S", "1", "2", ""})
_RELEASE: Final = re.compile(r"[0-9]{1,2}[0-9A-D]?")
# CNT 6069: the number of line items in the message.
_LINES_COUNTED: Final = "2"
# Syntax and its version, sender, receiver, date and time, control reference.
_NEEDED_OF_UNB: Final = ((1, 1), (1, 2), (2, 1), (3, 1), (4, 1), (5, 0))
_REFERENCES_HELD: Final = 100_000


class _Reader(Protocol):
    header: Header

    def take(self, segment: Segment) -> None: ...

    def end(self) -> None: ...


@dataclass(frozen=True)
class _Kind:
    nodes: tuple[Node, ...]
    reader: Callable[[Desk], _Reader]


_KINDS: Final[Mapping[str, _Kind]] = {
    "SLSRPT": _Kind(SALES_REPORT, sales_report),
    "INVRPT": _Kind(INVENTORY_REPORT, InventoryReport),
    "SLSFCT": _Kind(SALES_FORECAST, sales_forecast),
    "ORDERS": _Kind(ORDERS, Orders),
}


def read_interchange(
    blocks: Iterator[str],
    opening: Opening,
    head: InterchangeHead,
    reading: Reading,
    lines: InterchangeLines,
) -> Generator[None, None, InterchangeRead]:
    """Say every line of one interchange to `lines`; a yield is a sign of life.

    Whatever is wrong is told in what is returned and never raised. A message with a wrong count or
    reference in UNT, without UNT, or with a wrong number of line items in CNT is rejected, and so is one
    of a kind that we do not take; a group with a wrong UNE goes with all its messages, and everything
    with a wrong or missing UNZ. Other problems cost only the lines in which they are.

    A duplicate or copy by BGM (7, 31, 43) replaces what its days had before like any report sent again,
    and is noted. The lines of a cancellation or deletion (1, 3) are refused, as they tell what was not:
    such a message takes nothing away by itself, and is noted.
    """
    first = next(blocks, "")
    signs = signs_of(opening, first, head.version.partition(":")[2][:1])
    text = without_service_string(_chain(first, blocks))
    interchange = _Interchange(head, reading, lines, signs)
    for segment in segments(text, signs):
        if segment is None:
            yield
        else:
            interchange.take(segment)
    return interchange.end()


def _chain(first: str, blocks: Iterator[str]) -> Iterator[str]:
    yield first
    yield from blocks


@dataclass
class _Group:
    """What UNG says; `is_named` is False for the one group of an interchange that has none."""

    read: GroupRead
    is_named: bool = False
    problems: list[SyntaxProblem] = field(default_factory=list)
    messages: list[MessageRead] = field(default_factory=list)


class _Interchange:
    """The state of reading one interchange."""

    def __init__(
        self,
        head: InterchangeHead,
        reading: Reading,
        lines: InterchangeLines,
        signs: Delimiters,
    ) -> None:
        self._head, self._reading, self._lines, self._signs = head, reading, lines, signs
        self._numbers = Numbers(reading.decimal_mark or signs.decimal)
        self._problems: list[SyntaxProblem] = []
        self._groups: list[GroupRead] = []
        self._group: _Group | None = None
        self._message: _Message | None = None
        self._references: set[str] = set()
        self._messages = 0
        self._has_begun = self._has_ended = False

    def take(self, segment: Segment) -> None:
        take = self._SERVICE.get(segment.tag)
        if take:
            take(self, segment)
        elif self._message is not None:
            self._message.take(segment)
        elif not self._has_ended:
            self._problem("unexpected_segment", segment)

    def end(self) -> InterchangeRead:
        self._end_message(None)
        self._end_group(None)
        if self._head.is_enveloped:
            if not self._has_begun:
                self._problems.append(SyntaxProblem("broken_envelope", "UNB"))
            elif not self._has_ended:
                self._problems.append(SyntaxProblem("missing_trailer", "UNZ"))
        return InterchangeRead(
            head=self._head,
            groups=tuple(self._groups),
            problems=tuple(self._problems),
            delimiters=replace(self._signs, decimal=self._signs.decimal or "."),
        )

    def _begin(self, segment: Segment) -> None:
        if self._has_begun:
            self._problem("unexpected_segment", segment)
        self._has_begun = True
        for element, component in _NEEDED_OF_UNB:
            if not segment.get(element, component or 1):
                self._problem("missing_element", segment, element, component)

    def _begin_group(self, segment: Segment) -> None:
        self._end_message(None)
        self._end_group(None)
        version = ":".join(part for part in (segment.elements[6:7] or [[]])[0] if part)
        read = GroupRead(
            kind=segment.get(1),
            control_number=segment.get(5),
            version=version,
            sender=segment.get(2),
            receiver=segment.get(3),
            agency=segment.get(6),
            declared_messages=None,
            messages=(),
        )
        self._open_group(_Group(read, is_named=True))

    def _open_group(self, group: _Group) -> _Group:
        self._group = group
        self._lines.begin_group()
        return group

    def _begin_message(self, segment: Segment) -> None:
        self._end_message(None)
        if self._group is None:
            self._open_group(_Group(GroupRead("", "", "", "", "", "", None, ())))
        segment.position = 1
        self._lines.begin_message()
        self._messages += 1
        desk = Desk(self._reading, self._lines, self._numbers, tell=lambda problem: None)
        self._message = _Message(segment, desk)
        reference = segment.get(1)
        if reference in self._references:
            self._message.problem("control_number_twice", segment, 1)
        elif len(self._references) < _REFERENCES_HELD:
            self._references.add(reference)

    def _end_of_message(self, segment: Segment) -> None:
        if self._message is None:
            self._problem("unexpected_segment", segment)
        else:
            self._end_message(segment)

    def _end_message(self, trailer: Segment | None) -> None:
        message, group = self._message, self._group
        self._message = None
        if message is not None and group is not None:
            group.messages.append(message.end(trailer))

    def _end_of_group(self, segment: Segment) -> None:
        self._end_message(None)
        if self._group is None or not self._group.is_named:
            self._problem("unexpected_segment", segment)
        else:
            self._end_group(segment)

    def _end_group(self, trailer: Segment | None) -> None:
        group, self._group = self._group, None
        if group is None:
            return
        declared: int | None = None
        if trailer is not None:
            declared = _count(trailer.get(1))
            if declared != len(group.messages):
                group.problems.append(_problem("wrong_message_count", trailer, 1))
            if trailer.get(2) != group.read.control_number:
                group.problems.append(_problem("wrong_control_number", trailer, 2))
        elif group.is_named:
            group.problems.append(SyntaxProblem("missing_trailer", "UNE"))
        messages = tuple(group.messages)
        if group.problems:
            messages = tuple(replace(one, acceptance="R") for one in messages)
        self._lines.end_group(is_rejected=bool(group.problems))
        problems = tuple(group.problems)
        self._groups.append(
            replace(group.read, declared_messages=declared, messages=messages, problems=problems)
        )

    def _end_of_interchange(self, segment: Segment) -> None:
        self._end_message(None)
        self._end_group(None)
        if self._has_ended:
            self._problem("unexpected_segment", segment)
            return
        self._has_ended = True
        named = [group for group in self._groups if group.control_number or group.kind]
        if _count(segment.get(1)) != (len(named) if named else self._messages):
            code = "wrong_group_count" if named else "wrong_message_count"
            self._problem(code, segment, 1)
        if segment.get(2) != self._head.control_number:
            self._problem("wrong_control_number", segment, 2)

    def _problem(self, code: str, segment: Segment, element: int = 0, component: int = 0) -> None:
        if len(self._problems) < PROBLEMS_TOLD:
            self._problems.append(_problem(code, segment, element, component))

    _SERVICE = {
        "UNB": _begin,
        "UNG": _begin_group,
        "UNH": _begin_message,
        "UNT": _end_of_message,
        "UNE": _end_of_group,
        "UNZ": _end_of_interchange,
    }


class _Message:
    """One message on its way, from its UNH on."""

    def __init__(self, header: Segment, desk: Desk) -> None:
        self._lines = desk.lines
        self._problems: list[SyntaxProblem] = []
        self._acceptance: Acceptance = "A"
        self._header = header
        self._position = 1
        self._items = 0
        self._items_said: list[Segment] = []
        self.kind = header.get(2)
        desk.tell = self._tell
        kind = _KINDS.get(self.kind)
        self._walk = Walk(kind.nodes) if kind else None
        self._reader = kind.reader(desk) if kind else None
        self._check_identity()

    def take(self, segment: Segment) -> None:
        self._position += 1
        segment.position = self._position
        if self._walk is None or self._reader is None:
            return
        for problem in self._walk.step(segment.tag, self._position):
            self._tell(problem)
        for problem in element_problems(segment):
            self._tell(problem)
        if segment.tag == "LIN":
            self._items += 1
        elif segment.tag == "CNT" and segment.get(1) == _LINES_COUNTED:
            self._items_said.append(segment)
        elif segment.tag == "BGM":
            self._take_beginning(segment, self._reader.header)
        self._reader.take(segment)

    def end(self, trailer: Segment | None) -> MessageRead:
        """The verdict; what the message has had of lines is then taken or refused."""
        if self._reader is not None:
            self._reader.end()
        self._lines.close_item()
        count = self._lines.lines_in_message
        self._check_end(trailer)
        is_cancelled = self._reader is not None and self._reader.header.function in _CANCELS
        self._lines.end_message(is_rejected=self._acceptance == "R" or is_cancelled)
        version = ":".join(one.strip() for one in (self._header.elements[1:2] or [[]])[0][1:])
        return MessageRead(
            kind=self.kind,
            reference=self._header.get(1),
            version=version.rstrip(":"),
            acceptance=self._acceptance,
            lines=count,
            problems=tuple(self._problems),
        )

    def problem(self, code: str, segment: Segment, element: int = 0, component: int = 0) -> None:
        self._tell(_problem(code, segment, element, component))

    def _tell(self, problem: SyntaxProblem) -> None:
        # Without BGM nobody knows whether it is a cancellation.
        has_no_beginning = problem.code == "missing_segment" and problem.segment == "BGM"
        if problem.code in _FATAL or has_no_beginning:
            self._acceptance = "R"
        elif self._acceptance == "A":
            self._acceptance = "E"
        if len(self._problems) < PROBLEMS_TOLD:
            self._problems.append(problem)

    def _check_identity(self) -> None:
        header = self._header
        for problem in element_problems(header):
            self._tell(problem)
        if header.get(2, 1) == "CONTRL":  # It answers us: there is nothing to take from it.
            return
        if self._reader is None:
            self.problem("unknown_message", header, 2, 1)
        elif header.get(2, 2) not in _VERSIONS or not _RELEASE.fullmatch(header.get(2, 3) or "0"):
            self.problem("unknown_version", header, 2, 2)

    def _take_beginning(self, segment: Segment, header: Header) -> None:
        header.number, header.function = segment.get(2), segment.get(3)
        code = header.function
        if code in _CANCELS:
            self._lines.note(
                "message_cancels", "BGM 1225", code, f"{self._position} {segment.text}"
            )
        elif code in _REPEATS:
            self._lines.note(
                "message_repeats", "BGM 1225", code, f"{self._position} {segment.text}"
            )

    def _check_end(self, trailer: Segment | None) -> None:
        self._position += 1
        if self._walk is not None:
            for problem in self._walk.end(self._position):
                self._tell(problem)
        for said in self._items_said:
            if _count(said.get(1, 2)) != self._items:
                self.problem("wrong_line_count", said, 1, 2)
        if trailer is None:
            self._tell(SyntaxProblem("missing_trailer", "UNT", self._position))
            return
        trailer.position = self._position
        if _count(trailer.get(1)) != self._position:
            self.problem("wrong_segment_count", trailer, 1)
        if trailer.get(2) != self._header.get(1):
            self.problem("wrong_control_number", trailer, 2)


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _problem(code: str, segment: Segment, element: int = 0, component: int = 0) -> SyntaxProblem:
    value = segment.get(element, component or 1)[:70] if element else ""
    return SyntaxProblem(code, segment.tag, segment.position, element, component, value)
