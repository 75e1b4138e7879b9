"""Segments of X12 and EDIFACT as text: delimiters, release signs, and what an answer is numbered with."""

from dataclasses import dataclass, field
from typing import Final

from vmi.formats.edi.shape import Delimiters

# A simple element, or a composite one of several components.
Element = str | tuple[str, ...]

CONTROL_NUMBER_LIMIT: Final = 1_000_000_000


@dataclass(frozen=True)
class AnswerNumbers:
    """Our own running numbers of one answer: the interchange's, and that of its first functional group."""

    interchange: int
    first_group: int

    @property
    def text(self) -> str:
        """Nine digits; after 999999999 comes 1 again, as the standard has no tenth digit."""
        return f"{within_nine_digits(self.interchange):09}"


@dataclass(frozen=True)
class Acknowledgement:
    """An answer ready to be sent. `kinds` are "TA1", "997" or "CONTRL", in the order in which they stand."""

    kinds: tuple[str, ...]
    control_number: str
    content: bytes


@dataclass
class Segments:
    """Segments in the making, written with one interchange's delimiters.

    A sign of a value that is a delimiter is released where the interchange has a release sign, and
    becomes a space where it has none: X12 knows no other way.
    """

    delimiters: Delimiters
    _written: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._written)

    def add(self, tag: str, *elements: Element) -> None:
        """One segment; empty elements at its end are left out."""
        parts = [tag, *(self._element(each) for each in elements)]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        self._written.append(self.delimiters.element.join(parts) + self.delimiters.segment)

    def add_fixed(self, tag: str, *elements: str) -> None:
        """A segment whose elements keep their spaces, and where a delimiter alone is said as such: ISA."""
        signs = {self.delimiters.component, self.delimiters.repetition}
        parts = [tag, *(text if text in signs else self.plain(text) for text in elements)]
        self._written.append(self.delimiters.element.join(parts) + self.delimiters.segment)

    def extend(self, more: "Segments") -> None:
        self._written += more._written

    @property
    def text(self) -> str:
        return "".join(self._written)

    def plain(self, value: str) -> str:
        """The value without anything that would be taken for a delimiter."""
        signs = self.delimiters
        out = []
        for letter in value:
            if letter == signs.release or letter in self._delimiting:
                out.append(signs.release + letter if signs.release else " ")
            else:
                out.append(letter if letter.isprintable() else " ")
        return "".join(out)

    def can_say(self, value: str) -> bool:
        """Whether the value can be copied as it is, sign by sign."""
        return value.isprintable() and not self._delimiting & set(value)

    @property
    def _delimiting(self) -> set[str]:
        signs = self.delimiters
        return {signs.element, signs.component, signs.segment, signs.repetition} - {""}

    def _element(self, element: Element) -> str:
        if isinstance(element, str):
            return self.plain(element)
        parts = [self.plain(each) for each in element]
        while parts and not parts[-1]:
            parts.pop()
        return self.delimiters.component.join(parts)


def within_nine_digits(number: int) -> int:
    """The number as nine digits can say it, from 1 to 999999999 and round again."""
    return (number - 1) % (CONTROL_NUMBER_LIMIT - 1) + 1
