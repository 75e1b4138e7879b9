"""EDI segments in plain words: what each is called, what stands in it, and what its codes mean to us."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmi.formats.edi import edifact_codes, x12_activities
from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.listing import ListedSegment
from vmi.selectors.edi_words import SEGMENTS, element_name
from vmi.selectors.reasons import field_word

_Texts = Mapping[str, "str | Promise"]
_NO_FIGURE: Final = gettext_lazy("understood, and not counted")
_LEFT_OUT: Final = gettext_lazy("left out, as agreed")
_NOT_KNOWN: Final = gettext_lazy("we do not know this code")

_ROLES: Final[_Texts] = {
    "RL": gettext_lazy("the place that reports"),
    "ST": gettext_lazy("the place that receives"),
    "BY": gettext_lazy("the buyer"),
    "SU": gettext_lazy("the supplier"),
    "VN": gettext_lazy("the vendor"),
    "SE": gettext_lazy("the seller"),
    "FR": gettext_lazy("the sender"),
    "TO": gettext_lazy("the receiver"),
    "DP": gettext_lazy("the place that receives"),
    "GY": gettext_lazy("who reports the stock"),
    "WH": gettext_lazy("the warehouse"),
    "162": gettext_lazy("the place of sale"),
}
_ITEM_CODES: Final[_Texts] = {
    "UP": gettext_lazy("UPC of 12 digits"),
    "UI": gettext_lazy("UPC without its check digit"),
    "UK": gettext_lazy("GTIN of 14 digits"),
    "UA": gettext_lazy("code of the case"),
    "EN": gettext_lazy("EAN of 13 digits"),
    "SRV": "GTIN",
    "CB": gettext_lazy("the buyer's catalogue number"),
    "BP": gettext_lazy("the buyer's part number"),
    "IN": gettext_lazy("the buyer's item number"),
    "SA": gettext_lazy("the supplier's item number"),
    "VN": gettext_lazy("the vendor's item number"),
    "VA": gettext_lazy("the vendor's style"),
    "VC": gettext_lazy("the vendor's catalogue number"),
}
_DATES: Final[_Texts] = {
    "137": gettext_lazy("day of the message"),
    "90": gettext_lazy("first day of the report"),
    "91": gettext_lazy("last day of the report"),
    "194": gettext_lazy("first day"),
    "206": gettext_lazy("last day"),
    "356": gettext_lazy("days of sale"),
    "366": gettext_lazy("day of the stock"),
    "007": gettext_lazy("effective"),
    "002": gettext_lazy("delivery wanted"),
    "2": gettext_lazy("delivery wanted"),
}
_PURPOSES: Final[_Texts] = {
    "H": gettext_lazy("for notification only"),
    "F": gettext_lazy("plan orders and suggest them"),
    "G": gettext_lazy("plan orders and ship"),
}
# Tag and element (from 1, component from 1) → what its code can mean.
_CODES: Final[Mapping[tuple[str, int, int], _Texts]] = {
    ("XQ", 1, 1): _PURPOSES,
    ("N1", 1, 1): _ROLES,
    ("NAD", 1, 1): _ROLES,
    ("LOC", 1, 1): _ROLES,
    ("DTM", 1, 1): _DATES,
    **{("LIN", place, 1): _ITEM_CODES for place in range(2, 31, 2)},
    ("LIN", 3, 2): _ITEM_CODES,
    **{("PIA", place, 2): _ITEM_CODES for place in range(2, 7)},
}
_Meanings = Mapping[str, x12_activities.Meaning] | Mapping[str, edifact_codes.Meaning]
# Where a code says what a quantity is: tag of the segment and kind of message → what it can mean.
_X12: Final[Mapping[str, _Meanings]] = {
    "ZA": x12_activities.ACTIVITIES,
    "QTY": x12_activities.QUANTITIES,
    "PTD": x12_activities.MOVEMENTS,
}
_EDIFACT: Final[Mapping[str, _Meanings]] = {
    "SLSRPT": edifact_codes.QUANTITIES,
    "INVRPT": edifact_codes.QUANTITIES,
    "SLSFCT": edifact_codes.FORECASTS,
}


@dataclass(frozen=True)
class PartInWords:
    """One element or component that says something: what it is called, its text, and what a code means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True)
class SegmentInWords:
    """`unknown_code` is one that is not understood: somebody has to say what it means."""

    position: int
    tag: str
    name: str
    text: str
    parts: tuple[PartInWords, ...]
    unknown_code: str = ""


def in_words(
    segments: Iterable[ListedSegment], dialect: Dialect, unknown: Collection[str]
) -> Iterator[SegmentInWords]:
    """Segments of one interchange as a person reads them, in the reader's language.

    `unknown` are the codes of quantities that reading it has not understood.
    """
    message = ""
    for segment in segments:
        message = _message_of(segment) or message
        words = _Words(segment, message, dialect, unknown)
        parts = tuple(words.parts())
        name = str(SEGMENTS.get(segment.tag, "")) or _("not known to us")
        yield SegmentInWords(
            segment.position, segment.tag, name, segment.text, parts, words.unknown_code
        )


def _message_of(segment: ListedSegment) -> str:
    """The kind of message that begins here, "" elsewhere."""
    place = {"ST": 0, "UNH": 1}.get(segment.tag)
    if place is None or len(segment.elements) <= place:
        return ""
    return segment.elements[place][0]


@dataclass
class _Words:
    """One segment on its way into words."""

    segment: ListedSegment
    message: str
    dialect: Dialect
    unknown: Collection[str]
    unknown_code: str = ""

    def parts(self) -> Iterator[PartInWords]:
        tag, standard = self.segment.tag, self.segment.standard
        for element, components in enumerate(self.segment.elements, 1):
            for component, value in enumerate(components, 1):
                if value.strip():
                    name = element_name(tag, element, component, standard)
                    yield PartInWords(name, value, self._meaning(element, component, value))

    def _meaning(self, element: int, component: int, value: str) -> str:
        table = self._table() if (element, component) == (1, 1) else None
        if table is None:
            words = _CODES.get((self.segment.tag, element, component), {})
            return str(words.get(value, ""))
        told = self.dialect.activities.get(value)
        if told is not None:
            return field_word(told) if told else str(_LEFT_OUT)
        known = table.get(value)
        if known is not None:
            return field_word(known.measure) if known.measure else str(_NO_FIGURE)
        if value not in self.unknown:
            return ""
        self.unknown_code = value
        return str(_NOT_KNOWN)

    def _table(self) -> _Meanings | None:
        if self.segment.standard == "x12":
            return _X12.get(self.segment.tag)
        return _EDIFACT.get(self.message) if self.segment.tag == "QTY" else None
