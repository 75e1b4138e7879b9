"""ORDERS: what is ordered for which place and day."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from vmi.formats.edi.building import Days, OpenLine, Place
from vmi.formats.edi.edifact_codes import ORDERED, PACKS
from vmi.formats.edi.edifact_header import WANTED, Header, Times
from vmi.formats.edi.edifact_lines import (
    Block,
    Desk,
    Price,
    Quantity,
    chosen_price,
    raw_of,
    see_all,
)
from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.edifact_values import currency_of, place_of_loc, place_of_nad, rounded_money
from vmi.formats.shape import CellError

# Where the goods shall go: delivery party, ship to, the last consignee, consignee; else the buyer.
_DELIVERY: Final = ("DP", "ST", "UC", "CN")
_PARTIES: Final = (*_DELIVERY, "BY")
# 5025: a price that came as an amount.
_UNIT_PRICE: Final = "146"
# Groups with quantities, and with places, that are not of the line itself.
_WITH_QUANTITIES: Final = frozenset({"PAC", "ALC", "STG"})
_WITH_PLACES: Final = frozenset({"TAX", "NAD", "TDT", "TOD"})


@dataclass
class _Split:
    """What is ordered of a line, or a part of it for one place (LOC) or one day (SCC)."""

    quantity: Quantity
    place: Place | None = None
    times: Times = field(default_factory=Times)


class Orders:
    """Reads one message, segment by segment, from BGM on.

    A line whose quantity is split over places or days becomes a line for each, and one for what the
    splits leave over; splits that are more than the whole are refused with it. A day of delivery that
    is a period stands for its last day.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.header = Header()
        self._block: Block | None = None
        self._splits: list[_Split] = []
        # The LOC or SCC whose quantities follow.
        self._splitter: Segment | None = None
        self._group = ""
        self._number = ""
        self._is_summary = False

    def take(self, segment: Segment) -> None:
        tag = segment.tag
        if tag in _WITH_QUANTITIES or tag in _WITH_PLACES:
            self._group, self._splitter = tag, None
        take = self._TAKERS.get(tag)
        if take and not self._is_summary:
            take(self, segment)

    def end(self) -> None:
        self._close()

    def _take_party(self, segment: Segment) -> None:
        if self._block is None:
            self.header.take_party(segment)
        elif segment.get(1) in _DELIVERY and (place := place_of_nad(segment)):
            self._block.place = place
            self._block.see(segment)

    def _take_days(self, segment: Segment) -> None:
        if self._block is None:
            self._desk.take_days(self.header.times, segment)
        elif self._splitter and self._splits:
            self._desk.take_days(self._splits[-1].times, segment)
            self._splits[-1].quantity.sources.append(segment)
        else:
            self._desk.take_days(self._block.levels[0], segment)
            self._block.see(segment)

    def _take_currency(self, segment: Segment) -> None:
        if self._block is None:
            self.header.take_currency(segment)
            return
        of_price = Header()
        of_price.take_currency(segment)
        self._block.currency = of_price.currency or self._block.currency
        self._block.bad_currency = of_price.bad_currency or self._block.bad_currency

    def _take_item(self, segment: Segment) -> None:
        self._close()
        self._block = Block(
            levels=(Times(), self.header.times),
            place=self.header.place(self._desk.reading.dialect, _PARTIES),
            currency=self.header.currency,
            bad_currency=self.header.bad_currency,
        )
        self._number, self._group = segment.get(1), ""
        self._block.item.add_line(segment)
        self._block.see(segment)

    def _take_codes(self, segment: Segment) -> None:
        if self._block:
            self._block.item.add_codes(segment)
            self._block.see(segment)

    def _take_name(self, segment: Segment) -> None:
        # A name that came damaged costs no line.
        if self._block and not segment.flaw:
            self._block.item.add_name(segment)
            self._block.see(segment)

    def _take_quantity(self, segment: Segment) -> None:
        if self._group in _WITH_QUANTITIES:
            return
        if self._block is None:
            if not self._splitter:
                self._desk.lines.refuse("product_code", "missing_product", "", raw_of([segment]))
            return
        quantity = self._desk.quantity(segment)
        if self._splitter is None:
            self._block.quantities.append(quantity)
            return
        quantity.sources.insert(0, self._splitter)
        place = place_of_loc(self._splitter) if self._splitter.tag == "LOC" else None
        self._splits.append(_Split(quantity, place))

    def _take_splitter(self, segment: Segment) -> None:
        if segment.tag == "SCC" or (self._block and self._group not in _WITH_PLACES):
            self._splitter, self._group = segment, ""

    def _take_price(self, segment: Segment) -> None:
        if self._block and (price := self._desk.price(segment)):
            self._block.prices.append(price)
            self._block.see(segment)

    def _take_amount(self, segment: Segment) -> None:
        if self._block and segment.get(1) == _UNIT_PRICE and (one := self._desk.amount(segment)):
            self._block.prices.append(Price(_UNIT_PRICE, "", one.value, segment))
            self._block.see(segment)

    def _take_section(self, segment: Segment) -> None:
        self._close()
        self._is_summary = segment.get(1) == "S"

    def _close(self) -> None:
        block, splits, splitter = self._block, self._splits, self._splitter
        self._block, self._splits, self._splitter = None, [], None
        if block is None:
            return
        if splitter and splitter.tag == "LOC" and not splits:
            # A place without a quantity of its own is that of the whole line.
            block.place = place_of_loc(splitter) or block.place
            block.see(splitter)
        told = [one for one in block.quantities if one.code not in PACKS]
        ordered = next((one for code in ORDERED for one in told if one.code == code), None)
        for one in told:
            if one.code not in ORDERED:
                self._desk.lines.note("signal", "QTY 6063", one.code, raw_of(one.sources))
        self._post(block, ordered, splits)

    def _post(self, block: Block, ordered: Quantity | None, splits: list[_Split]) -> None:
        if ordered is None:
            if not splits:
                self._desk.lines.refuse("ordered", "no_measure", "", block.raw)
            for one in splits:
                self._line(block, one)
            return
        problems = [one.quantity.problem for one in splits if one.quantity.problem]
        given = sum((one.quantity.amount for one in splits), Decimal(0))
        rest = ordered.amount - given
        if splits and (problems or ordered.problem or rest < 0):
            # Nobody knows which of them is wrong.
            ordered.problem = next(
                (one for one in (ordered.problem, *problems) if one),
                ("ordered", "bad_number", f"{given:f}"),
            )
            ordered.sources += [source for one in splits for source in one.quantity.sources]
            splits, rest = [], ordered.amount
        for one in splits:
            self._line(block, one)
        if rest or not splits:
            ordered.amount = rest
            self._line(block, _Split(ordered))

    def _line(self, block: Block, split: _Split) -> None:
        """One line of the order; lines of one item are never merged."""
        desk, quantity = self._desk, split.quantity
        made = self.header.times.made()
        day = made.last if made else None
        item, place = block.item.item(desk.reading.dialect), split.place or block.place
        line = desk.lines.line(item, place, Days(day, day), unit=quantity.unit)
        see_all(line, [*block.sources, *quantity.sources])
        if desk.is_taken_back:
            line.refuse("", "taken_back")
        if not self.header.number:
            line.refuse("order_number", "no_order_number")
        wanted, bad_date = _wanted_on((split.times, *block.levels))
        if flawed := next((one for one in (*block.sources, *quantity.sources) if one.flaw), None):
            line.refuse("", "bad_character", flawed.text)
        if quantity.problem:
            line.refuse("ordered", quantity.problem[1], quantity.problem[2])
        if bad_date:
            line.refuse("wanted_on", "bad_date", bad_date)
        line.columns["ordered"], line.columns["wanted_on"] = quantity.amount, wanted
        if self.header.number:
            line.columns["order_number"] = self.header.number
            line.columns["reference"] = f"{self.header.number}/{self._number}"
        self._add_price(block, line)
        if pack := next((one for one in block.quantities if one.code in PACKS), None):
            line.columns["pack"] = pack.amount if pack.amount > 0 else None
            see_all(line, pack.sources)
        desk.lines.close_item()

    def _add_price(self, block: Block, line: OpenLine) -> None:
        if block.currency:
            line.columns["currency"] = block.currency
        price = chosen_price(block.prices, self._desk.reading.dialect.price_codes)
        if price is None:
            return
        try:
            line.columns["unit_price"] = rounded_money(price.each)
            if block.bad_currency:
                currency_of(block.bad_currency)
        except CellError as problem:
            line.refuse("unit_price", problem.code, block.bad_currency or str(price.each))

    _TAKERS = {
        "NAD": _take_party,
        "DTM": _take_days,
        "CUX": _take_currency,
        "LIN": _take_item,
        "PIA": _take_codes,
        "IMD": _take_name,
        "QTY": _take_quantity,
        "LOC": _take_splitter,
        "SCC": _take_splitter,
        "PRI": _take_price,
        "MOA": _take_amount,
        "UNS": _take_section,
    }


def _wanted_on(levels: tuple[Times, ...]) -> tuple[date | None, str]:
    """The last day of the nearest period that is wanted, or the text of a date that hides it."""
    for times in levels:
        if times.bad:
            return None, times.bad
        for code in WANTED:
            if code in times.spans:
                return times.spans[code].last, ""
    return None, ""
