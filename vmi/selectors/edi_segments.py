"""EDI segments in plain words: what each is called, what stands in it, and what its codes mean to us."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.edifact_codes import QUANTITIES
from vmi.formats.edi.listing import ListedSegment
from vmi.formats.edi.x12_activities import ACTIVITIES
from vmi.selectors.edi_words import SEGMENTS, element_name
from vmi.selectors.reasons import field_word

_Words = Mapping[str, "str | Promise"]
_NO_FIGURE: Final = _lazy("understood, and not counted")
_LEFT_OUT: Final = _lazy("left out, as agreed")
_NOT_KNOWN: Final = _lazy("we do not know this code")

_ROLES: Final[_Words] = {
    "RL": _lazy("the place that reports"),
    "ST": _lazy("the place that receives"),
    "BY": _lazy("the buyer"),
    "SU": _lazy("the supplier"),
    "VN": _lazy("the vendor"),
    "SE": _lazy("the seller"),
    "FR": _lazy("the sender"),
    "TO": _lazy("the receiver"),
    "DP": _lazy("the place that receives"),
    "GY": _lazy("who reports the stock"),
    "WH": _lazy("the warehouse"),
    "162": _lazy("the place of sale"),
}
_ITEM_CODES: Final[_Words] = {
    "UP": _lazy("UPC of 12 digits"),
    "UI": _lazy("UPC without its check digit"),
    "UK": _lazy("GTIN of 14 digits"),
    "UA": _lazy("code of the case"),
    "EN": _lazy("EAN of 13 digits"),
    "SRV": "GTIN",
    "CB": _lazy("the buyer's catalogue number"),
    "BP": _lazy("the buyer's part number"),
    "IN": _lazy("the buyer's item number"),
    "SA": _lazy("the supplier's item number"),
    "VN": _lazy("the vendor's item number"),
    "VA": _lazy("the vendor's style"),
    "VC": _lazy("the vendor's catalogue number"),
}
_DATES: Final[_Words] = {
    "137": _lazy("day of the message"),
    "90": _lazy("first day of the report"),
    "91": _lazy("last day of the report"),
    "194": _lazy("first day"),
    "206": _lazy("last day"),
    "356": _lazy("days of sale"),
    "366": _lazy("day of the stock"),
    "007": _lazy("effective"),
    "002": _lazy("delivery wanted"),
    "2": _lazy("delivery wanted"),
}
_PURPOSES: Final[_Words] = {
    "H": _lazy("for notification only"),
    "F": _lazy("plan orders and suggest them"),
    "G": _lazy("plan orders and ship"),
}
# Tag and element (from 1, component from 1) → what its code can mean.
_CODES: Final[Mapping[tuple[str, int, int], _Words]] = {
    ("XQ", 1, 1): _PURPOSES,
    ("N1", 1, 1): _ROLES,
    ("NAD", 1, 1): _ROLES,
    ("LOC", 1, 1): _ROLES,
    ("DTM", 1, 1): _DATES,
    **{("LIN", place, 1): _ITEM_CODES for place in range(2, 31, 2)},
    ("LIN", 3, 2): _ITEM_CODES,
    **{("PIA", place, 2): _ITEM_CODES for place in range(2, 7)},
}
_ACTIVITY: Final = {("ZA", 1, 1): ACTIVITIES, ("QTY", 1, 1): QUANTITIES}


@dataclass(frozen=True)
class PartInWords:
    """One element or component that says something: what it is called, its text, and what a code means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True)
class SegmentInWords:
    """`is_unknown` when one of its codes is not understood, so that somebody has to say what it means."""

    position: int
    tag: str
    name: str
    text: str
    parts: tuple[PartInWords, ...]
    unknown_code: str = ""


def in_words(segment: ListedSegment, dialect: Dialect) -> SegmentInWords:
    """The segment as a person reads it, in the reader's language."""
    unknown: list[str] = []
    parts = tuple(_parts(segment, dialect, unknown))
    name = str(SEGMENTS.get(segment.tag, "")) or _("not known to us")
    return SegmentInWords(
        segment.position, segment.tag, name, segment.text, parts, unknown[0] if unknown else ""
    )


def _parts(segment: ListedSegment, dialect: Dialect, unknown: list[str]) -> Iterator[PartInWords]:
    for element, components in enumerate(segment.elements, 1):
        for component, value in enumerate(components, 1):
            if not value.strip():
                continue
            place = (segment.tag, element, component)
            if place in _ACTIVITY and (segment.standard == "x12") == (segment.tag == "ZA"):
                meaning = _activity(place, value, dialect)
                if meaning == str(_NOT_KNOWN):
                    unknown.append(value)
            else:
                meaning = str(_CODES.get(place, {}).get(value, ""))
            name = element_name(segment.tag, element, component, segment.standard)
            yield PartInWords(name, value, meaning)


def _activity(place: tuple[str, int, int], code: str, dialect: Dialect) -> str:
    told = dialect.activities.get(code)
    if told is not None:
        return field_word(told) if told else str(_LEFT_OUT)
    known = _ACTIVITY[place].get(code)
    if known is None:
        return str(_NOT_KNOWN)
    return field_word(known.measure) if known.measure else str(_NO_FIGURE)
