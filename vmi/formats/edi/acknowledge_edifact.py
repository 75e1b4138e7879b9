"""CONTRL: our syntax verdict on an EDIFACT interchange, in the sender's own syntax version and signs."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from vmi.formats.edi.shape import (
    PROBLEMS_TOLD,
    Delimiters,
    GroupRead,
    InterchangeHead,
    InterchangeRead,
    MessageRead,
    SyntaxProblem,
)
from vmi.formats.edi.writing import Acknowledgement, AnswerNumbers, Element, Segments

# 0083: this level and all below rejected; this level acknowledged, and below what is not rejected.
_REJECTED: Final = "4"
_ACKNOWLEDGED: Final = "7"
# 0085.
_SYNTAX_ERRORS: Final[Mapping[str, str]] = {
    "bad_code": "12",
    "bad_date": "12",
    "condition_broken": "13",
    "half_pair": "13",
    "missing_element": "13",
    "missing_segment": "13",
    "missing_trailer": "13",
    "unknown_message": "14",
    "unknown_version": "14",
    "segment_out_of_order": "15",
    "unexpected_segment": "15",
    "unknown_segment": "15",
    "too_many_elements": "16",
    "broken_envelope": "18",
    "bad_character": "21",
    "bad_encoding": "21",
    "control_number_reused": "26",
    "control_number_twice": "26",
    "wrong_control_number": "28",
    "wrong_group_count": "29",
    "wrong_line_count": "29",
    "wrong_message_count": "29",
    "wrong_segment_count": "29",
    "too_many_segments": "35",
    "bad_number": "37",
    "too_long": "39",
    "too_short": "40",
}
_UNSPECIFIED: Final = "18"

_SEGMENTS_AT_MOST: Final = 999
_ELEMENTS_AT_MOST: Final = 99
# In larger interchanges only the messages that are not simply accepted are named.
_MESSAGES_NAMED: Final = 1_000
_OF_INTERCHANGE: Final = frozenset({"UNA", "UNB", "UNZ"})
_OF_GROUP: Final = frozenset({"UNG", "UNE"})
_OF_MESSAGE: Final = frozenset({"UNH", "UNT"})
_MESSAGE_REFERENCE: Final = "1"


def acknowledge_edifact(
    read: InterchangeRead, numbers: AnswerNumbers, moment: datetime
) -> Acknowledgement:
    """The whole interchange of our answer; `moment` is written as it is, in its own time zone.

    Of a refused interchange nothing below UCI is told, as the standard wants.
    """
    is_version_4 = _syntax(read.head)[1] >= "4"
    message = Segments(read.delimiters)
    message.add("UNH", _MESSAGE_REFERENCE, _identity_of_contrl(is_version_4=is_version_4))
    is_refused = bool(read.problems) or not any(group.messages for group in read.groups)
    message.add("UCI", *_interchange_verdict(read, is_refused=is_refused))
    if not is_refused:
        for group in read.groups:
            _answer_group(message, group)
    message.add("UNT", str(len(message) + 1), _MESSAGE_REFERENCE)
    whole = Segments(read.delimiters)
    whole.add("UNB", *_interchange_header(read.head, numbers, moment, is_version_4=is_version_4))
    whole.extend(message)
    whole.add("UNZ", "1", numbers.text)
    text = _service_string(read.delimiters) + whole.text
    return Acknowledgement(("CONTRL",), numbers.text, _encoded(text, _syntax(read.head)[0]))


def _syntax(head: InterchangeHead) -> tuple[str, str]:
    """Character set and version of the syntax as the sender has them: UNOC and 3."""
    level, version, *_more = [*re.split(r"\W", head.version), "", ""]
    return level or "UNOA", version or "3"


def _identity_of_contrl(*, is_version_4: bool) -> Element:
    return ("CONTRL", "4", "1", "UN") if is_version_4 else ("CONTRL", "D", "3", "UN")


def _interchange_header(
    head: InterchangeHead, numbers: AnswerNumbers, moment: datetime, *, is_version_4: bool
) -> tuple[Element, ...]:
    date = f"{moment:%Y%m%d}" if is_version_4 else f"{moment:%y%m%d}"
    return (
        _syntax(head),
        (head.receiver, head.receiver_qualifier),
        (head.sender, head.sender_qualifier),
        (date, f"{moment:%H%M}"),
        numbers.text,
        *("", "", "", "", ""),
        "1" if head.is_test else "",
    )


def _service_string(signs: Delimiters) -> str:
    return "UNA" + "".join(
        (
            *(signs.component, signs.element, signs.decimal),
            *(signs.release or " ", signs.repetition or " ", signs.segment),
        )
    )


def _encoded(text: str, level: str) -> bytes:
    if level in {"UNOA", "UNOB", "UNOC"}:
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            pass
    return text.encode()


def _interchange_verdict(read: InterchangeRead, *, is_refused: bool) -> tuple[Element, ...]:
    head = read.head
    verdict: tuple[Element, ...] = (_ACKNOWLEDGED,)
    if is_refused:
        problem = _first_of(read.problems, _OF_INTERCHANGE)
        verdict = (_REJECTED, *(_trouble(problem, _OF_INTERCHANGE) or (_UNSPECIFIED,)))
    return (
        head.control_number or "0",
        (head.sender, head.sender_qualifier),
        (head.receiver, head.receiver_qualifier),
        *verdict,
    )


def _answer_group(out: Segments, group: GroupRead) -> None:
    is_named = bool(group.control_number)
    if is_named:
        is_rejected = bool(group.messages) and all(one.acceptance == "R" for one in group.messages)
        # A group whose messages were taken is acknowledged, whatever its own counts say.
        is_rejected = bool(group.problems) and (is_rejected or not group.messages)
        trouble = _trouble(_first_of(group.problems, _OF_GROUP), _OF_GROUP)
        verdict = (_REJECTED if is_rejected else _ACKNOWLEDGED, *trouble)
        out.add("UCF", group.control_number, (group.sender,), (group.receiver,), *verdict)
        if is_rejected:
            return
    # Acknowledgements are never answered.
    named = tuple(one for one in group.messages if one.kind != "CONTRL")
    if len(named) > _MESSAGES_NAMED:
        named = tuple(one for one in named if one.acceptance != "A" or one.problems)
    for message in named:
        _answer_message(out, message)


def _answer_message(out: Segments, message: MessageRead) -> None:
    is_rejected = message.acceptance == "R"
    outer = [problem for problem in message.problems if not _is_inside(problem)]
    trouble = _trouble(_first_of(outer, _OF_MESSAGE), _OF_MESSAGE)
    if is_rejected and not message.problems:
        trouble = (_UNSPECIFIED,)
    out.add(
        *("UCM", message.reference or "0", _identity(message)),
        *(_REJECTED if is_rejected else _ACKNOWLEDGED, *trouble),
    )
    inside = [problem for problem in message.problems if _is_inside(problem)][:PROBLEMS_TOLD]
    inside.sort(key=lambda problem: problem.segment_position)
    places = groupby(inside, lambda problem: max(1, problem.segment_position))
    for told, (position, problems) in enumerate(places):
        if told < _SEGMENTS_AT_MOST:
            _answer_segment(out, position, list(problems))


def _identity(message: MessageRead) -> Element:
    """S009 of the message: type, version, release, agency and the association's own code."""
    version, release, *more = [*re.split(r"[:.]", message.version), "", ""]
    agency, *association = [part for part in more if part] or ["UN"]
    return (message.kind, version or "D", release, agency, *association)


def _answer_segment(out: Segments, position: int, problems: Sequence[SyntaxProblem]) -> None:
    whole = next((problem for problem in problems if not problem.element), None)
    out.add("UCS", str(position), _error(whole) if whole else "")
    elements = [problem for problem in problems if problem.element]
    for problem in elements[:_ELEMENTS_AT_MOST]:
        out.add("UCD", _error(problem), _element_place(problem))


def _is_inside(problem: SyntaxProblem) -> bool:
    """Whether it is told by UCS, as something of a segment between UNH and UNT."""
    is_service = problem.segment in _OF_MESSAGE | _OF_GROUP | _OF_INTERCHANGE
    return bool(problem.segment) and not is_service


def _first_of(problems: Sequence[SyntaxProblem], segments: frozenset[str]) -> SyntaxProblem | None:
    """The problem that the one place for an error tells: one with its segment before one without."""
    placed = (problem for problem in problems if problem.segment in segments)
    return next(placed, problems[0] if problems else None)


def _trouble(problem: SyntaxProblem | None, segments: frozenset[str]) -> tuple[Element, ...]:
    """0085, the service segment in error and S011; nothing when nothing is the matter."""
    if problem is None:
        return ()
    if problem.segment not in segments:
        return (_error(problem),)
    place = _element_place(problem) if problem.element else ""
    return (_error(problem), problem.segment, place)


def _error(problem: SyntaxProblem) -> str:
    return _SYNTAX_ERRORS.get(problem.code, _UNSPECIFIED)


def _element_place(problem: SyntaxProblem) -> Element:
    """S011; the segment's tag is position 1, so the first element is 2."""
    return (str(problem.element + 1), str(problem.component) if problem.component else "")
