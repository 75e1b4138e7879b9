"""X12 830, planning schedule: what the partner expects to need, in days, weeks and months."""

import calendar
from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar

from vmi.formats.edi.building import Days
from vmi.formats.edi.x12_activities import QUANTITIES, Meaning
from vmi.formats.edi.x12_message import Segment
from vmi.formats.edi.x12_report import Report
from vmi.formats.edi.x12_tokens import day_of

_FORECAST = Meaning("forecast")
# Element 681 as months; the others are days, and F runs to the date given.
_MONTHS = {"M": 1, "Q": 3, "S": 6, "Y": 12, "A": 12}
_WEEKS = {"W": 7, "B": 14}


class PlanningSchedule(Report):
    """Each FST is a quantity of a span: a day, a week, a month, or from FST04 to FST05."""

    roles = ("ST", "RL", "WH", "BY", "MI")
    code_element = "FST02"
    meanings = QUANTITIES

    def take_beginning(self, segment: Segment) -> None:
        """BFR: the horizon, which is checked and not needed, as every quantity has its own span."""
        self.take_purpose(segment.at(1))
        self.day_at(segment, 6)

    def take_forecast(self, segment: Segment) -> None:
        self.close_quantity()
        said = (segment.at(1), self.item_unit)
        quantity = self.open_quantity(segment, segment.at(2), _FORECAST, said)
        first, last = day_of(segment.at(4)), day_of(segment.at(5))
        if first is None or (segment.at(5) and last is None):
            bad = segment.at(4) if first is None else segment.at(5)
            quantity.flaw = quantity.flaw or ("day", "bad_date" if bad else "no_date", bad)
            quantity.days = Days()
        else:
            quantity.days = Days(first, last or _last_day(first, segment.at(3)))

    def take_told_quantity(self, segment: Segment) -> None:
        """QTY: cumulative and other figures beside the plan; stock is taken as stock."""
        if self.quantity is not None and self.quantity.segment.tag == "FST":
            self.lines.note("signal", "QTY01", segment.at(1), segment.raw)
            return
        self.begin_quantity(segment, segment.at(1), segment.at(2), segment.at(3))

    takes: ClassVar = MappingProxyType(
        {
            "BFR": take_beginning,
            "N1": Report.take_name,
            "CUR": Report.take_currency,
            "LIN": Report.take_item,
            "PID": Report.take_description,
            "PO4": Report.take_pack,
            "UIT": Report.take_unit,
            "FST": take_forecast,
            "SDQ": Report.take_split,
            "QTY": take_told_quantity,
            "CTT": Report.take_totals,
        }
    )


def _last_day(first: date, timing: str) -> date:
    """The last day of the bucket of this timing that begins on `first`."""
    if timing in _WEEKS:
        return first + timedelta(days=_WEEKS[timing] - 1)
    if timing not in _MONTHS:
        return first
    months = first.month - 1 + _MONTHS[timing]
    year, month = first.year + months // 12, months % 12 + 1
    day = min(first.day, calendar.monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)
