"""X12 852, product activity data: what was sold and what is in stock, by place and by day."""

from types import MappingProxyType
from typing import ClassVar

from vmi.formats.edi.x12_activities import ACTIVITIES
from vmi.formats.edi.x12_message import Segment
from vmi.formats.edi.x12_report import Report
from vmi.formats.edi.x12_tokens import day_of


class ProductActivity(Report):
    """XQ gives the days, N1*RL the place or SDQ the places, LIN the item, each ZA one measure."""

    code_element = "ZA01"
    meanings = ACTIVITIES
    # SDQ may split one item over thousands of stores: nothing is held until its end.
    holds_quantities = False

    def take_days(self, segment: Segment) -> None:
        """XQ: one day of report, or a range with both ends included."""
        first, last = self.day_at(segment, 2), self.day_at(segment, 3)
        self.days = (
            self.covered(first) if last is None else self.days._replace(first=first, last=last)
        )

    def take_reporting_place(self, segment: Segment) -> None:
        """N1; one that stands behind items holds for those that follow."""
        if self.is_detail and segment.at(1) in (self.dialect.place_codes or self.roles):
            self.close_item()
            self.is_detail = False
            self.header_places = {}
            self.found_place = None
        self.take_name(segment)

    def take_activity(self, segment: Segment) -> None:
        """ZA: one activity; ZA05 is its own day."""
        quantity = self.begin_quantity(segment, segment.at(1), segment.at(2), segment.at(3))
        if quantity is not None and (text := segment.at(5)):
            day = day_of(text)
            if day is None:
                quantity.flaw = quantity.flaw or ("day", "bad_date", text)
            quantity.days = self.covered(day)

    def take_stores(self, segment: Segment) -> None:
        """SDQ; beside a reporting place of the header the standard allows none."""
        if "RL" in self.header_places:
            if not self._is_doubly_placed:
                self.problems.of("unexpected_segment", segment)
            self._is_doubly_placed = True
        self.take_split(segment)

    _is_doubly_placed = False
    takes: ClassVar = MappingProxyType(
        {
            "XQ": take_days,
            "N1": take_reporting_place,
            "CUR": Report.take_currency,
            "LIN": Report.take_item,
            "PID": Report.take_description,
            "CTP": Report.take_price,
            "AMT": Report.take_amount,
            "PO4": Report.take_pack,
            "ZA": take_activity,
            "SDQ": take_stores,
            "CTT": Report.take_totals,
        }
    )
