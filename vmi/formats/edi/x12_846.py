"""X12 846, inventory inquiry and advice: what stands where."""

from types import MappingProxyType
from typing import ClassVar

from vmi.formats.edi.building import Days
from vmi.formats.edi.x12_activities import QUANTITIES
from vmi.formats.edi.x12_message import Segment
from vmi.formats.edi.x12_report import Report


class InventoryAdvice(Report):
    """BIA dates the report unless DTM does; a place below the quantities of an item is theirs."""

    roles = ("WH", "RL", "ST", "SF", "LC", "BY", "MI")
    meanings = QUANTITIES

    def take_beginning(self, segment: Segment) -> None:
        self.take_purpose(segment.at(1))
        self._issued = self.covered(self.day_at(segment, 4))

    def take_own_item(self, segment: Segment) -> None:
        if not self.is_detail and self.days == Days():
            self.days = self._issued
        self.take_item(segment)

    def take_quantity(self, segment: Segment) -> None:
        self.begin_quantity(segment, segment.at(1), segment.at(2), segment.at(3))

    _issued = Days()
    takes: ClassVar = MappingProxyType(
        {
            "BIA": take_beginning,
            "DTM": Report.take_date,
            "N1": Report.take_name,
            "CUR": Report.take_currency,
            "LIN": take_own_item,
            "PID": Report.take_description,
            "PO4": Report.take_pack,
            "CTP": Report.take_price,
            "AMT": Report.take_amount,
            "QTY": take_quantity,
            "UIT": Report.take_unit,
            "SDQ": Report.take_split,
            "CTT": Report.take_totals,
        }
    )
