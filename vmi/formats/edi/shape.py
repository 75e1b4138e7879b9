"""What is told of an EDI file beside its lines: interchanges, groups, messages and what is wrong in them."""

from dataclasses import dataclass, field
from typing import Final, Literal

Standard = Literal["x12", "edifact"]
# Accepted, accepted with errors, rejected; the letters of X12 AK5 and AK9.
Acceptance = Literal["A", "E", "R"]

# More problems than these are counted, not listed: an acknowledgement is no second copy of the file.
PROBLEMS_TOLD: Final = 500
INTERCHANGES_TOLD: Final = 10_000


@dataclass(frozen=True)
class InterchangeHead:
    """One interchange as a first quick look sees it, without reading its messages.

    `position` counts from 1 in the file. `sha256` is over its bytes without white space at its ends,
    so that the same interchange in another file is known again. `is_acknowledgement` when it holds
    nothing but 997, 999, TA1 or CONTRL, which are never answered. Texts are as they came, trimmed.
    `is_enveloped` is False for messages that came without ISA or UNB: nothing can be answered then.
    `version` is ISA12 (00401), or UNB S001 (UNOC:3). `made_on` and `made_at` are its date and time as
    they stand in ISA09 and ISA10, or in UNB S004; `wants_acknowledgement` is ISA14 or UNB 0031.
    """

    position: int
    standard: Standard
    sender: str
    sender_qualifier: str
    receiver: str
    receiver_qualifier: str
    control_number: str
    version: str
    is_test: bool
    sha256: str
    first_byte: int
    end_byte: int
    messages: tuple[str, ...] = ()
    is_acknowledgement: bool = False
    is_enveloped: bool = True
    made_on: str = ""
    made_at: str = ""
    wants_acknowledgement: bool = False


@dataclass(frozen=True)
class SyntaxProblem:
    """One thing that breaks the standard, told so that 997 and CONTRL can say it.

    `code` is one of SYNTAX_CODES. `segment_position` counts segments of the message from 1 (ST, UNH);
    `element` and `component` count from 1, 0 when the whole segment is meant. `value` is what stood there.
    """

    code: str
    segment: str = ""
    segment_position: int = 0
    element: int = 0
    component: int = 0
    value: str = ""


@dataclass(frozen=True)
class MessageRead:
    """One message (X12: transaction set) and the syntax verdict on it; `lines` are ours, good ones and bad."""

    kind: str
    reference: str
    version: str
    acceptance: Acceptance
    lines: int = 0
    problems: tuple[SyntaxProblem, ...] = ()


@dataclass(frozen=True)
class GroupRead:
    """One functional group (GS, UNG); EDIFACT without UNG has one that is nameless."""

    kind: str
    control_number: str
    version: str
    sender: str
    receiver: str
    agency: str
    declared_messages: int | None
    messages: tuple[MessageRead, ...]
    problems: tuple[SyntaxProblem, ...] = ()


@dataclass(frozen=True)
class InterchangeRead:
    """One interchange read to its end, or to where it broke off; `problems` are those of its envelope."""

    head: InterchangeHead
    groups: tuple[GroupRead, ...]
    problems: tuple[SyntaxProblem, ...] = ()
    delimiters: "Delimiters" = field(default_factory=lambda: Delimiters("*", ":", "~"))

    @property
    def acceptance(self) -> Acceptance:
        """Rejected when its envelope is broken or no message was accepted; A when all were."""
        verdicts = {message.acceptance for group in self.groups for message in group.messages}
        if self.problems or not verdicts - {"R"}:
            return "R"
        return "A" if verdicts == {"A"} else "E"


@dataclass(frozen=True)
class Delimiters:
    """The signs that an interchange is written with, as it says itself."""

    element: str
    component: str
    segment: str
    repetition: str = ""
    release: str = ""
    decimal: str = "."


SYNTAX_CODES: Final = frozenset(
    {
        # A segment: not of the standard; not here; needed and absent; too often; in the wrong place.
        *("unknown_segment", "unexpected_segment", "missing_segment", "too_many_segments"),
        "segment_out_of_order",
        # An element: needed and absent; only with or without another; too short, too long; odd signs; no
        # code of the list; no date; no number; more elements than the segment has.
        *("missing_element", "condition_broken", "too_short", "too_long", "bad_character"),
        *("bad_code", "bad_date", "bad_number", "too_many_elements"),
        # Half a pair of place and quantity.
        "half_pair",
        # Envelopes: counts and numbers that do not agree, ends that are missing.
        *("wrong_segment_count", "wrong_line_count", "wrong_message_count", "wrong_group_count"),
        *("wrong_control_number", "missing_trailer", "control_number_twice", "broken_envelope"),
        # A message that we do not take, or not in this version.
        *("unknown_message", "unknown_version"),
        # The interchange was taken before with other content.
        "control_number_reused",
        "bad_encoding",
    }
)
