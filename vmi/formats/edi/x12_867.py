"""X12 867, product transfer and resale report: what went to whom, above all what was sold on."""

from types import MappingProxyType
from typing import ClassVar

from vmi.formats.edi.building import Days
from vmi.formats.edi.x12_activities import MOVEMENTS, QUANTITIES, Meaning, meaning_of
from vmi.formats.edi.x12_header import AS_OF
from vmi.formats.edi.x12_items import id_pairs, item_of
from vmi.formats.edi.x12_message import MessageContext, Segment
from vmi.formats.edi.x12_report import Report


class ResaleReport(Report):
    """PTD opens a movement to a place; each QTY below it is an item of its own, which LIN then names."""

    roles = ("ST", "RL", "BY", "EN", "BT", "WH", "DB", "DS", "SE")
    # Invoiced, shipped, delivered: on that day a thing was sold.
    as_of = AS_OF | {"003", "011", "035"}
    meanings = QUANTITIES

    def __init__(self, context: MessageContext) -> None:
        self._named: list[Segment] = []
        super().__init__(context)

    def take_beginning(self, segment: Segment) -> None:
        self.take_purpose(segment.at(1))
        self._reported = self.covered(self.day_at(segment, 3))

    def take_movement(self, segment: Segment) -> None:
        """PTD: what kind of movement the quantities below are."""
        self.close_item()
        self.begin_item(None)
        if not self.is_detail and self.days == Days():
            self.days = self._reported
        self.is_detail = True
        self._movements += 1
        code = segment.at(1)
        self._movement_code = code
        self._movement = meaning_of(code, MOVEMENTS, self.dialect)
        if self._movement is None:
            self.lines.note("unknown_activity", "PTD01", code, segment.raw)

    def take_quantity(self, segment: Segment) -> None:
        """QTY: of a movement that is no sale, what would be sold is what moved."""
        places, days = self.item_places, self.item_days
        self.close_item()
        self.begin_item(segment)
        self.item_places, self.item_days = places, days
        self.found_place = None
        quantity = self.begin_quantity(segment, segment.at(1), segment.at(2), segment.at(3))
        movement = self._movement
        if quantity is None or movement is None or quantity.meaning.measure != "sold":
            return
        if not movement.measure:
            self.lines.note("signal", "PTD01", self._movement_code, segment.raw)
            self.quantity = None
        elif movement.measure != "sold":
            quantity.meaning = Meaning(movement.measure, quantity.meaning.rank)

    def take_names(self, segment: Segment) -> None:
        """LIN: the codes of the quantity above."""
        self.items_seen += 1
        self.item = item_of(id_pairs(segment.elements, 2), self.dialect)
        self._named.append(segment)

    def take_own_price(self, segment: Segment) -> None:
        """UIT: the unit, and in this report the price of one, by its basis."""
        self.take_unit(segment)
        self._take_value(segment, segment.at(3), segment.at(2), is_price=True)

    def close_item(self) -> None:
        """The names of the item stand below the quantity, so its line sees both."""
        self.close_quantity()
        for quantity in self.held:
            self.book(quantity)
        self.held = []
        for line in self.lines.open_lines:
            for segment in self._named:
                line.see(segment.position, segment.text)
        self._named = []
        super().close_item()

    @property
    def line_counts(self) -> frozenset[int]:
        return frozenset({self.items_seen, self._movements})

    _movement: Meaning | None = None
    _movement_code = ""
    _movements = 0
    _reported = Days()
    takes: ClassVar = MappingProxyType(
        {
            "BPT": take_beginning,
            "DTM": Report.take_date,
            "N1": Report.take_name,
            "CUR": Report.take_currency,
            "PTD": take_movement,
            "QTY": take_quantity,
            "LIN": take_names,
            "PID": Report.take_description,
            "UIT": take_own_price,
            "AMT": Report.take_amount,
            "CTP": Report.take_price,
            "PO4": Report.take_pack,
            "SDQ": Report.take_split,
            "CTT": Report.take_totals,
        }
    )
