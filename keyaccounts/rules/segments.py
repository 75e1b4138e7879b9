"""The tree of segments: what is in a segment, and how volumes of its parts add up to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from keyaccounts.rules.share import Volume, added


@dataclass(frozen=True)
class Tree:
    """Segments by code with their parents; None is the parent of a root."""

    parents: Mapping[str, str | None]

    @cached_property
    def children(self) -> dict[str | None, tuple[str, ...]]:
        """Codes by parent, in the order of the codes; a parent outside the tree counts as none."""
        found: dict[str | None, list[str]] = {}
        for code in sorted(self.parents):
            parent = self.parents[code]
            found.setdefault(parent if parent in self.parents else None, []).append(code)
        return {parent: tuple(codes) for parent, codes in found.items()}

    @property
    def roots(self) -> tuple[str, ...]:
        return self.children.get(None, ())

    def within(self, code: str) -> frozenset[str]:
        """A segment and everything below it."""
        below = {code}
        for child in self.children.get(code, ()):
            below |= self.within(child)
        return frozenset(below)

    def lineage(self, code: str) -> Iterator[str]:
        """A segment, its parent, and so on up to the root."""
        at: str | None = code
        while at is not None and at in self.parents:
            yield at
            at = self.parents[at]


@dataclass(frozen=True)
class Node:
    """A segment whose volume is said, with that volume."""

    code: str
    volume: Volume


def said_nodes(tree: Tree, code: str, own: Callable[[str], Volume | None]) -> tuple[Node, ...]:
    """The topmost segments at or below `code` of which a volume is said: nothing is counted twice."""
    volume = own(code)
    if volume is not None:
        return (Node(code, volume),)
    return tuple(
        node for child in tree.children.get(code, ()) for node in said_nodes(tree, child, own)
    )


def volume_below(tree: Tree, code: str, own: Callable[[str], Volume | None]) -> Volume | None:
    """A segment's volume: its own figure, or else what its parts add up to."""
    return added([node.volume for node in said_nodes(tree, code, own)])
