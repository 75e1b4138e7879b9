"""INVRPT: stock and movements of items, whether INV stands before its QTY or behind it."""

from collections import defaultdict
from decimal import Decimal
from typing import Final

from vmi.formats.edi.building import Place
from vmi.formats.edi.edifact_codes import INTO, OUT, QUANTITIES
from vmi.formats.edi.edifact_header import Header, Times
from vmi.formats.edi.edifact_lines import Block, Desk, Poster, Quantity, raw_of
from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.edifact_values import place_of_loc

# Whose stock it is where no LOC tells: a place in the header, the warehouse, the party that reports.
_PARTIES: Final = ("LOC", "WH", "ST", "DP", "GY", "UC", "CN", "BY", "SE")
# 3227: which LOC of a quantity is its place, among warehouse, place of sale, of delivery, of the goods.
_PLACES: Final = ("18", "162", "7", "14", "19")
# 2005: best before, expiry, made, sell by: a batch, which is a part of the stock.
_OF_A_BATCH: Final = frozenset({"36", "94", "360", "361"})
# An item with more quantities is posted in pieces, so that no message can fill the memory.
_QUANTITIES_HELD: Final = 5_000


class InventoryReport:
    """Reads one message, segment by segment, from BGM on.

    In D.01B INV opens the group of a quantity, in D.96A it follows the quantity: the first of the two
    below an item decides for that item. Quantities of packages (CPS) are parts of what was told before.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._poster = Poster(desk, QUANTITIES, covers_stock=False)
        self.header = Header()
        self._block: Block | None = None
        self._quantity: Quantity | None = None
        self._inv_opens: bool | None = None
        self._is_packed = False

    def take(self, segment: Segment) -> None:
        if take := self._TAKERS.get(segment.tag):
            take(self, segment)

    def end(self) -> None:
        self._close()

    def _take_party(self, segment: Segment) -> None:
        if self._quantity:
            self._quantity.is_part = True
        elif self._block is None:
            self.header.take_party(segment)

    def _take_days(self, segment: Segment) -> None:
        quantity, block = self._quantity, self._block
        if self._is_packed:
            return
        times = quantity.times if quantity else block.levels[0] if block else self.header.times
        self._desk.take_days(times, segment)
        if quantity:
            quantity.sources.append(segment)
            quantity.is_part = quantity.is_part or segment.get(1) in _OF_A_BATCH
        elif block:
            block.see(segment)

    def _take_currency(self, segment: Segment) -> None:
        if self._block is None:
            self.header.take_currency(segment)

    def _take_place(self, segment: Segment) -> None:
        quantity, block = self._quantity, self._block
        if self._is_packed:
            return
        if quantity is None and block is None:
            self.header.take_place(segment)
            return
        place = place_of_loc(segment) or Place()
        if quantity is not None:
            if quantity.place is None or self._is_better(segment, quantity):
                quantity.place = place
            quantity.sources.append(segment)
        elif block is not None:
            block.place = place
            block.see(segment)

    def _is_better(self, segment: Segment, quantity: Quantity) -> bool:
        wanted = self._desk.reading.dialect.place_codes or _PLACES
        order = {code: rank for rank, code in enumerate(wanted)}
        worst = len(order)
        told = [order.get(one.get(1), worst) for one in quantity.sources if one.tag == "LOC"]
        return order.get(segment.get(1), worst) < min(told, default=worst)

    def _take_item(self, segment: Segment) -> None:
        self._close()
        self._block = Block(
            levels=(Times(), self.header.times),
            place=self.header.place(self._desk.reading.dialect, _PARTIES),
            currency=self.header.currency,
            bad_currency=self.header.bad_currency,
        )
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

    def _take_movement(self, segment: Segment) -> None:
        if self._block is None:
            return
        if self._inv_opens is None:
            self._inv_opens = self._quantity is None
        if self._inv_opens:
            self._leave_quantity()
            self._quantity = Quantity(sources=[segment])
            self._is_packed = False
        elif self._quantity:
            self._quantity.sources.append(segment)
        quantity = self._quantity
        if quantity:
            movement = segment.get(1)
            quantity.movement = movement if movement in {OUT, INTO} else ""
            quantity.kind, quantity.reason = segment.get(2), segment.get(3)

    def _take_quantity(self, segment: Segment) -> None:
        if self._block is None:
            self._take_stray(segment)
            return
        if self._is_packed:
            self._desk.lines.note("signal", "CPS QTY 6063", segment.get(1), raw_of([segment]))
            return
        waiting = self._quantity if self._inv_opens else None
        if waiting and not waiting.code:
            waiting.sources.append(segment)
            self._desk.fill(waiting, segment)
            self._block.quantities.append(waiting)
            return
        if len(self._block.quantities) >= _QUANTITIES_HELD:
            self._post(self._block)
        self._quantity = self._desk.quantity(segment)
        self._block.quantities.append(self._quantity)

    def _take_stray(self, segment: Segment) -> None:
        """Packages above all items hold no item; a quantity without any is refused."""
        if self._is_packed:
            self._desk.lines.note("signal", "CPS QTY 6063", segment.get(1), raw_of([segment]))
        else:
            self._desk.lines.refuse("product_code", "missing_product", "", raw_of([segment]))

    def _take_part(self, _segment: Segment) -> None:
        """Serial numbers and a state of quality tell which part of the stock it is."""
        if self._quantity and not self._is_packed:
            self._quantity.is_part = True

    def _take_package(self, _segment: Segment) -> None:
        self._is_packed = True

    def _leave_quantity(self) -> None:
        """An INV whose QTY never came is a line without a quantity."""
        if self._inv_opens and self._quantity and not self._quantity.code:
            raw = raw_of(self._quantity.sources)
            self._desk.lines.refuse("quantity", "no_measure", "", raw)
        self._quantity = None

    def _post(self, block: Block) -> None:
        block.quantities = self._without_totals(block.quantities)
        self._poster.post(block, made=self.header.times)
        self._desk.lines.close_item()
        block.quantities = []

    def _close(self) -> None:
        had_inv = bool(self._inv_opens and self._quantity and not self._quantity.code)
        self._leave_quantity()
        block = self._block
        if block is not None and not (had_inv and not block.quantities):
            self._post(block)
        self._block, self._inv_opens, self._is_packed = None, None, False

    def _without_totals(self, quantities: list[Quantity]) -> list[Quantity]:
        """Leave out a quantity without a place that is exactly the sum of the same one in all places."""
        groups: defaultdict[tuple[object, ...], list[Quantity]] = defaultdict(list)
        for one in quantities:
            groups[one.code, one.movement, one.unit, one.kind, one.times.reported()].append(one)
        totals: set[int] = set()
        for group in groups.values():
            bare = [one for one in group if one.place is None and not one.is_part]
            if len(bare) == 1 and len(group) > 1 and _is_total(bare[0], group):
                totals.update(id(one) for one in group if one.place is None)
                source = raw_of(bare[0].sources)
                self._desk.lines.note("activity_passed_over", "", bare[0].code, source)
        return [one for one in quantities if id(one) not in totals]

    _TAKERS = {
        "NAD": _take_party,
        "DTM": _take_days,
        "CUX": _take_currency,
        "LOC": _take_place,
        "LIN": _take_item,
        "PIA": _take_codes,
        "IMD": _take_name,
        "INV": _take_movement,
        "QTY": _take_quantity,
        "GIN": _take_part,
        "STS": _take_part,
        "CPS": _take_package,
    }


def _is_total(total: Quantity, group: list[Quantity]) -> bool:
    placed: defaultdict[Place, tuple[list[Decimal], list[Decimal]]]
    placed = defaultdict(lambda: ([], []))
    for one in group:
        if one.problem:
            return False
        if one.place is not None:
            placed[one.place][one.is_part].append(one.amount)
    return bool(placed) and total.amount == sum(
        (sum(wholes or parts) for wholes, parts in placed.values()), Decimal(0)
    )
