"""A partner's first page: what runs out, what was sold, how fresh the data is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.clock import today
from portal.kernel.figure import DataTrust, Figure, Trust
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from vmi.models import ReportDocument
from vmi.selectors.sell_through import Dimension, sell_through
from vmi.selectors.stock import (
    StockRow,
    StockStatus,
    StockSummary,
    last_day_covered,
    stock_positions,
)
from vmi.selectors.trust import trust_of_stock

SOON_DAYS: Final = 7
WEEKS_SHOWN: Final = 26
LAST_REPORTS: Final = 5
_WEEK: Final = timedelta(days=7)
# As many whole weeks back as come nearest to a year, so that weekdays meet weekdays.
_YEAR_OF_WEEKS: Final = timedelta(days=364)


@dataclass(frozen=True)
class Week:
    """One week's sales, and those of the like week a year earlier; None is not reported."""

    first_day: date
    sold: Decimal | None
    before: Decimal | None


@dataclass(frozen=True)
class PartnerHome:
    """Everything that the page shows."""

    as_of: date | None
    today: date
    rows: tuple[StockRow, ...]
    trust: DataTrust
    figures: tuple[Figure, ...]
    weeks: tuple[Week, ...]
    last_reports: tuple[ReportDocument, ...]

    @property
    def summary(self) -> StockSummary:
        return StockSummary.of(self.rows)

    @property
    def age_days(self) -> int | None:
        """How old the newest data is."""
        return None if self.as_of is None else (self.today - self.as_of).days

    @property
    def is_late(self) -> bool:
        return self.trust.mark is Trust.LATE

    @property
    def running_out(self) -> tuple[StockRow, ...]:
        """What is out already or will be within a week from today."""
        return tuple(row for row in self.rows if runs_out_soon(row, self.today))

    @property
    def lowest(self) -> StockRow | None:
        """What lasts shortest, of all that has a number of days."""
        known = [row for row in self.rows if row.days_of_cover is not None and _is_current(row)]
        return min(known, key=lambda row: row.days_of_cover or Decimal(0), default=None)


def runs_out_soon(row: StockRow, day: date) -> bool:
    """Out now, or used up within a week of `day` at the use of the last four weeks."""
    if row.status is StockStatus.OUT:
        return True
    if not _is_current(row) or row.days_of_cover is None or row.as_of is None:
        return False
    return row.days_of_cover - (day - row.as_of).days <= SOON_DAYS


def places_of(rows: Sequence[StockRow]) -> int:
    """How many different places the rows are of."""
    return len({row.position.location_id for row in rows})


@question(Permission.VIEW_STOCK)
def partner_home(scope: Scope) -> PartnerHome:
    """The first page of a partner's person; of several partners together for a scope that has them."""
    day, until = today(), last_day_covered()
    rows = stock_positions(scope)
    trust = trust_of_stock(scope, rows)
    lately = ReportDocument.objects.select_related("partner")[:LAST_REPORTS]
    return PartnerHome(
        as_of=until,
        today=day,
        rows=rows,
        trust=trust,
        figures=() if until is None else tuple(_figures(scope, rows, until, trust)),
        weeks=() if until is None else _weeks(scope, until),
        last_reports=tuple(lately),
    )


def _figures(
    scope: Scope, rows: tuple[StockRow, ...], until: date, trust: DataTrust
) -> list[Figure]:
    source = _("your activity reports")
    cover = min(
        (row.days_of_cover for row in rows if row.days_of_cover is not None and _is_current(row)),
        default=None,
    )
    cover_note = _("Stock on hand ÷ average sales a day of the last four weeks.")
    products = {row.position.product_id for row in rows}
    watched_unit = ngettext(
        "products at %(number)s place", "products at %(number)s places", places_of(rows)
    ) % {"number": places_of(rows)}
    figures = [
        Figure("watched", _("Watched"), len(products), source, until, unit=watched_unit),
        Figure(
            "cover",
            _("Lowest cover"),
            None if cover is None else cover.quantize(Decimal(1)),
            source,
            until,
            unit=_("days"),
            note=cover_note,
            trust=trust.mark,
            data=trust,
        ),
    ]
    for days, label in ((7, _("Sold in 7 days")), (28, _("Sold in 28 days"))):
        period = Period.ending(until, days=days)
        before = Period(period.first_day - _YEAR_OF_WEEKS, period.last_day - _YEAR_OF_WEEKS)
        figures.append(
            Figure(
                f"sold_{days}",
                label,
                _sold(scope, period),
                source,
                until,
                before=_sold(scope, before),
                trust=trust.mark,
                data=trust,
            )
        )
    return figures


def _sold(scope: Scope, period: Period) -> Quantity | None:
    """Pieces sold, whatever currency their value is in."""
    said = [row.sold for row in sell_through(scope, period=period) if row.sold is not None]
    return Quantity(sum(said, Decimal(0))) if said else None


def _weeks(scope: Scope, until: date) -> tuple[Week, ...]:
    """Whole weeks only: one that is half reported would look like a fall."""
    monday = until - timedelta(days=until.weekday())
    last = monday if until.weekday() == 6 else monday - _WEEK
    firsts = [last - _WEEK * step for step in reversed(range(WEEKS_SHOWN))]
    period = Period(firsts[0] - _YEAR_OF_WEEKS, last + timedelta(days=6))
    sold: dict[date, Decimal] = {}
    for row in sell_through(scope, period=period, group_by=(Dimension.WEEK,)):
        [label] = row.labels
        if isinstance(label.value, date) and row.sold is not None:
            sold[label.value] = sold.get(label.value, Decimal(0)) + row.sold
    weeks = [Week(first, sold.get(first), sold.get(first - _YEAR_OF_WEEKS)) for first in firsts]
    begun = next((place for place, week in enumerate(weeks) if week.sold is not None), len(weeks))
    return tuple(weeks[begun:])


def _is_current(row: StockRow) -> bool:
    return row.status not in {StockStatus.STALE, StockStatus.UNKNOWN}
