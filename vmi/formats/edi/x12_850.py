"""X12 850, purchase order: what the partner orders, where to and by when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Final

from vmi.formats.edi.building import Days, Item, Place
from vmi.formats.edi.x12_header import Header
from vmi.formats.edi.x12_items import id_pairs, item_of, place_of
from vmi.formats.edi.x12_message import MessageContext, Segment, Values
from vmi.formats.edi.x12_tokens import day_of, number_of
from vmi.formats.shape import QUANTITY_PLACES, VALUE_PLACES, CellError

# Element 374, best first: delivery wanted, needed by, promised; then dates of shipment.
_WANTED: Final = ("002", "106", "067", "017", "069", "010", "037", "038")


@dataclass
class _Part:
    """A part of the line: by a date (SCH), or for a place (SDQ)."""

    segment: Segment
    amount: str
    unit: str
    wanted_on: date | None = None
    place: Place | None = None


@dataclass
class _OrderedItem:
    """One PO1 and what stands below it."""

    segment: Segment
    item: Item
    name: str | None = None
    pack: Decimal | None = None
    values: Values = field(default_factory=Values)
    dates: dict[str, date] = field(default_factory=dict)
    parts: list[_Part] = field(default_factory=list)
    has_bad_part: bool = False


class PurchaseOrder(Header):
    """BEG names and dates the order; PO1 is an item, which SCH parts by dates and SDQ by places."""

    roles = ("ST", "BY", "BT", "RL")

    def __init__(self, context: MessageContext) -> None:
        super().__init__(context)
        self.number: str | None = None
        self.dates: dict[str, date] = {}
        self.open: _OrderedItem | None = None
        self.items_seen = 0
        self.split_type = ""

    @property
    def line_counts(self) -> frozenset[int]:
        """The numbers that CTT01 may say."""
        return frozenset({self.items_seen})

    def take(self, segment: Segment) -> None:
        taken = self.takes.get(segment.elements[0])
        if taken is not None:
            taken(self, segment)

    def finish(self) -> None:
        """The last item ends with the message."""
        self._close()

    def take_beginning(self, segment: Segment) -> None:
        self.take_purpose(segment.at(1))
        self.number = segment.at(3) or None
        day = self.day_at(segment, 5)
        self.days = Days(day, day)

    def take_dates(self, segment: Segment) -> None:
        day = day_of(segment.at(2) or segment.at(6)[:8])
        if day is not None:
            known = self.dates if self.open is None else self.open.dates
            known[segment.at(1)] = day

    def take_item(self, segment: Segment) -> None:
        self._close()
        self.is_detail = True
        self.items_seen += 1
        self.item_places = {}
        self.found_place = None
        self.open = _OrderedItem(segment, item_of(id_pairs(segment.elements, 6), self.dialect))

    def take_pack(self, segment: Segment) -> None:
        if self.open is not None:
            self.open.pack = self._number(segment, 1, QUANTITY_PLACES)

    def take_price(self, segment: Segment) -> None:
        if self.open is not None and (price := self._number(segment, 3, VALUE_PLACES)) is not None:
            self.open.values.prices[segment.at(2)] = price

    def take_name_of_item(self, segment: Segment) -> None:
        if self.open is not None and segment.at(1) == "F":
            self.open.name = self.open.name or segment.at(5) or None

    def take_schedule(self, segment: Segment) -> None:
        """SCH: so many by a date."""
        if self.open is None:
            return
        day = day_of(segment.at(6))
        unit = segment.at(2)
        self.open.parts.append(_Part(segment, segment.at(1), unit, wanted_on=day))

    def take_split(self, segment: Segment) -> None:
        """SDQ: so many for each place."""
        if self.open is None:
            return
        self.split_type = segment.at(2) or self.split_type
        for at in range(3, min(len(segment.elements), 23), 2):
            code, amount = segment.at(at), segment.at(at + 1)
            if code and amount:
                place = place_of(self.split_type, code)
                self.open.parts.append(_Part(segment, amount, segment.at(1), place=place))
            elif code or amount:
                self.open.has_bad_part = True
                self.problems.of("half_pair", segment, at + 1 if code else at)
                self.lines.refuse("ordered", "half_pair", code or amount, segment.raw)

    def _number(self, segment: Segment, element: int, places: int) -> Decimal | None:
        text = segment.at(element)
        try:
            return number_of(text, places) if text else None
        except CellError:
            self.lines.note("bad_value", segment.tag, text, segment.raw)
            return None

    def _close(self) -> None:
        """The lines of the item: one for each of its parts, or one for the whole."""
        opened, self.open = self.open, None
        if opened is None:
            return
        segment = opened.segment
        parts = opened.parts
        if not parts and not opened.has_bad_part:
            parts = [_Part(segment, segment.at(2), segment.at(3))]
        for number, part in enumerate(parts):
            self._say(opened, part, number)
        self.lines.close_item()

    def _say(self, opened: _OrderedItem, part: _Part, number: int) -> None:
        segment = opened.segment
        unit = self.dialect.units.get(part.unit or segment.at(3), part.unit or segment.at(3))
        item = opened.item._replace(name=opened.name)
        place = part.place or self.place
        line = self.lines.line(item, place, self.days, unit=unit, apart=str(number))
        line.see(segment.position, segment.text)
        line.see(part.segment.position, part.segment.text)
        try:
            amount = self.context.numbers.quantity(part.amount) if part.amount else None
        except CellError as problem:
            line.refuse("ordered", problem.code, part.amount)
            return
        if amount is None:
            line.refuse("ordered", "no_measure")
            return
        if self.is_taken_back:
            line.refuse("", "taken_back")
        if self.days.first is None and self.bad_day:
            line.refuse("day", "bad_date", self.bad_day)
        if self.number is None:
            line.refuse("order_number", "no_order_number")
        line.columns.update(
            order_number=self.number,
            ordered=amount,
            unit_price=self._price(opened),
            wanted_on=part.wanted_on or _first(opened.dates) or _first(self.dates),
            reference="/".join(filter(None, (self.number, segment.at(1)))) or None,
        )
        if opened.pack is not None:
            line.columns["pack"] = opened.pack
        if self.currency:
            line.columns["currency"] = self.currency

    def _price(self, opened: _OrderedItem) -> Decimal | None:
        told = self._number(opened.segment, 4, VALUE_PLACES)
        return told if told is not None else next(iter(opened.values.prices.values()), None)

    takes: ClassVar[Mapping[str, Callable[[Any, Segment], None]]] = MappingProxyType(
        {
            "BEG": take_beginning,
            "CUR": Header.take_currency,
            "DTM": take_dates,
            "N1": Header.take_name,
            "PO1": take_item,
            "PID": take_name_of_item,
            "PO4": take_pack,
            "CTP": take_price,
            "SCH": take_schedule,
            "SDQ": take_split,
        }
    )


def _first(dates: Mapping[str, date]) -> date | None:
    return next((dates[role] for role in _WANTED if role in dates), None)
