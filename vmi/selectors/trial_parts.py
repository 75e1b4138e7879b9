"""What the page of a file on trial shows, part by part."""

from dataclasses import dataclass
from datetime import date

from vmi.formats.edi.shape import InterchangeHead
from vmi.formats.shape import EDI_KINDS, Outline, RefusedLine
from vmi.models import FeedSample
from vmi.rules.go_live import GoLiveScore, Shown
from vmi.selectors.code_suggestions import Target
from vmi.selectors.edi_segments import SegmentInWords
from vmi.selectors.matching import PRODUCT_FIELDS
from vmi.selectors.reasons import Explanation
from vmi.selectors.reports import NoteInWords


@dataclass(frozen=True)
class ReadColumn:
    """One column of a table: its header, what we take it for ("" is not used) and some cells."""

    header: str
    meaning: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class TrialLine:
    """One line as we understand it; product and place by their names where they are known."""

    line: int
    product: str
    is_product_known: bool
    place: str
    is_place_known: bool
    first_day: date
    last_day: date
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Outcome:
    """What the intake would do with the lines that were looked at: each is in exactly one of the four."""

    posted: int = 0
    waiting: int = 0
    refused: int = 0
    duplicate: int = 0

    @property
    def lines(self) -> int:
        return self.posted + self.waiting + self.refused + self.duplicate


@dataclass(frozen=True)
class UnknownCode:
    """A code that nobody has given a meaning yet, and how many lines have it."""

    code: str
    field: str
    name: str
    lines: int
    suggestions: tuple[Target, ...]

    @property
    def is_product(self) -> bool:
        return self.field in PRODUCT_FIELDS


@dataclass(frozen=True)
class TrialRefusal:
    """Why some lines can't be counted, with a few of them."""

    explanation: Explanation
    count: int
    examples: tuple[RefusedLine, ...]
    is_waiting: bool = False


@dataclass(frozen=True)
class TrialInterchange:
    """One interchange with the acknowledgement that we would send, marked as a test.

    `acknowledgement` has one segment a line, for people to look at; none when nothing is answered.
    """

    head: InterchangeHead
    acceptance: str
    acknowledgement: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """Everything that the page of a file on trial shows; `is_cut` when only its first lines were looked at."""

    sample: FeedSample
    outline: Outline | None
    problem: Explanation | None
    score: GoLiveScore
    shown: Shown
    is_cut: bool = False
    outcome: Outcome = Outcome()
    columns: tuple[ReadColumn, ...] = ()
    lines: tuple[TrialLine, ...] = ()
    refusals: tuple[TrialRefusal, ...] = ()
    unknown: tuple[UnknownCode, ...] = ()
    unknown_count: int = 0
    # Codes of quantities that neither the standard's list nor the dialect explains.
    activities: tuple[NoteInWords, ...] = ()
    findings: tuple[tuple[str, int], ...] = ()
    notes: tuple[NoteInWords, ...] = ()
    interchanges: tuple[TrialInterchange, ...] = ()
    segments: tuple[SegmentInWords, ...] = ()

    @property
    def is_edi(self) -> bool:
        return self.outline is not None and self.outline.kind in EDI_KINDS

    @property
    def needs_columns(self) -> bool:
        """Whether a person has to say what the columns mean before anything else."""
        return self.outline is not None and not self.is_edi and not self.shown.is_readable

    @property
    def segments_of(self) -> str:
        """The control number of the interchange whose segments are shown, where there are several; else ""."""
        heads = self.outline.interchanges if self.outline is not None else ()
        return heads[0].control_number if len(heads) > 1 else ""
