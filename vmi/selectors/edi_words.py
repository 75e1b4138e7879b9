"""What is the matter with an EDI message, in words: segments and elements by their names, each problem as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_Words = Mapping[str, "str | Promise"]
_lazy = gettext_lazy

_HEADER, _TRAILER = _lazy("message header"), _lazy("message trailer")
_PARTY, _PLACE, _REFERENCE = _lazy("party"), _lazy("place"), _lazy("reference")
_DATE, _PRICE, _AMOUNT = _lazy("date or time"), _lazy("price"), _lazy("amount of money")
_QUANTITY, _ITEM, _CURRENCY = _lazy("quantity"), _lazy("item"), _lazy("currency")
_DESCRIPTION, _CONTACT = _lazy("item description"), _lazy("contact")

SEGMENTS: Final[_Words] = {
    # X12
    "ISA": _lazy("interchange header"),
    "IEA": _lazy("interchange trailer"),
    "GS": _lazy("functional group header"),
    "GE": _lazy("functional group trailer"),
    "ST": _HEADER,
    "SE": _TRAILER,
    "XQ": _lazy("reporting period"),
    "XPO": _lazy("order numbers set aside"),
    "BIA": _lazy("beginning of the inventory report"),
    "BPT": _lazy("beginning of the resale report"),
    "BFR": _lazy("beginning of the forecast"),
    "BEG": _lazy("beginning of the order"),
    "N1": _PARTY,
    "N9": _REFERENCE,
    "REF": _REFERENCE,
    "PER": _CONTACT,
    "CUR": _CURRENCY,
    "PTD": _lazy("product transfer"),
    "PO1": _lazy("order line"),
    "PO4": _lazy("pack"),
    "PID": _DESCRIPTION,
    "CTP": _PRICE,
    "AMT": _AMOUNT,
    "ZA": _lazy("product activity"),
    "SDQ": _lazy("quantities by place"),
    "SDP": _lazy("delivery pattern"),
    "FST": _lazy("forecast of a period"),
    "SCH": _lazy("delivery schedule"),
    "UIT": _lazy("unit"),
    "G95": _lazy("promotion"),
    "CTT": _lazy("totals"),
    # Both
    "LIN": _ITEM,
    "QTY": _QUANTITY,
    "DTM": _DATE,
    # EDIFACT
    "UNA": _lazy("service signs"),
    "UNB": _lazy("interchange header"),
    "UNZ": _lazy("interchange trailer"),
    "UNG": _lazy("functional group header"),
    "UNE": _lazy("functional group trailer"),
    "UNH": _HEADER,
    "UNT": _TRAILER,
    "UNS": _lazy("section control"),
    "BGM": _lazy("beginning of the message"),
    "NAD": _PARTY,
    "LOC": _PLACE,
    "PIA": _lazy("further item codes"),
    "IMD": _DESCRIPTION,
    "MOA": _AMOUNT,
    "PRI": _PRICE,
    "CUX": _CURRENCY,
    "RFF": _REFERENCE,
    "ALI": _lazy("further item facts"),
    "INV": _lazy("kind of movement of stock"),
    "GIN": _lazy("identities of goods"),
    "STS": _lazy("status"),
    "CTA": _CONTACT,
    "SCC": _lazy("schedule conditions"),
    "CNT": _lazy("control total"),
}

_CODE, _UNIT, _COUNT = _lazy("code of what it is"), _lazy("unit"), _lazy("count")
_NUMBER, _DAY, _SPAN_END = _lazy("control number"), _lazy("date"), _lazy("last day")

# By segment and element: only those that people are likely to mend.
ELEMENTS: Final[Mapping[tuple[str, int], "str | Promise"]] = {
    ("ISA", 13): _NUMBER,
    ("IEA", 1): _COUNT,
    ("IEA", 2): _NUMBER,
    ("GS", 6): _NUMBER,
    ("GS", 8): _lazy("version"),
    ("GE", 1): _COUNT,
    ("GE", 2): _NUMBER,
    ("ST", 1): _lazy("kind of message"),
    ("ST", 2): _NUMBER,
    ("SE", 1): _lazy("count of segments"),
    ("SE", 2): _NUMBER,
    ("XQ", 1): _lazy("handling code"),
    ("XQ", 2): _lazy("first day"),
    ("XQ", 3): _SPAN_END,
    ("N1", 1): _lazy("role"),
    ("N1", 2): _lazy("name"),
    ("N1", 3): _lazy("kind of code"),
    ("N1", 4): _lazy("code"),
    ("ZA", 1): _lazy("activity code"),
    ("ZA", 2): _QUANTITY,
    ("ZA", 3): _UNIT,
    ("ZA", 4): _lazy("kind of date"),
    ("ZA", 5): _DAY,
    ("SDQ", 1): _UNIT,
    ("SDQ", 2): _lazy("kind of place code"),
    ("QTY", 1): _CODE,
    ("QTY", 2): _QUANTITY,
    ("CTP", 2): _lazy("kind of price"),
    ("CTP", 3): _PRICE,
    ("AMT", 1): _CODE,
    ("AMT", 2): _AMOUNT,
    ("DTM", 1): _CODE,
    ("DTM", 2): _DAY,
    ("CTT", 1): _lazy("count of lines"),
    ("FST", 1): _QUANTITY,
    ("FST", 4): _lazy("first day"),
    ("FST", 5): _SPAN_END,
    ("PO1", 2): _QUANTITY,
    ("PO1", 3): _UNIT,
    ("UNB", 5): _NUMBER,
    ("UNZ", 1): _COUNT,
    ("UNZ", 2): _NUMBER,
    ("UNE", 1): _COUNT,
    ("UNE", 2): _NUMBER,
    ("UNH", 1): _NUMBER,
    ("UNH", 2): _lazy("kind and version of message"),
    ("UNT", 1): _lazy("count of segments"),
    ("UNT", 2): _NUMBER,
    ("LOC", 1): _CODE,
    ("LOC", 2): _lazy("place code"),
    ("NAD", 1): _lazy("role"),
    ("NAD", 2): _lazy("code"),
    ("PIA", 2): _lazy("item code"),
    ("MOA", 1): _AMOUNT,
    ("PRI", 1): _PRICE,
    ("CNT", 1): _lazy("control total"),
}
_EDIFACT_ELEMENTS: Final[Mapping[tuple[str, int], "str | Promise"]] = {
    ("LIN", 1): _lazy("line number"),
    ("LIN", 3): _lazy("item code"),
    ("QTY", 1): _lazy("kind, quantity and unit"),
    ("DTM", 1): _lazy("kind, date and format"),
}

PROBLEMS: Final[_Words] = {
    "unknown_segment": _lazy("The standard has no such segment."),
    "unexpected_segment": _lazy("This segment has no place here."),
    "missing_segment": _lazy("A segment that has to stand here is missing."),
    "too_many_segments": _lazy("This segment is repeated too often."),
    "segment_out_of_order": _lazy("This segment stands in the wrong place."),
    "missing_element": _lazy("An element that has to be there is empty."),
    "condition_broken": _lazy("This element needs another one beside it."),
    "too_short": _lazy("The value is too short."),
    "too_long": _lazy("The value is too long."),
    "bad_character": _lazy("The value has signs that may not be there."),
    "bad_code": _lazy("This code is not in the list of the standard."),
    "bad_date": _lazy("This is not a date."),
    "bad_number": _lazy("This is not a number."),
    "too_many_elements": _lazy("The segment has more elements than the standard knows."),
    "half_pair": _lazy("A place has no quantity, or a quantity no place."),
    "wrong_segment_count": _lazy("The count of segments is not what came."),
    "wrong_line_count": _lazy("The count of lines is not what came."),
    "wrong_message_count": _lazy("The count of messages is not what came."),
    "wrong_group_count": _lazy("The count of groups is not what came."),
    "wrong_control_number": _lazy("The control numbers at the beginning and the end differ."),
    "missing_trailer": _lazy("The end is missing: the file may have been cut off."),
    "control_number_twice": _lazy("The same control number comes twice."),
    "broken_envelope": _lazy("The envelope is damaged."),
    "unknown_message": _lazy("We do not take this kind of message."),
    "unknown_version": _lazy("We do not take this version of the message."),
    "control_number_reused": _lazy("This control number was used before, with other content."),
    "bad_encoding": _lazy("The text is not in the encoding that the file says."),
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
    words = _("%(tag)s (%(name)s)") % {"tag": tag, "name": name} if name else str(tag)
    if position:
        words = _("segment %(position)s: %(segment)s") % {"position": position, "segment": words}
    if not element:
        return words
    return _("%(segment)s, %(element)s") % {
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
    return _("element %(number)s (%(name)s)") % words if name else _("element %(number)s") % words
