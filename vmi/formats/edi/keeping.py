"""What is kept of an interchange that was read: plain values, as a JSON column keeps them, never a second copy of it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from vmi.formats.edi.shape import (
    PROBLEMS_TOLD,
    GroupRead,
    InterchangeRead,
    MessageRead,
    SyntaxProblem,
)

# More messages than these are counted; those with something the matter are kept before the others.
MESSAGES_KEPT: Final = 1_000
_VALUE_CHARACTERS: Final = 200


@dataclass
class KeptInterchange:
    """Groups with their messages and problems, and the counts of all of them, kept or not."""

    groups: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    message_count: int = 0
    rejected_count: int = 0
    problem_count: int = 0
    lines: int = 0


def kept(read: InterchangeRead) -> KeptInterchange:
    """The interchange as its row keeps it."""
    messages = [message for group in read.groups for message in group.messages]
    counted = (*read.problems, *(problem for group in read.groups for problem in group.problems))
    room = _Room(_worth_keeping(messages))
    return KeptInterchange(
        problems=room.problems(read.problems),
        groups=[_group(group, room) for group in read.groups[:MESSAGES_KEPT]],
        message_count=len(messages),
        rejected_count=sum(1 for message in messages if message.acceptance == "R"),
        problem_count=len(counted) + sum(len(message.problems) for message in messages),
        lines=sum(message.lines for message in messages),
    )


def kept_problem(values: dict[str, Any]) -> SyntaxProblem:
    """The problem that was kept so."""
    return SyntaxProblem(**values)


class _Room:
    """What may still be kept: these messages, and so many problems."""

    def __init__(self, messages: frozenset[int]) -> None:
        self.messages = messages
        self._left = PROBLEMS_TOLD

    def problems(self, problems: Iterable[SyntaxProblem]) -> list[dict[str, Any]]:
        told = [_problem(problem) for problem in list(problems)[: self._left]]
        self._left -= len(told)
        return told


def _worth_keeping(messages: Sequence[MessageRead]) -> frozenset[int]:
    """By identity: those not simply accepted, then the others as they stand."""
    ordered = sorted(messages, key=lambda message: message.acceptance == "A")
    return frozenset(id(message) for message in ordered[:MESSAGES_KEPT])


def _group(group: GroupRead, room: _Room) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "control_number": group.control_number,
        "version": group.version,
        "messages_in": len(group.messages),
        "messages_declared": group.declared_messages,
        "problems": room.problems(group.problems),
        "messages": [
            _message(message, room) for message in group.messages if id(message) in room.messages
        ],
    }


def _message(message: MessageRead, room: _Room) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "reference": message.reference,
        "version": message.version,
        "acceptance": message.acceptance,
        "lines": message.lines,
        "problems": room.problems(message.problems),
    }


def _problem(problem: SyntaxProblem) -> dict[str, Any]:
    # PostgreSQL keeps no zero sign in a text.
    value = problem.value[:_VALUE_CHARACTERS].replace("\x00", "␀")
    return {**asdict(problem), "value": value}
