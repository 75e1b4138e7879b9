"""One EDIFACT message: its frame, its structure, its verdict; what it says goes to the reader of its kind."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

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
from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.shape import PROBLEMS_TOLD, Acceptance, MessageRead, SyntaxProblem

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
_SEGMENTS_KNOWN: Final = 10_000


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


class Message:
    """One message on its way, from its UNH on."""

    def __init__(self, header: Segment, desk: Desk) -> None:
        self._desk, self._lines = desk, desk.lines
        self._problems: list[SyntaxProblem] = []
        self._acceptance: Acceptance = "A"
        self._header = header
        self._position = 1
        self._items = 0
        self._items_said: list[Segment] = []
        # Quantities, places and prices come again and again: what was right once is right.
        self._known_good: set[str] = set()
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
        if segment.text not in self._known_good:
            self._check_elements(segment)
        if segment.tag == "LIN":
            self._items += 1
        elif segment.tag == "CNT" and segment.get(1) == _LINES_COUNTED:
            self._items_said.append(segment)
        elif segment.tag == "BGM":
            self._take_beginning(segment, self._reader.header)
        self._reader.take(segment)

    def _check_elements(self, segment: Segment) -> None:
        is_good = True
        for problem in element_problems(segment):
            is_good = False
            self._tell(problem)
        if is_good and len(self._known_good) < _SEGMENTS_KNOWN:
            self._known_good.add(segment.text)

    def end(self, trailer: Segment | None) -> MessageRead:
        """The verdict; what the message has had of lines is then taken or refused."""
        if self._reader is not None:
            self._reader.end()
        self._lines.close_item()
        count = self._lines.lines_in_message
        self._check_end(trailer)
        self._lines.end_message(is_rejected=self._acceptance == "R")
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
        self._tell(problem_of(code, segment, element, component))

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
            self._desk.is_taken_back = True
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
            if count_of(said.get(1, 2)) != self._items:
                self.problem("wrong_line_count", said, 1, 2)
        if trailer is None:
            self._tell(SyntaxProblem("missing_trailer", "UNT", self._position))
            return
        trailer.position = self._position
        if count_of(trailer.get(1)) != self._position:
            self.problem("wrong_segment_count", trailer, 1)
        if trailer.get(2) != self._header.get(1):
            self.problem("wrong_control_number", trailer, 2)


def count_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def problem_of(code: str, segment: Segment, element: int = 0, component: int = 0) -> SyntaxProblem:
    value = segment.get(element, component or 1)[:70] if element else ""
    return SyntaxProblem(code, segment.tag, segment.position, element, component, value)
