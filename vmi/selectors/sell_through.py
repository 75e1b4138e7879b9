"""What partners sold, in groups of the reader's choice."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.money import Money
from portal.kernel.period import Period
from vmi.facts import questions
from vmi.facts.answers import answered
from vmi.facts.grouping import NO_FILTERS, Dimension, Filters, GroupValue
from vmi.facts.questions import SellThrough
from vmi.models import Location, Product
from vmi.selectors.visible import MasterData, Named, visible

__all__ = [
    "NO_FILTERS",
    "Dimension",
    "Filters",
    "Label",
    "SellThrough",
    "SellThroughRow",
    "filters_of_codes",
    "sell_through",
]
_NOBODY: Final = frozenset({-1})


@dataclass(frozen=True)
class Label:
    """One value of a group: the value itself, and how people read it; `code` where it has one."""

    value: GroupValue
    text: str
    code: str = ""


@dataclass(frozen=True)
class SellThroughRow:
    """The figures of one group with the names of what it is grouped by."""

    labels: tuple[Label, ...]
    figures: SellThrough

    @property
    def sold(self) -> Decimal | None:
        return self.figures.sold

    @property
    def net(self) -> Decimal | None:
        return self.figures.net

    @property
    def value(self) -> Money | None:
        return self.figures.value


@question(Permission.VIEW_STOCK)
def sell_through(
    scope: Scope,
    *,
    period: Period,
    group_by: tuple[Dimension, ...] = (),
    filters: Filters = NO_FILTERS,
    as_known_on: datetime | None = None,
) -> tuple[SellThroughRow, ...]:
    """What was sold and returned on lines that end in the period; values of two currencies come as two rows.

    With `as_known_on` it answers as it did at that moment, whatever was sent again since.
    """
    view = visible(scope, as_known_on)
    rows = answered(
        scope,
        "sell_through",
        (group_by, period, filters),
        revision=view.revision,
        ask=lambda: questions.sell_through(
            scope,
            view.hidden,
            view.dimensions,
            group_by=group_by,
            period=period,
            filters=filters,
        ),
    )
    partners = _partner_names() if Dimension.PARTNER in group_by else {}
    return tuple(
        SellThroughRow(
            tuple(
                _label(dimension, value, view.master, partners)
                for dimension, value in zip(group_by, row.group, strict=True)
            ),
            row,
        )
        for row in rows
    )


def filters_of_codes(
    *,
    partner_codes: tuple[str, ...] | None = None,
    product_codes: tuple[str, ...] | None = None,
    location_codes: tuple[str, ...] | None = None,
    categories: tuple[str, ...] | None = None,
    suppliers: tuple[str, ...] | None = None,
) -> Filters:
    """Filters by codes, asked inside a scope; a code that nobody has matches nothing."""
    partners = _ids(Partner.objects.all(), partner_codes)
    products = _ids(Product.objects.all(), product_codes)
    places = _ids(Location.objects.all(), location_codes)
    return Filters(
        partner_ids=partners,
        product_ids=products,
        location_ids=places,
        categories=None if categories is None else frozenset(categories),
        suppliers=None if suppliers is None else frozenset(suppliers),
    )


def _ids(rows: "object", codes: tuple[str, ...] | None) -> frozenset[int] | None:
    if codes is None:
        return None
    return frozenset(rows.filter(code__in=codes).values_list("pk", flat=True)) or _NOBODY  # type: ignore[attr-defined]


def _partner_names() -> dict[int, Named]:
    return {
        partner.pk: Named(partner.code, partner.name, partner.name_zh)
        for partner in Partner.objects.all()
    }


def _label(
    dimension: Dimension, value: GroupValue, master: MasterData, partners: dict[int, Named]
) -> Label:
    names = {
        Dimension.PARTNER: partners,
        Dimension.PRODUCT: master.products if dimension is Dimension.PRODUCT else {},
        Dimension.LOCATION: master.places if dimension is Dimension.LOCATION else {},
    }.get(dimension)
    if names is not None and isinstance(value, int):
        named = names.get(value)
        return Label(
            value, named.display_name if named else str(value), named.code if named else ""
        )
    if isinstance(value, date):
        return Label(value, _span_text(dimension, value))
    return Label(value, "" if value is None else str(value))


def _span_text(dimension: Dimension, first_day: date) -> str:
    year, week, _day = first_day.isocalendar()
    return {
        Dimension.WEEK: f"{year}W{week:02}",
        Dimension.MONTH: f"{first_day:%Y-%m}",
        Dimension.QUARTER: f"{first_day.year}Q{(first_day.month + 2) // 3}",
        Dimension.YEAR: f"{first_day.year}",
    }.get(dimension, first_day.isoformat())
