"""SLSRPT and SLSFCT: items within a place, or places within an item."""

from vmi.formats.edi.building import Place
from vmi.formats.edi.edifact_codes import FORECASTS, QUANTITIES
from vmi.formats.edi.edifact_header import Header, Times
from vmi.formats.edi.edifact_lines import Block, Desk, Poster, Quantity, raw_of
from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.edifact_values import place_of_loc

# Who the place of sale may be where no LOC names one: where the goods go, who sells, who buys.
_PARTIES = ("ST", "DP", "UC", "CN", "SE", "BY")


class SalesReport:
    """Reads one message, segment by segment, from BGM on.

    An item that comes before any place is told of in the places that follow it (after GIS always);
    otherwise each place begins a list of its items. A quantity or an amount of the item itself, above
    its places, belongs to the place that the header names.
    """

    def __init__(self, desk: Desk, poster: Poster) -> None:
        self._desk = desk
        self._poster = poster
        self.header = Header()
        self._place: Place | None = None
        self._place_times = Times()
        self._place_source: Segment | None = None
        self._item: Block | None = None
        self._block: Block | None = None
        self._quantity: Quantity | None = None
        self._is_summary = False

    def take(self, segment: Segment) -> None:
        take = self._TAKERS.get(segment.tag)
        if take and not self._is_summary:
            take(self, segment)

    def end(self) -> None:
        self._close_item()

    def _take_party(self, segment: Segment) -> None:
        if self._quantity:
            # One of several who sold: a part of what was sold, unless all are parts.
            self._quantity.is_part = True
        elif not self._block:
            self.header.take_party(segment)

    def _take_market(self, _segment: Segment) -> None:
        if self._quantity:
            self._quantity.is_part = True

    def _take_days(self, segment: Segment) -> None:
        if self._quantity:
            times = self._quantity.times
            self._quantity.sources.append(segment)
        elif self._block:
            times = self._block.levels[0]
            self._block.see(segment)
        else:
            times = self._place_times if self._place is not None else self.header.times
        self._desk.take_days(times, segment)

    def _take_currency(self, segment: Segment) -> None:
        if self._block is None:
            self.header.take_currency(segment)
            return
        of_price = Header()
        of_price.take_currency(segment)
        self._block.currency = of_price.currency or self._block.currency
        self._block.bad_currency = of_price.bad_currency or self._block.bad_currency

    def _take_place(self, segment: Segment) -> None:
        place = place_of_loc(segment) or Place()
        if self._item is None or self._place is not None:
            self._close_item()
            self._place, self._place_times, self._place_source = place, Times(), segment
            return
        self._close_block()
        item = self._item
        self._block = Block(
            levels=(Times(), *item.levels),
            place=place,
            item=item.item,
            currency=item.currency,
            bad_currency=item.bad_currency,
            prices=list(item.prices),
            sources=list(item.sources),
            flaw=item.flaw,
        )
        self._block.see(segment)

    def _take_item(self, segment: Segment) -> None:
        self._close_item()
        if self._place is None:
            place = self.header.place(self._desk.reading.dialect, _PARTIES)
        else:
            place = self._place
        block = Block(
            levels=(Times(), self._place_times, self.header.times),
            place=place,
            currency=self.header.currency,
            bad_currency=self.header.bad_currency,
        )
        if self._place_source:
            block.see(self._place_source)
        block.item.add_line(segment)
        block.see(segment)
        self._item = self._block = block

    def _take_codes(self, segment: Segment) -> None:
        if self._item:
            self._item.item.add_codes(segment)
            self._item.see(segment)

    def _take_name(self, segment: Segment) -> None:
        # A name that came damaged costs no line.
        if self._item and not segment.flaw:
            self._item.item.add_name(segment)
            self._item.see(segment)

    def _take_quantity(self, segment: Segment) -> None:
        if self._block is None:
            self._desk.lines.refuse("product_code", "missing_product", "", raw_of([segment]))
            return
        self._quantity = self._desk.quantity(segment)
        self._block.quantities.append(self._quantity)

    def _take_price(self, segment: Segment) -> None:
        if self._block is None:
            return
        if price := self._desk.price(segment):
            if self._quantity:
                self._quantity.prices.append(price)
            # A price below one quantity is that of the others too, where they have none.
            self._block.prices.append(price)

    def _take_amount(self, segment: Segment) -> None:
        if self._block is None:
            return
        if amount := self._desk.amount(segment):
            self._block.amounts.append(amount)
        else:
            self._block.bad_amount = ("bad_number", segment.get(1, 2) or segment.text)
            self._block.see(segment)

    def _take_list(self, _segment: Segment) -> None:
        """GIS: from here on places stand below their item."""
        self._close_item()
        self._place, self._place_times, self._place_source = None, Times(), None

    def _take_section(self, segment: Segment) -> None:
        self._close_item()
        self._is_summary = segment.get(1) == "S"

    def _close_block(self) -> None:
        """Post what was told, if anything: an item whose places follow tells nothing by itself."""
        block, self._quantity = self._block, None
        if block is None:
            return
        if block is self._item and not block.quantities:
            for amount in block.amounts:
                source = raw_of([amount.source])
                self._desk.lines.note("amount_left_out", "MOA 5025", amount.code, source)
            return
        self._poster.post(block, made=self.header.times)
        self._desk.lines.close_item()

    def _close_item(self) -> None:
        block = self._block
        if block is not None:
            self._quantity = None
            self._poster.post(block, made=self.header.times)
            self._desk.lines.close_item()
        self._item = self._block = None

    _TAKERS = {
        "NAD": _take_party,
        "MKS": _take_market,
        "DTM": _take_days,
        "CUX": _take_currency,
        "LOC": _take_place,
        "LIN": _take_item,
        "PIA": _take_codes,
        "IMD": _take_name,
        "QTY": _take_quantity,
        "PRI": _take_price,
        "MOA": _take_amount,
        "GIS": _take_list,
        "UNS": _take_section,
    }


def sales_report(desk: Desk) -> SalesReport:
    return SalesReport(desk, Poster(desk, QUANTITIES))


def sales_forecast(desk: Desk) -> SalesReport:
    """The same, but for what is expected: its amounts are no sales."""
    return SalesReport(desk, Poster(desk, FORECASTS, has_values=False))
