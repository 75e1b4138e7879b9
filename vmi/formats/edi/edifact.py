"""Reads an EDIFACT interchange: its envelope, its groups, and the messages that carry lines for us."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from vmi.formats.edi.building import InterchangeLines
from vmi.formats.edi.edifact_lines import Desk
from vmi.formats.edi.edifact_message import Message, count_of, problem_of
from vmi.formats.edi.edifact_tokens import Segment, segments, signs_of, without_service_string
from vmi.formats.edi.edifact_values import Numbers
from vmi.formats.edi.openings import Opening
from vmi.formats.edi.shape import (
    PROBLEMS_TOLD,
    Delimiters,
    GroupRead,
    InterchangeHead,
    InterchangeRead,
    MessageRead,
    SyntaxProblem,
)
from vmi.formats.shape import Reading

# Syntax and its version, sender, receiver, date and time, control reference.
_NEEDED_OF_UNB: Final = ((1, 1), (1, 2), (2, 1), (3, 1), (4, 1), (5, 0))
_REFERENCES_HELD: Final = 100_000


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
        self._message: Message | None = None
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
        self._message = Message(segment, desk)
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
            declared = count_of(trailer.get(1))
            if declared != len(group.messages):
                group.problems.append(problem_of("wrong_message_count", trailer, 1))
            if trailer.get(2) != group.read.control_number:
                group.problems.append(problem_of("wrong_control_number", trailer, 2))
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
        if count_of(segment.get(1)) != (len(named) if named else self._messages):
            code = "wrong_group_count" if named else "wrong_message_count"
            self._problem(code, segment, 1)
        if segment.get(2) != self._head.control_number:
            self._problem("wrong_control_number", segment, 2)

    def _problem(self, code: str, segment: Segment, element: int = 0, component: int = 0) -> None:
        if len(self._problems) < PROBLEMS_TOLD:
            self._problems.append(problem_of(code, segment, element, component))

    _SERVICE = {
        "UNB": _begin,
        "UNG": _begin_group,
        "UNH": _begin_message,
        "UNT": _end_of_message,
        "UNE": _end_of_group,
        "UNZ": _end_of_interchange,
    }
