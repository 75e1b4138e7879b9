"""What the elements of a segment must look like: mandatory ones, lengths, numbers, lists of codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.shape import SyntaxProblem

NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]*)?|[-+]?[.,][0-9]+")
_PART: Final = re.compile(r"(?P<must>M?)(?P<number>n?)(?P<longest>[0-9]+)")


@dataclass(frozen=True)
class Component:
    is_mandatory: bool
    is_number: bool
    longest: int


@dataclass(frozen=True)
class Element:
    """One element; its mandatory components are asked for only when the element is there or must be."""

    is_mandatory: bool
    components: tuple[Component, ...]


def _elements(notation: str) -> tuple[Element, ...]:
    """`+M3:Mn35:8 3` is a mandatory composite of three, the second a number, and an optional element."""
    return tuple(_element(word) for word in notation.split())


def _element(word: str) -> Element:
    bare = word.lstrip("+")
    components = tuple(
        Component(bool(found["must"]), bool(found["number"]), int(found["longest"]))
        for found in map(_PART.fullmatch, bare.split(":"))
        if found
    )
    is_mandatory = word.startswith("+") or (len(components) == 1 and components[0].is_mandatory)
    return Element(is_mandatory, components)


# Lengths are the longest of any release. A quantity is alphanumeric in newer ones: whether it is a number
# is said where it is read.
_SEGMENTS: Final = {
    tag: _elements(notation)
    for tag, notation in {
        "UNH": "M14 +M6:M3:M3:M3:6:6:6 35 n2:1 M14:3:3:3 M14:3:3:3 M14:3:3:3",
        "UNT": "Mn10 M14",
        "BGM": "3:17:3:70 70:9:6 3 3",
        "DTM": "+M3:35:3",
        "RFF": "+M3:70:6:35:6",
        "NAD": "M3 M35:17:3 70:70:70:70:70 M70:70:70:70:70:3 M70:70:70:70 35 9:17:3:70 17 3",
        "CUX": "M3:3:3:n4 M3:3:3:n4 n12 3",
        "LOC": "M3 35:17:3:256 35:17:3:70 35:17:3:70 3",
        "GIS": "+M3:17:3:17 M3:17:3:17 M3:17:3:17 M3:17:3:17 M3:17:3:17",
        "LIN": "6 3 35:3:17:3 3:6 n2 3",
        "PIA": "M3 +35:3:17:3 35:3:17:3 35:3:17:3 35:3:17:3 35:3:17:3",
        "IMD": "3 3:17:3 17:17:3:256:256:3 3",
        "QTY": "+M3:M35:8",
        "MOA": "+M3:n35:3:3:3",
        "PRI": "M3:n15:3:3:n9:8 3",
        "INV": "3 3 3 3 M3:3:17:3:35",
        "ALI": "3 3 3 3 3 3 3",
        "UNS": "M1",
        "CNT": "+M3:Mn18:8",
    }.items()
}
# The codes of a first element that has few.
_CODES: Final = {"UNS": frozenset({"D", "S"}), "INV": frozenset({"", "1", "2", "3"})}


def element_problems(segment: Segment) -> Iterator[SyntaxProblem]:
    """What is wrong in the segment itself, wherever it stands; other segments are taken as they are."""
    if segment.flaw:
        yield SyntaxProblem(segment.flaw, segment.tag, segment.position)
    elements = _SEGMENTS.get(segment.tag)
    if elements is None or segment.flaw == "too_long":
        return
    for number, element in enumerate(elements, 1):
        came = segment.elements[number - 1] if number <= len(segment.elements) else []
        if any(came):
            yield from _component_problems(segment, number, element, came)
        elif element.is_mandatory:
            yield _problem("missing_element", segment, number)
    unknown = range(len(elements) + 1, len(segment.elements) + 1)
    for number in (*segment.repeated, *(one for one in unknown if any(segment.elements[one - 1]))):
        yield _problem("too_many_elements", segment, number)
    codes = _CODES.get(segment.tag)
    if codes and segment.get(1) not in codes:
        yield _problem("bad_code", segment, 1)


def _component_problems(
    segment: Segment, number: int, element: Element, came: list[str]
) -> Iterator[SyntaxProblem]:
    is_composite = len(element.components) > 1
    for place, component in enumerate(element.components, 1):
        text = came[place - 1].strip() if place <= len(came) else ""
        code = _code(text, component)
        if code:
            yield _problem(code, segment, number, place if is_composite else 0, text)
    if any(came[len(element.components) :]):
        yield _problem("too_many_elements", segment, number, len(element.components) + 1)


def _code(text: str, component: Component) -> str:
    if not text:
        return "missing_element" if component.is_mandatory else ""
    if component.is_number:
        if not NUMBER.fullmatch(text):
            return "bad_number"
        # Neither the sign nor the decimal mark is counted.
        text = text.lstrip("+-").replace(".", "").replace(",", "")
    return "too_long" if len(text) > component.longest else ""


def _problem(
    code: str, segment: Segment, element: int, component: int = 0, value: str | None = None
) -> SyntaxProblem:
    text = segment.get(element, component or 1) if value is None else value
    return SyntaxProblem(code, segment.tag, segment.position, element, component, text[:70])
