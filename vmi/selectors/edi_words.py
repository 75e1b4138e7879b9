"""What is the matter with an EDI message, in words: segments and elements by their names, each problem as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_Words = Mapping[str, "str | Promise"]

_HEADER, _TRAILER = _("message header"), _("message trailer")
_PARTY, _PLACE, _REFERENCE = _("party"), _("place"), _("reference")
_DATE, _PRICE, _AMOUNT = _("date or time"), _("price"), _("amount of money")
_QUANTITY, _ITEM, _CURRENCY = _("quantity"), _("item"), _("currency")
_DESCRIPTION, _CONTACT = _("item description"), _("contact")

SEGMENTS: Final[_Words] = {
    # X12
    "ISA": _("interchange header"),
    "IEA": _("interchange trailer"),
    "GS": _("functional group header"),
    "GE": _("functional group trailer"),
    "ST": _HEADER,
    "SE": _TRAILER,
    "XQ": _("reporting period"),
    "XPO": _("order numbers set aside"),
    "BIA": _("beginning of the inventory report"),
    "BPT": _("beginning of the resale report"),
    "BFR": _("beginning of the forecast"),
    "BEG": _("beginning of the order"),
    "N1": _PARTY,
    "N9": _REFERENCE,
    "REF": _REFERENCE,
    "PER": _CONTACT,
    "CUR": _CURRENCY,
    "PTD": _("product transfer"),
    "PO1": _("order line"),
    "PO4": _("pack"),
    "PID": _DESCRIPTION,
    "CTP": _PRICE,
    "AMT": _AMOUNT,
    "ZA": _("product activity"),
    "SDQ": _("quantities by place"),
    "SDP": _("delivery pattern"),
    "FST": _("forecast of a period"),
    "SCH": _("delivery schedule"),
    "UIT": _("unit"),
    "G95": _("promotion"),
    "CTT": _("totals"),
    # Both
    "LIN": _ITEM,
    "QTY": _QUANTITY,
    "DTM": _DATE,
    # EDIFACT
    "UNA": _("service signs"),
    "UNB": _("interchange header"),
    "UNZ": _("interchange trailer"),
    "UNG": _("functional group header"),
    "UNE": _("functional group trailer"),
    "UNH": _HEADER,
    "UNT": _TRAILER,
    "UNS": _("section control"),
    "BGM": _("beginning of the message"),
    "NAD": _PARTY,
    "LOC": _PLACE,
    "PIA": _("further item codes"),
    "IMD": _DESCRIPTION,
    "MOA": _AMOUNT,
    "PRI": _PRICE,
    "CUX": _CURRENCY,
    "RFF": _REFERENCE,
    "ALI": _("further item facts"),
    "INV": _("kind of movement of stock"),
    "GIN": _("identities of goods"),
    "STS": _("status"),
    "CTA": _CONTACT,
    "SCC": _("schedule conditions"),
    "CNT": _("control total"),
}

_CODE, _UNIT, _COUNT = _("code of what it is"), _("unit"), _("count")
_NUMBER, _DAY, _SPAN_END = _("control number"), _("date"), _("last day")

# By segment and element: only those that people are likely to mend.
ELEMENTS: Final[Mapping[tuple[str, int], "str | Promise"]] = {
    ("ISA", 13): _NUMBER,
    ("IEA", 1): _COUNT,
    ("IEA", 2): _NUMBER,
    ("GS", 6): _NUMBER,
    ("GS", 8): _("version"),
    ("GE", 1): _COUNT,
    ("GE", 2): _NUMBER,
    ("ST", 1): _("kind of message"),
    ("ST", 2): _NUMBER,
    ("SE", 1): _("count of segments"),
    ("SE", 2): _NUMBER,
    ("XQ", 1): _("handling code"),
    ("XQ", 2): _("first day"),
    ("XQ", 3): _SPAN_END,
    ("N1", 1): _("role"),
    ("N1", 2): _("name"),
    ("N1", 3): _("kind of code"),
    ("N1", 4): _("code"),
    ("ZA", 1): _("activity code"),
    ("ZA", 2): _QUANTITY,
    ("ZA", 3): _UNIT,
    ("ZA", 4): _("kind of date"),
    ("ZA", 5): _DAY,
    ("SDQ", 1): _UNIT,
    ("SDQ", 2): _("kind of place code"),
    ("QTY", 1): _CODE,
    ("QTY", 2): _QUANTITY,
    ("CTP", 2): _("kind of price"),
    ("CTP", 3): _PRICE,
    ("AMT", 1): _CODE,
    ("AMT", 2): _AMOUNT,
    ("DTM", 1): _CODE,
    ("DTM", 2): _DAY,
    ("CTT", 1): _("count of lines"),
    ("FST", 1): _QUANTITY,
    ("FST", 4): _("first day"),
    ("FST", 5): _SPAN_END,
    ("PO1", 2): _QUANTITY,
    ("PO1", 3): _UNIT,
    ("UNB", 5): _NUMBER,
    ("UNZ", 1): _COUNT,
    ("UNZ", 2): _NUMBER,
    ("UNE", 1): _COUNT,
    ("UNE", 2): _NUMBER,
    ("UNH", 1): _NUMBER,
    ("UNH", 2): _("kind and version of message"),
    ("UNT", 1): _("count of segments"),
    ("UNT", 2): _NUMBER,
    ("LOC", 1): _CODE,
    ("LOC", 2): _("place code"),
    ("NAD", 1): _("role"),
    ("NAD", 2): _("code"),
    ("PIA", 2): _("item code"),
    ("MOA", 1): _AMOUNT,
    ("PRI", 1): _PRICE,
    ("CNT", 1): _("control total"),
}
_EDIFACT_ELEMENTS: Final[Mapping[tuple[str, int], "str | Promise"]] = {
    ("LIN", 1): _("line number"),
    ("LIN", 3): _("item code"),
    ("QTY", 1): _("kind, quantity and unit"),
    ("DTM", 1): _("kind, date and format"),
}

PROBLEMS: Final[_Words] = {
    "unknown_segment": _("The standard has no such segment."),
    "unexpected_segment": _("This segment has no place here."),
    "missing_segment": _("A segment that has to stand here is missing."),
    "too_many_segments": _("This segment is repeated too often."),
    "segment_out_of_order": _("This segment stands in the wrong place."),
    "missing_element": _("An element that has to be there is empty."),
    "condition_broken": _("This element needs another one beside it."),
    "too_short": _("The value is too short."),
    "too_long": _("The value is too long."),
    "bad_character": _("The value has signs that may not be there."),
    "bad_code": _("This code is not in the list of the standard."),
    "bad_date": _("This is not a date."),
    "bad_number": _("This is not a number."),
    "too_many_elements": _("The segment has more elements than the standard knows."),
    "half_pair": _("A place has no quantity, or a quantity no place."),
    "wrong_segment_count": _("The count of segments is not what came."),
    "wrong_line_count": _("The count of lines is not what came."),
    "wrong_message_count": _("The count of messages is not what came."),
    "wrong_group_count": _("The count of groups is not what came."),
    "wrong_control_number": _("The control numbers at the beginning and the end differ."),
    "missing_trailer": _("The end is missing: the file may have been cut off."),
    "control_number_twice": _("The same control number comes twice."),
    "broken_envelope": _("The envelope is damaged."),
    "unknown_message": _("We do not take this kind of message."),
    "unknown_version": _("We do not take this version of the message."),
    "control_number_reused": _("This control number was used before, with other content."),
    "bad_encoding": _("The text is not in the encoding that the file says."),
}


@dataclass(frozen=True)
class ProblemInWords:
    """One problem as people read it: where, what, and what stood there."""

    code: str
    message: str
    place: str
    sentence: str
    value: str


def in_words(kept: Mapping[str, Any], *, standard: str, message: str = "") -> ProblemInWords:
    """A problem as vmi.formats.edi.keeping keeps it; `message` names the message it is of."""
    code = str(kept.get("code", ""))
    return ProblemInWords(
        code=code,
        message=message,
        place=_place(kept, standard),
        sentence=str(PROBLEMS.get(code, code)),
        value=str(kept.get("value", "")),
    )


def _place(kept: Mapping[str, Any], standard: str) -> str:
    tag, position, element = kept["segment"], kept["segment_position"], kept["element"]
    if not tag:
        return ""
    name = SEGMENTS.get(tag)
    words = gettext("%(tag)s (%(name)s)") % {"tag": tag, "name": name} if name else str(tag)
    if position:
        words = gettext("segment %(position)s: %(segment)s") % {
            "position": position,
            "segment": words,
        }
    if not element:
        return words
    return gettext("%(segment)s, %(element)s") % {
        "segment": words,
        "element": _element(tag, element, int(kept["component"]), standard),
    }


def _element(tag: str, element: int, component: int, standard: str) -> str:
    number = f"{tag}{element:02}" if standard == "x12" else f"{element}"
    number = f"{number}:{component}" if component else number
    name = ELEMENTS.get((tag, element))
    if standard == "edifact":
        name = _EDIFACT_ELEMENTS.get((tag, element), name)
    words = {"number": number, "name": name}
    return (
        gettext("element %(number)s (%(name)s)") % words
        if name
        else gettext("element %(number)s") % words
    )


def element_name(tag: str, element: int, component: int, standard: str) -> str:
    """An element by its number and, where it has one, its name: ZA01 activity code."""
    number = f"{tag}{element:02}" if standard == "x12" else f"{tag} {element}:{component}"
    name = ELEMENTS.get((tag, element))
    if standard == "edifact":
        name = _EDIFACT_ELEMENTS.get((tag, element), name)
    return f"{number} {name}" if name else number
