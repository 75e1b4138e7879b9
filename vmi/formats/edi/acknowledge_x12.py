"""997 and TA1: our syntax verdict on an X12 interchange, in the sender's own version and delimiters."""

import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from vmi.formats.edi.shape import (
    PROBLEMS_TOLD,
    GroupRead,
    InterchangeHead,
    InterchangeRead,
    MessageRead,
    SyntaxProblem,
)
from vmi.formats.edi.writing import (
    Acknowledgement,
    AnswerNumbers,
    Segments,
    within_nine_digits,
)

# AK304, element 720: what is the matter with a whole segment. 8 is said for anything inside one.
_SEGMENT_CODES: Final[Mapping[str, str]] = {
    "unknown_segment": "1",
    "unexpected_segment": "2",
    "missing_segment": "3",
    "too_many_segments": "5",
    "segment_out_of_order": "7",
}
_ELEMENTS_IN_ERROR: Final = "8"
# AK403, element 723.
_ELEMENT_CODES: Final[Mapping[str, str]] = {
    "missing_element": "1",
    "condition_broken": "2",
    "half_pair": "2",
    "too_many_elements": "3",
    "too_short": "4",
    "too_long": "5",
    "bad_character": "6",
    "bad_encoding": "6",
    "bad_number": "6",
    "bad_code": "7",
    "wrong_line_count": "7",
    "bad_date": "8",
}
# AK502 to AK506, element 718; 5 stands for any segment in error.
_MESSAGE_CODES: Final[Mapping[str, str]] = {
    "unknown_message": "1",
    "unknown_version": "1",
    "missing_trailer": "2",
    "wrong_control_number": "3",
    "wrong_segment_count": "4",
    "broken_envelope": "6",
    "control_number_twice": "23",
}
_SEGMENTS_IN_ERROR: Final = "5"
# AK905 to AK909, element 716.
_GROUP_CODES: Final[Mapping[str, str]] = {
    "unknown_message": "1",
    "unknown_version": "2",
    "missing_trailer": "3",
    "wrong_control_number": "4",
    "wrong_message_count": "5",
    "broken_envelope": "6",
    "control_number_twice": "6",
}
# TA105, element I18, the gravest first: only one can be said.
_NOTE_CODES: Final[Mapping[str, str]] = {
    "control_number_reused": "025",
    "control_number_twice": "025",
    "missing_trailer": "023",
    "broken_envelope": "022",
    "wrong_control_number": "001",
    "wrong_group_count": "021",
    "unknown_version": "017",
    "bad_date": "014",
}
_NO_ERROR: Final = "000"
_BAD_CONTENT: Final = "024"

_ACKNOWLEDGEMENTS: Final = "FA"
_CODES_AT_MOST: Final = 5
_ELEMENTS_AT_MOST: Final = 99
_COPY_CHARACTERS: Final = 99
# What the standard lets into a text; anything else is reported without a copy.
_WRITABLE: Final = frozenset(
    string.ascii_letters + string.digits + " !\"&'()*+,-./:;?=%@[]_{}\\|<>~#$"
)
# In larger groups only the messages that are not simply accepted are named; AK9 counts them all.
_MESSAGES_NAMED: Final = 1_000
# From this release on the date of a group has its century.
_FULL_DATES_FROM: Final = "004010"
_USUAL_RELEASE: Final = "004010"


def acknowledge_x12(
    read: InterchangeRead, numbers: AnswerNumbers, moment: datetime
) -> Acknowledgement:
    """The whole interchange of our answer; `moment` is written as it is, in its own time zone.

    A broken or refused envelope is answered by TA1 alone. Otherwise each functional group has its
    997, in a group of its own because groups differ in version and address. TA1 also stands first
    where the sender asked for it.
    """
    body = Segments(read.delimiters)
    kinds = []
    is_refused = bool(read.problems) or not read.groups
    if is_refused or read.head.wants_acknowledgement:
        kinds.append("TA1")
        body.add("TA1", *_interchange_verdict(read, is_refused=is_refused, moment=moment))
    answered = () if is_refused else groups_to_answer(read)
    if answered:
        kinds.append("997")
    for position, group in enumerate(answered):
        number = within_nine_digits(numbers.first_group + position)
        body.extend(_group_answer(read, group, number, moment))
    whole = Segments(read.delimiters)
    whole.add_fixed("ISA", *_interchange_header(read, numbers, moment))
    whole.extend(body)
    whole.add("IEA", str(len(answered)), numbers.text)
    return Acknowledgement(tuple(kinds), numbers.text, whole.text.encode())


def groups_to_answer(read: InterchangeRead) -> tuple[GroupRead, ...]:
    """The groups that have a 997: all but those of acknowledgements, which are never answered."""
    return tuple(group for group in read.groups if group.kind != _ACKNOWLEDGEMENTS)


def _interchange_header(
    read: InterchangeRead, numbers: AnswerNumbers, moment: datetime
) -> tuple[str, ...]:
    head = read.head
    return (
        *("00", " " * 10, "00", " " * 10),
        *(_fixed(head.receiver_qualifier, 2), _fixed(head.receiver, 15)),
        *(_fixed(head.sender_qualifier, 2), _fixed(head.sender, 15)),
        *(f"{moment:%y%m%d}", f"{moment:%H%M}"),
        *(
            read.delimiters.repetition or "U",
            _control_version(read),
            numbers.text,
            "0",
            "T" if head.is_test else "P",
        ),
        read.delimiters.component or ":",
    )


def _fixed(text: str, width: int) -> str:
    return f"{text[:width]:{width}}"


def _control_version(read: InterchangeRead) -> str:
    """ISA12 as received; where there is none, what fits the first group."""
    version = read.head.version.strip()
    if len(version) == 5 and version.isdecimal():
        return version
    release = _release(read.groups[0]) if read.groups else _USUAL_RELEASE
    return f"{release[:3]}{release[3:5]}"


def _release(group: GroupRead) -> str:
    """The release of the standard in GS08, without the industry's own version of it.

    997 is no message of an industry: 004010VICS is answered in 004010.
    """
    version = group.version.strip()[:6]
    return version if len(version) == 6 and version.isdecimal() else _USUAL_RELEASE


def _interchange_verdict(
    read: InterchangeRead, *, is_refused: bool, moment: datetime
) -> tuple[str, ...]:
    head = read.head
    found = {problem.code for problem in read.problems}
    note = next((note for code, note in _NOTE_CODES.items() if code in found), _BAD_CONTENT)
    return (
        _nine_digits(head),
        *(head.made_on or f"{moment:%y%m%d}", head.made_at or f"{moment:%H%M}"),
        *(("R", note) if is_refused else ("A", _NO_ERROR)),
    )


def _nine_digits(head: InterchangeHead) -> str:
    return head.control_number.rjust(9, "0")


def _group_answer(
    read: InterchangeRead, group: GroupRead, number: int, moment: datetime
) -> Segments:
    release = _release(group)
    date = f"{moment:%Y%m%d}" if release >= _FULL_DATES_FROM else f"{moment:%y%m%d}"
    answer = Segments(read.delimiters)
    answer.add(
        *("GS", _ACKNOWLEDGEMENTS, group.receiver, group.sender, date, f"{moment:%H%M}"),
        *(str(number), group.agency or "X", release),
    )
    message = Segments(read.delimiters)
    reference = "0001"
    message.add("ST", "997", reference)
    message.add("AK1", group.kind, group.control_number)
    for one in _named(group.messages):
        _answer_message(message, one)
    message.add("AK9", *_group_verdict(group))
    message.add("SE", str(len(message) + 1), reference)
    answer.extend(message)
    answer.add("GE", "1", str(number))
    return answer


def _named(messages: Sequence[MessageRead]) -> Iterable[MessageRead]:
    if len(messages) <= _MESSAGES_NAMED:
        return messages
    return [one for one in messages if one.acceptance != "A" or one.problems]


def _answer_message(out: Segments, message: MessageRead) -> None:
    out.add("AK2", message.kind, message.reference or "0000")
    inside = [problem for problem in message.problems if _is_inside(problem)]
    inside = sorted(inside[:PROBLEMS_TOLD], key=lambda problem: problem.segment_position)
    for (position, segment), some in groupby(inside, _place):
        _answer_segment(out, segment, position, list(some))
    codes = {
        _MESSAGE_CODES[problem.code]: None
        for problem in message.problems
        if not _is_inside(problem) and problem.code in _MESSAGE_CODES
    }
    if inside or (message.problems and not codes):
        codes[_SEGMENTS_IN_ERROR] = None
    said = () if message.acceptance == "A" else sorted(codes, key=int)[:_CODES_AT_MOST]
    out.add("AK5", message.acceptance, *said)


def _place(problem: SyntaxProblem) -> tuple[int, str]:
    return max(1, problem.segment_position), problem.segment


def _is_inside(problem: SyntaxProblem) -> bool:
    """Whether it is told by AK3, as something of a segment inside the message."""
    is_of_segment = problem.code in _SEGMENT_CODES or problem.code in _ELEMENT_CODES
    return is_of_segment and bool(problem.segment)


def _answer_segment(
    out: Segments, segment: str, position: int, problems: Sequence[SyntaxProblem]
) -> None:
    place = (segment, str(position), "")
    whole = {_SEGMENT_CODES[each.code]: None for each in problems if each.code in _SEGMENT_CODES}
    for code in whole:
        out.add("AK3", *place, code)
    elements = [problem for problem in problems if problem.code in _ELEMENT_CODES]
    if not elements:
        return
    out.add("AK3", *place, _ELEMENTS_IN_ERROR)
    for problem in elements[:_ELEMENTS_AT_MOST]:
        if problem.element:
            out.add("AK4", *_element_verdict(out, problem))


def _element_verdict(out: Segments, problem: SyntaxProblem) -> tuple["str | tuple[str, ...]", ...]:
    where = (str(problem.element), str(problem.component) if problem.component else "")
    copy = problem.value[:_COPY_CHARACTERS]
    is_said = out.can_say(copy) and _WRITABLE.issuperset(copy)
    return (where, "", _ELEMENT_CODES[problem.code], copy.rstrip() if is_said else "")


def _group_verdict(group: GroupRead) -> tuple[str, ...]:
    accepted = sum(1 for message in group.messages if message.acceptance != "R")
    received = len(group.messages)
    declared = received if group.declared_messages is None else group.declared_messages
    codes = dict.fromkeys(
        _GROUP_CODES[problem.code] for problem in group.problems if problem.code in _GROUP_CODES
    )
    counts = (str(declared), str(received), str(accepted))
    return (_group_acceptance(group, accepted), *counts, *list(codes)[:_CODES_AT_MOST])


def _group_acceptance(group: GroupRead, accepted: int) -> str:
    if not accepted:
        return "R"
    if accepted < len(group.messages):
        return "P"
    is_clean = not group.problems and all(one.acceptance == "A" for one in group.messages)
    return "A" if is_clean else "E"
