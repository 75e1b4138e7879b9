"""What all X12 reports of quantities have in common: places, days, items, prices, and splits by store.

A quantity (ZA, QTY, FST) is only understood when the next one begins: prices, amounts and its split
(SDQ) stand below it.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Final

from vmi.formats import limits
from vmi.formats.edi.building import Item, OpenLine, Place
from vmi.formats.edi.x12_activities import Meaning, meaning_of
from vmi.formats.edi.x12_header import Header
from vmi.formats.edi.x12_items import id_pairs, item_of, place_of
from vmi.formats.edi.x12_message import (
    MessageContext,
    Quantity,
    Segment,
    Split,
    Values,
    times,
    unit_price,
)
from vmi.formats.edi.x12_tokens import number_of
from vmi.formats.shape import QUANTITY_PLACES, CellError

# A quantity in these counts packs, and PO4 says what one holds.
_PACKED: Final = frozenset({"CA", "CS", "CT", "BX", "PK", "PA", "CN", "BG", "CR", "TY", "DS", "BD"})
_PAIRS_END: Final = 23
_HELD_QUANTITIES: Final = 10_000


class Report(Header):
    """One message on its way: `take` each segment between ST and SE, then `finish`."""

    # Where the codes of an item begin in its segment, and the element that names a quantity's code.
    first_code: ClassVar[int] = 2
    code_element: ClassVar[str] = "QTY01"
    meanings: ClassVar[Mapping[str, Meaning]] = MappingProxyType({})
    takes: ClassVar[Mapping[str, Callable[[Any, Segment], None]]] = MappingProxyType({})
    # Whether a place below a quantity can still be that of the quantities above it.
    holds_quantities: ClassVar[bool] = True

    def __init__(self, context: MessageContext) -> None:
        super().__init__(context)
        self.split_type = ""
        self.items_seen = 0
        self.begin_item(None)

    # One item after the other

    def begin_item(self, segment: Segment | None) -> None:
        """Forget all that belonged to the item before."""
        self.item = Item()
        self.item_segment = segment
        self.item_name: str | None = None
        self.item_days = None
        self.item_unit = ""
        if self.item_places:
            self.item_places = {}
            self.found_place = None
        self.pack: Decimal | None = None
        self.values = Values()
        self.quantity = None
        self.held: list[Quantity] = []
        self.unvalued: list[tuple[OpenLine, Decimal, Meaning]] = []
        self.unknown: tuple[str, str] | None = None
        self.said_anything = False

    def take(self, segment: Segment) -> None:
        taken = self.takes.get(segment.elements[0])
        if taken is not None:
            taken(self, segment)

    def finish(self) -> None:
        """The last item ends with the message."""
        self.close_item()

    @property
    def line_counts(self) -> frozenset[int]:
        """The numbers that CTT01 may say."""
        return frozenset({self.items_seen})

    def take_item(self, segment: Segment) -> None:
        self.close_item()
        self.begin_item(segment)
        self.is_detail = True
        self.items_seen += 1
        known = self.context.items
        item = known.get(segment.text)
        if item is None:
            item = item_of(id_pairs(segment.elements, self.first_code), self.dialect)
            if len(known) < limits.REMEMBERED_TEXTS:
                known[segment.text] = item
        self.item = item

    def take_totals(self, segment: Segment) -> None:
        """CTT: amounts behind it are of the whole message."""
        self.close_item()
        self.begin_item(None)
        self.is_detail = False

    def close_item(self) -> None:
        """Book what is held, give the lines their values, and let them be numbered."""
        self.close_quantity()
        for quantity in self.held:
            self.book(quantity)
        self.held = []
        self._give_values()
        segment = self.item_segment
        if segment is not None and not self.said_anything:
            if self.unknown:
                self.lines.refuse(self.code_element, "unknown_activity", *self.unknown)
            else:
                self.lines.refuse("sold", "no_measure", "", segment.raw)
        for line in self.lines.open_lines:
            self._complete(line)
        self.lines.close_item()
        self.item_segment = None

    def _complete(self, line: OpenLine) -> None:
        if self.currency:
            line.columns["currency"] = self.currency
        if self.pack is not None and line.key[3] in _PACKED:
            line.columns["pack"] = self.pack
        if self.is_taken_back:
            line.refuse("", "taken_back")

    # Prices

    def take_amount(self, segment: Segment) -> None:
        self._take_value(segment, segment.at(1), segment.at(2), is_price=False)

    def take_price(self, segment: Segment) -> None:
        """CTP: a price of one, or of as many as CTP11 says."""
        self._take_value(segment, segment.at(2), segment.at(3), is_price=True)

    def _take_value(self, segment: Segment, code: str, text: str, *, is_price: bool) -> None:
        if not text or not self.is_detail:
            return
        values = self.quantity.values if self.quantity is not None else self.values
        try:
            value = self.context.numbers.value(text)
            if is_price and segment.at(11):
                value = unit_price(value, number_of(segment.at(11), QUANTITY_PLACES))
        except CellError:
            self.lines.note("bad_value", segment.tag, text, segment.raw)
            return
        (values.prices if is_price else values.amounts)[code] = value

    def take_pack(self, segment: Segment) -> None:
        """PO4: pieces in one pack; with PO414 pieces in each of the inner packs that it holds."""
        try:
            pack = number_of(segment.at(1), QUANTITY_PLACES) if segment.at(1) else None
            inner = number_of(segment.at(14), QUANTITY_PLACES) if segment.at(14) else None
        except CellError:
            return
        self.pack = pack * inner if pack and inner else pack

    def take_description(self, segment: Segment) -> None:
        """PID: a free text names the item."""
        if segment.at(1) == "F" and self.is_detail:
            self.item_name = self.item_name or segment.at(5) or None

    def take_unit(self, segment: Segment) -> None:
        """UIT: the unit of the item, or of the quantity above."""
        unit = self.unit_of(segment.at(1))
        if self.quantity is not None:
            self.quantity.unit = self.quantity.unit or unit
        else:
            self.item_unit = unit

    def unit_of(self, text: str) -> str:
        """A unit, out of a composite; in the standard's words where the partner has its own."""
        component = self.context.signs.component
        code = (text.split(component, maxsplit=1)[0] if component else text).strip()
        return self.dialect.units.get(code, code)

    # Quantities

    def begin_quantity(
        self, segment: Segment, code: str, amount: str, unit: str
    ) -> Quantity | None:
        """The quantity that a segment says; None when its code has no figure here, which is told."""
        self.close_quantity()
        meaning = meaning_of(code, self.meanings, self.dialect)
        if meaning is None:
            self.lines.note("unknown_activity", self.code_element, code, segment.raw)
            self.unknown = self.unknown or (code, segment.raw)
            return None
        if not meaning.measure:
            self.lines.note("signal", self.code_element, code, segment.raw)
            self.said_anything = True
            return None
        return self.open_quantity(segment, code, meaning, (amount, unit))

    def open_quantity(
        self, segment: Segment, code: str, meaning: Meaning, said: tuple[str, str]
    ) -> Quantity:
        """A quantity of known meaning, `said` being its number and unit."""
        quantity = Quantity(segment, code, meaning, None, self.unit_of(said[1]))
        if said[0]:
            try:
                quantity.amount = self.context.numbers.quantity(said[0])
            except CellError as problem:
                quantity.flaw = (meaning.measure, problem.code, said[0])
        quantity.place = self.place if self.item_places else None
        self.quantity = quantity
        self.said_anything = True
        return quantity

    def take_split(self, segment: Segment) -> None:
        """SDQ: places and their shares of the quantity above, up to ten."""
        quantity = self.quantity
        if quantity is None:
            # Of a quantity that has no figure here, which was told.
            return
        unit = self.unit_of(segment.at(1))
        self.split_type = segment.at(2) or self.split_type
        elements = segment.elements
        for at in range(3, min(len(elements), _PAIRS_END), 2):
            code, amount = elements[at].strip(), segment.at(at + 1)
            if code and amount:
                self._split(quantity, segment, (code, amount, unit))
            elif code or amount:
                self.problems.of("half_pair", segment, at + 1 if code else at)
                self.lines.refuse(
                    "location_code" if amount else quantity.meaning.measure,
                    "half_pair",
                    code or amount,
                    segment.raw,
                )
                quantity.has_bad_split = True

    def _split(self, quantity: Quantity, segment: Segment, said: tuple[str, str, str]) -> None:
        code, text, unit = said
        sign = self.context.signs.element
        shown = f"SDQ{sign}{unit}{sign}{self.split_type}{sign}{code}{sign}{text}"
        try:
            amount = self.context.numbers.quantity(text)
        except CellError as problem:
            self.lines.refuse(
                quantity.meaning.measure, problem.code, text, f"{segment.position} {shown}"
            )
            quantity.has_bad_split = True
            return
        place = place_of(self.split_type, code)
        quantity.splits.append(Split(place, amount, unit, segment.position, shown))

    def close_quantity(self) -> None:
        quantity, self.quantity = self.quantity, None
        if quantity is None:
            return
        if self.holds_quantities and len(self.held) < _HELD_QUANTITIES:
            self.held.append(quantity)
        else:
            self.book(quantity)

    def book(self, quantity: Quantity) -> None:
        """Say the quantity to its line, or its split to theirs."""
        if quantity.splits:
            self._check_sum(quantity)
            for split in quantity.splits:
                line = self._line(quantity, split.place, split.unit or quantity.unit)
                line.see(split.position, split.text)
                self._add(line, quantity, split.amount)
        elif quantity.amount is not None or quantity.flaw:
            line = self._line(quantity, quantity.place or self.place, quantity.unit)
            self._add(line, quantity, quantity.amount or Decimal(0))
        elif not quantity.has_bad_split:
            if quantity.segment.tag == "ZA":
                # Only needed where no SDQ follows, which no rule of the segment can say.
                self.problems.of("missing_element", quantity.segment, 2)
            self.lines.refuse(quantity.meaning.measure, "no_measure", "", quantity.segment.raw)

    def _check_sum(self, quantity: Quantity) -> None:
        total = quantity.amount
        if total is not None and not quantity.has_bad_split:
            split = sum((one.amount for one in quantity.splits), Decimal(0))
            if split != total:
                self.lines.note(
                    "split_differs",
                    quantity.code,
                    f"{total.normalize():f} ≠ {split.normalize():f}",
                    quantity.segment.raw,
                )

    def _line(self, quantity: Quantity, place: Place, unit: str) -> OpenLine:
        days = quantity.days or self.item_days or self.days
        item = self.item if self.item_name is None else self.item._replace(name=self.item_name)
        line = self.lines.line(item, place, days, unit=unit or self.item_unit)
        if self.item_segment is not None:
            line.see(self.item_segment.position, self.item_segment.text)
        line.see(quantity.segment.position, quantity.segment.text)
        if quantity.flaw:
            line.refuse(*quantity.flaw)
        if days.first is None and days.last is None and self.bad_day:
            line.refuse("day", "bad_date", self.bad_day)
        return line

    def _add(self, line: OpenLine, quantity: Quantity, amount: Decimal) -> None:
        measure, rank = quantity.meaning
        if measure == "sold" and amount < 0 and self.dialect.negative_sold == "returned":
            line.add("returned", -amount, code=quantity.code)
        else:
            line.add(measure, amount, code=quantity.code, rank=rank)
        if measure == "sold":
            self._value(line, quantity, amount)

    def _value(self, line: OpenLine, quantity: Quantity, amount: Decimal) -> None:
        """The value that stands at the quantity itself; else that of the item, when all is read."""
        whole, price = quantity.values.amount(self.dialect), quantity.values.price(self.dialect)
        if whole is not None and not quantity.splits:
            line.add("sold_value", whole, code=quantity.code, rank=quantity.meaning.rank)
        elif price is not None:
            value = times(amount, price)
            line.add("sold_value", value, code=quantity.code, rank=quantity.meaning.rank)
        else:
            if whole is not None:
                self.lines.note("value_not_split", "AMT02", quantity.code, quantity.segment.raw)
            self.unvalued.append((line, amount, quantity.meaning))
        self._tell_left_out(quantity.values)

    def _give_values(self) -> None:
        """The item's own amount goes to its one line with sales; a price to every one of them."""
        whole, price = self.values.amount(self.dialect), self.values.price(self.dialect)
        lines = {id(line) for line, _amount, _meaning in self.unvalued}
        if whole is not None and len(lines) == 1:
            line = self.unvalued[0][0]
            line.add("sold_value", whole)
        elif price is not None:
            for line, amount, meaning in self.unvalued:
                line.add("sold_value", times(amount, price), rank=meaning.rank)
        elif whole is not None and lines and self.item_segment is not None:
            self.lines.note("value_not_split", "AMT02", str(whole), self.item_segment.raw)
        self.unvalued = []
        self._tell_left_out(self.values)

    def _tell_left_out(self, values: Values) -> None:
        for code, qualifier in values.left_out(self.dialect):
            self.lines.note(code, "", qualifier)
