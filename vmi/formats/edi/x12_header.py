"""The head of X12 messages: who and where, which days, which currency."""

from datetime import date, timedelta
from typing import ClassVar, Final

from vmi.formats.edi.building import Days, Place
from vmi.formats.edi.x12_items import place_of
from vmi.formats.edi.x12_message import MessageContext, Quantity, Segment
from vmi.formats.edi.x12_tokens import day_of

# Messages that take back what was said before (element 353).
_TAKEN_BACK: Final = frozenset({"01", "03"})
# Element 374: ends of a period, and days as of which something is so.
_FIRST_DAYS: Final = frozenset({"090", "150", "186", "193", "196"})
_LAST_DAYS: Final = frozenset({"091", "151", "187", "194", "197"})
AS_OF: Final = frozenset({"007", "097", "102", "168", "184", "366", "514", "582"})


class Header:
    """What holds for all items of a message, until one of them says otherwise for itself."""

    # Roles of N101 that name the place of the quantities, best first.
    roles: ClassVar[tuple[str, ...]] = ("RL", "ST", "WH", "BY")
    as_of: ClassVar[frozenset[str]] = AS_OF

    def __init__(self, context: MessageContext) -> None:
        self.context = context
        self.dialect = context.reading.dialect
        self.lines = context.lines
        self.problems = context.problems
        self.days = Days()
        self.bad_day: str | None = None
        self.is_taken_back = False
        self.is_detail = False
        self.currency: str | None = None
        self.header_places: dict[str, Place] = {}
        self.item_places: dict[str, Place] = {}
        # Of the parties known so far, the place that they make.
        self.found_place: Place | None = None
        self.item_days: Days | None = None
        self.quantity: Quantity | None = None

    def take_purpose(self, code: str) -> None:
        """Element 353: a message that takes back an earlier one has no lines that count."""
        self.is_taken_back = code in _TAKEN_BACK

    def take_currency(self, segment: Segment) -> None:
        self.currency = segment.at(2) if len(segment.at(2)) == 3 else self.currency

    def take_name(self, segment: Segment) -> None:
        """N1: a party; which of them is the place of the quantities is told by its role."""
        known = self.item_places if self.is_detail else self.header_places
        self.found_place = None
        known[segment.at(1)] = place_of(segment.at(3), segment.at(4), segment.at(2) or None)

    @property
    def place(self) -> Place:
        if self.found_place is None:
            self.found_place = self._find_place()
        return self.found_place

    def _find_place(self) -> Place:
        roles = self.dialect.place_codes or self.roles
        return next(
            (
                known[role]
                for known in (self.item_places, self.header_places)
                for role in roles
                if role in known
            ),
            Place(),
        )

    def take_date(self, segment: Segment) -> None:
        """DTM: the days of the report, of the item, or of the quantity below which it stands."""
        told = _told_days(segment)
        if self.quantity is not None:
            self.quantity.days = self.dated(self.quantity.days, segment.at(1), told)
        elif self.is_detail:
            self.item_days = self.dated(self.item_days, segment.at(1), told)
        else:
            self.days = self.dated(self.days, segment.at(1), told) or Days()

    def dated(self, known: Days | None, role: str, told: Days | None) -> Days | None:
        """The days after a date of this role; as they were for a role that tells none."""
        before = known or Days()
        if told is None:
            return known
        if told.first != told.last:
            return told
        if role in _FIRST_DAYS:
            return Days(told.first, before.last)
        if role in _LAST_DAYS:
            return Days(before.first, told.last)
        return self.covered(told.last) if role in self.as_of else known

    def covered(self, day: date | None) -> Days:
        """The span that a single day stands for."""
        if day is None:
            return Days()
        return Days(day - timedelta(days=self.dialect.single_day_covers - 1), day)

    def day_at(self, segment: Segment, element: int) -> date | None:
        """A day of the header; one that is no day is kept as the reason why lines have none."""
        text = segment.at(element)
        day = day_of(text)
        if text and day is None:
            self.bad_day = text
        return day


def _told_days(segment: Segment) -> Days | None:
    """DTM02, or the period of DTM05 and 06; None when it says no day."""
    if segment.at(5) == "RD8":
        first, _dash, last = segment.at(6).partition("-")
        days = Days(day_of(first), day_of(last))
    else:
        day = day_of(segment.at(2) or segment.at(6))
        days = Days(day, day)
    return days if days.first and days.last else None
