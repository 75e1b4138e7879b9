"""Our answer to an interchange: which one it is, if any, and what is needed to write it."""

from dataclasses import replace
from datetime import datetime

from vmi.formats.edi.acknowledge_edifact import acknowledge_edifact
from vmi.formats.edi.acknowledge_x12 import acknowledge_x12, groups_to_answer
from vmi.formats.edi.shape import InterchangeHead, InterchangeRead, SyntaxProblem
from vmi.formats.edi.writing import Acknowledgement, AnswerNumbers

_REUSED = SyntaxProblem("control_number_reused")


def is_answered(head: InterchangeHead) -> bool:
    """Whether the interchange is answered at all: acknowledgements never are, and nothing without an envelope."""
    return head.is_enveloped and not head.is_acknowledgement


def groups_answered(read: InterchangeRead) -> int:
    """How many functional groups of ours the answer needs, each with a number of its own."""
    is_grouped = read.head.standard == "x12" and not read.problems
    return len(groups_to_answer(read)) if is_grouped else 0


def refused_as_reused(read: InterchangeRead) -> InterchangeRead:
    """The interchange as one whose control number was taken before by other content."""
    if any(problem.code == _REUSED.code for problem in read.problems):
        return read
    return replace(read, problems=(_REUSED, *read.problems))


def acknowledge(read: InterchangeRead, numbers: AnswerNumbers, moment: datetime) -> Acknowledgement:
    """The answer in the interchange's own standard. The same arguments give the same bytes."""
    write = acknowledge_x12 if read.head.standard == "x12" else acknowledge_edifact
    return write(read, numbers, moment)
