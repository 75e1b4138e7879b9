"""What stands above the items of an EDIFACT message: its days, its parties, its currency."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from vmi.formats.edi.building import Days, Place
from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.edifact_values import Span, currency_of, place_of_loc, place_of_nad, span_of
from vmi.formats.shape import CellError

# 2005. When the message was made, or the order.
_MADE: Final = ("137", "4")
_STARTS: Final = frozenset({"90", "194"})
_ENDS: Final = frozenset({"91", "206"})
# The period of sales, of validity, of what is told.
_PERIODS: Final = ("356", "273", "324")
# Means another thing in the standard; some name the end of the period by it whose start 356 names.
_SECOND_PERIOD: Final = "357"
_REPORTED: Final = frozenset({"366"})
# When goods are wanted: requested, latest, earliest, estimated, promised, to be shipped.
WANTED: Final = ("2", "63", "64", "17", "69", "10")
_READ: Final = frozenset({*_MADE, *_STARTS, *_ENDS, *_PERIODS, *_REPORTED, _SECOND_PERIOD, *WANTED})


@dataclass(slots=True)
class Times:
    """The dates of one level: of the message, a place, an item or a quantity.

    `bad` is the text of a date that can't be read, on which everything below depends.
    """

    spans: dict[str, Span] = field(default_factory=dict)
    bad: str = ""

    def take(self, segment: Segment) -> bool:
        """Keep a DTM that says one of our days; False when it can't be read, whatever it says."""
        qualifier = segment.get(1)
        try:
            span = span_of(segment.get(1, 2), segment.get(1, 3))
        except CellError:
            if qualifier in _READ:
                self.bad = self.bad or segment.get(1, 2) or segment.text
            return False
        self.spans.setdefault(qualifier, span)
        return True

    def period(self) -> Span | None:
        """The span that flows belong to."""
        spans = self.spans
        found = next((spans[code] for code in _PERIODS if code in spans), None)
        if found and not found.is_range and _SECOND_PERIOD in spans:
            return Span(found.first, spans[_SECOND_PERIOD].last, is_range=True)
        if found:
            return found
        first = next((spans[code] for code in spans if code in _STARTS), None)
        last = next((spans[code] for code in spans if code in _ENDS), None)
        if first and last:
            return Span(first.first, last.last, is_range=True)
        return first or last

    def reported(self) -> Span | None:
        """The day of the stock that is told."""
        return next((self.spans[code] for code in self.spans if code in _REPORTED), None)

    def made(self) -> Span | None:
        return next((self.spans[code] for code in _MADE if code in self.spans), None)

    def span(self, *, is_stock: bool) -> Span | None:
        """Stock is told of its own day, unless the period ends on it: then both are one line."""
        period, reported = self.period(), self.reported()
        if is_stock and reported and not (period and period.last == reported.last):
            return reported
        return period or reported


@dataclass
class Header:
    """`parties` are the places by 3035 of their NAD; a LOC among them is there as "LOC"."""

    times: Times = field(default_factory=Times)
    parties: dict[str, Place] = field(default_factory=dict)
    currency: str = ""
    bad_currency: str = ""
    number: str = ""
    function: str = ""

    def take_party(self, segment: Segment) -> None:
        if place := place_of_nad(segment):
            self.parties.setdefault(segment.get(1), place)

    def take_place(self, segment: Segment) -> None:
        if place := place_of_loc(segment):
            self.parties.setdefault("LOC", place)
            self.parties.setdefault(segment.get(1), place)

    def take_currency(self, segment: Segment) -> None:
        """The first currency of the first CUX is that of prices and amounts; others are what it is told in."""
        code = segment.get(1, 2)
        if not code or self.currency or self.bad_currency:
            return
        try:
            self.currency = currency_of(code)
        except CellError:
            self.bad_currency = code

    def place(self, dialect: Dialect, order: tuple[str, ...]) -> Place:
        """The place of what names none of its own; an empty one when no party can be it."""
        wanted = (*dialect.place_codes, *order)
        return next((self.parties[code] for code in wanted if code in self.parties), Place())


def days_of(span: Span, covers: int) -> Days:
    """The days of a span; a single day stands for so many as the partner has agreed."""
    if span.is_range or span.first != span.last or covers <= 1:
        return Days(span.first, span.last)
    return Days(span.last - timedelta(covers - 1), span.last)
