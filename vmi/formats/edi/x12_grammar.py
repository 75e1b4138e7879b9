"""Whether the segments of an X12 set stand where they may, and their elements are what they must be."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from vmi.formats import limits
from vmi.formats.edi.x12_tables import ELEMENTS, OTHER_SEGMENTS, STRUCTURES
from vmi.formats.edi.x12_tokens import day_of

# A problem of a segment: code, segment. Of an element: code, element, component, value.
SegmentProblem = tuple[str, str]
ElementProblem = tuple[str, int, int, str]

_TOKEN: Final = re.compile(r"([()\[\]])|([A-Z][A-Z0-9]{1,2})(\*)?(!)?(?::([0-9]+))?(\*)?(!)?")
_R: Final = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_N: Final = re.compile(r"-?[0-9]+")
_TIME: Final = re.compile(r"[0-9]{4,8}")
_BAD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")


@dataclass(eq=False)
class Node:
    """One place of a structure: a segment, several in any order, or a loop by its first segment."""

    tags: frozenset[str]
    is_needed: bool = False
    most: int = 0
    inside: list["Node"] = field(default_factory=list)
    parent: "Node | None" = None
    index: int = 0
    is_loop: bool = False

    def add(self, child: "Node") -> "Node":
        child.parent, child.index = self, len(self.inside)
        self.inside.append(child)
        return child


class _Step(NamedTuple):
    node: Node
    problems: tuple[SegmentProblem, ...]


class Structure:
    """The structure of one kind of set; walked by `Walk`, which remembers where it is."""

    def __init__(self, text: str) -> None:
        self.root = _parsed(text)
        self.first = self.root.inside[0]
        self.tags = _all_tags(self.root)
        self._steps: dict[tuple[int, str], _Step] = {}

    def step(self, node: Node, tag: str) -> _Step:
        key = (id(node), tag)
        found = self._steps.get(key)
        if found is None:
            found = self._find(node, tag)
            if len(self._steps) < limits.REMEMBERED_TEXTS:
                self._steps[key] = found
        return found

    def _find(self, node: Node, tag: str) -> _Step:
        missing: list[SegmentProblem] = []
        if tag in node.tags and not node.is_loop:
            return _Step(node, ())
        if (child := _among(node.inside, tag, missing)) is not None:
            return _Step(child, tuple(missing))
        current = node
        while current.parent is not None:
            if current.is_loop and tag in current.tags:
                return _Step(current, tuple(missing))
            behind = current.parent.inside[current.index + 1 :]
            if (found := _among(behind, tag, missing)) is not None:
                return _Step(found, tuple(missing))
            current = current.parent
        return _Step(node, ((self._misplaced(tag), tag),))

    def _misplaced(self, tag: str) -> str:
        if tag in self.tags:
            return "segment_out_of_order"
        is_known = tag in OTHER_SEGMENTS or tag in ELEMENTS
        return "unexpected_segment" if is_known else "unknown_segment"


def _among(nodes: Sequence[Node], tag: str, missing: list[SegmentProblem]) -> Node | None:
    """The first of the nodes that the tag can be; those needed and passed over are missing."""
    for node in nodes:
        if tag in node.tags:
            return node
        if node.is_needed:
            missing.append(("missing_segment", min(node.tags)))
    return None


class Walk:
    """The way of one message through its structure."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._node = structure.first
        self._run = 1

    def step(self, tag: str) -> tuple[SegmentProblem, ...]:
        """What is wrong with the place of the next segment."""
        found = self._structure.step(self._node, tag)
        node = found.node
        if node is self._node and not node.is_loop:
            self._run += 1
            if node.most and self._run == node.most + 1 and not found.problems:
                return (("too_many_segments", tag),)
        else:
            self._node, self._run = node, 1
        return found.problems


@cache
def structure_of(kind: str) -> Structure:
    return Structure(STRUCTURES[kind])


def _parsed(text: str) -> Node:
    root = current = Node(frozenset())
    group: Node | None = None
    opens_loop = False
    for bracket, tag, star, needed, most, late_star, late_needed in _TOKEN.findall(text):
        if bracket == "(":
            opens_loop = True
        elif bracket == ")":
            current = current.parent or root
        elif bracket == "[":
            group = current.add(Node(frozenset()))
        elif bracket == "]":
            group = None
        elif group is not None:
            group.tags |= {tag}
        else:
            is_free = star or late_star or opens_loop
            node = Node(frozenset({tag}), bool(needed or late_needed), int(most or not is_free))
            node.is_loop = opens_loop
            current.add(node)
            current = node if opens_loop else current
            opens_loop = False
    return root


def _all_tags(node: Node) -> frozenset[str]:
    return node.tags.union(*(_all_tags(child) for child in node.inside))


class _Element(NamedTuple):
    kind: str
    shortest: int
    longest: int
    is_needed: bool


class _Rules(NamedTuple):
    elements: tuple[_Element, ...]
    conditions: tuple[tuple[str, tuple[int, ...]], ...]


_ELEMENT: Final = re.compile(r"(ID|AN|N0|R|DT|TM|C)(?:([0-9]+)/([0-9]+))?(!)?")


@cache
def _rules(tag: str) -> _Rules | None:
    text = ELEMENTS.get(tag)
    if text is None:
        return None
    listed, _sign, conditions = text.partition(";")
    elements = tuple(
        _Element(kind, int(shortest or 0), int(longest or 0), bool(needed))
        for kind, shortest, longest, needed in _ELEMENT.findall(listed)
    )
    return _Rules(
        elements,
        tuple((one[0], tuple(map(int, one[1:].split(",")))) for one in conditions.split()),
    )


def element_problems(segment: str, elements: Sequence[str]) -> tuple[ElementProblem, ...]:
    """What is wrong with the elements of a segment; of a segment without rules, only its signs."""
    found: list[ElementProblem] = []
    if (not segment.isprintable() or "\ufffd" in segment) and _BAD.search(segment):
        found += [
            ("bad_character", place, 0, value)
            for place, value in enumerate(elements)
            if _BAD.search(value)
        ]
    rules = _rules(elements[0])
    if rules is None:
        return tuple(found)
    for place, rule in enumerate(rules.elements, start=1):
        value = elements[place].strip() if place < len(elements) else ""
        code = _wrong(value, rule) if value else ("missing_element" if rule.is_needed else "")
        if code:
            found.append((code, place, 0, value))
    if len(elements) - 1 > len(rules.elements) and any(elements[len(rules.elements) + 1 :]):
        found.append(("too_many_elements", len(rules.elements) + 1, 0, ""))
    found += _broken_conditions(rules, elements)
    return tuple(found)


def _wrong(value: str, rule: _Element) -> str:
    code = _WRONG_KIND.get(rule.kind, _never)(value)
    if code or not rule.longest:
        return code
    # The sign and the point of a number do not count.
    length = len(value) - value.count("-") - value.count(".") if rule.kind == "R" else len(value)
    if length < rule.shortest:
        return "too_short"
    return "too_long" if length > rule.longest else ""


def _never(value: str) -> str:
    return ""


_WRONG_KIND: Final[Mapping[str, Callable[[str], str]]] = {
    "R": lambda value: "" if _R.fullmatch(value) else "bad_number",
    "N0": lambda value: "" if _N.fullmatch(value) else "bad_number",
    "DT": lambda value: "" if day_of(value) else "bad_date",
    "TM": lambda value: "" if _TIME.fullmatch(value) else "bad_date",
}


def _broken_conditions(rules: _Rules, elements: Sequence[str]) -> list[ElementProblem]:
    found: list[ElementProblem] = []
    for letter, places in rules.conditions:
        has = [place < len(elements) and bool(elements[place].strip()) for place in places]
        if letter == "P" and any(has) and not all(has):
            found.append(("condition_broken", places[has.index(False)], 0, ""))
        elif letter == "R" and not any(has):
            found.append(("condition_broken", places[0], 0, ""))
        elif letter == "C" and has[0] and not all(has):
            found.append(("condition_broken", places[has.index(False)], 0, ""))
    return found
