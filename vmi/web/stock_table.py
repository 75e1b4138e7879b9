"""The table of products and places on the first page: narrowed, sorted, on the page and in files alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.kernel.downloads import Cell
from vmi.selectors.partner_home import runs_out_soon
from vmi.selectors.stock import StockRow, StockStatus

TONES: Final = {
    StockStatus.OUT: "act",
    StockStatus.LOW: "watch",
    StockStatus.STALE: "plain",
    StockStatus.UNKNOWN: "plain",
    StockStatus.FINE: "good",
}


@dataclass(frozen=True)
class Column:
    """One column of the files: its head, and its exact value in a row."""

    head: "str | Promise"
    value: Callable[[StockRow], Cell]


COLUMNS: Final = (
    Column(_("Product code"), lambda row: row.product.code),
    Column(_("Product"), lambda row: row.product.display_name),
    Column(_("Place code"), lambda row: row.place.code),
    Column(_("Place"), lambda row: row.place.display_name),
    Column(_("On hand"), lambda row: row.on_hand),
    Column(_("Cover in days"), lambda row: _tenths(row.days_of_cover)),
    Column(_("Sold a day"), lambda row: _tenths(row.daily_use)),
    Column(_("State"), lambda row: row.status_word),
    Column(_("As of"), lambda row: row.as_of),
    Column(_("Carried forward"), lambda row: str(_("yes") if row.is_carried else _("no"))),
    Column(_("On order"), lambda row: row.position.on_order),
    Column(_("In transit"), lambda row: row.position.in_transit),
    Column(_("Lead time in days"), lambda row: row.lead_time_days),
)
_SORTS: Final[dict[str, Callable[[StockRow], Any]]] = {
    "product": lambda row: row.product.display_name,
    "place": lambda row: row.place.display_name,
    "on_hand": lambda row: row.on_hand,
    "cover": lambda row: row.days_of_cover,
    "as_of": lambda row: row.as_of,
}


@dataclass(frozen=True)
class Choice:
    """One thing that the table can be narrowed to."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it."""

    row: StockRow
    tone: str
    is_soon: bool
    cover: Decimal | None


@dataclass(frozen=True)
class Asked:
    """What the address asks of the table; codes that nobody has leave nothing."""

    product: str = ""
    place: str = ""
    state: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        return cls(*(query.get(name, "") for name in ("product", "place", "state", "sort")))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.product or self.place or self.state)

    def rows(self, rows: Sequence[StockRow]) -> list[StockRow]:
        """The rows that were asked for, most urgent first unless another order was."""
        found = [
            row
            for row in rows
            if (not self.product or row.product.code == self.product)
            and (not self.place or row.place.code == self.place)
            and (not self.state or row.status.value == self.state)
        ]
        key = _SORTS.get(self.sort.removeprefix("-"))
        if key is None:
            return found
        known = [row for row in found if key(row) is not None]
        unknown = [row for row in found if key(row) is None]
        return sorted(known, key=key, reverse=self.sort.startswith("-")) + unknown


def shown(rows: Sequence[StockRow], day: date) -> list[ShownRow]:
    return [
        ShownRow(row, TONES[row.status], runs_out_soon(row, day), _whole(row.days_of_cover))
        for row in rows
    ]


def choices(rows: Sequence[StockRow], asked: Asked) -> dict[str, list[Choice]]:
    """What each filter offers: only what is in the table."""
    products = {row.product.code: row.product.display_name for row in rows}
    places = {row.place.code: row.place.display_name for row in rows}
    states = {row.status.value: row.status_word for row in rows}
    return {
        "product": _choices(products, asked.product),
        "place": _choices(places, asked.place),
        "state": _choices(states, asked.state),
    }


def _choices(words: dict[str, str], chosen: str) -> list[Choice]:
    ordered = sorted(words.items(), key=lambda pair: pair[1])
    return [Choice(value, name, value == chosen) for value, name in ordered]


def _tenths(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _whole(value: Decimal | None) -> Decimal | None:
    """Whole days, rounded down: a day that is not full does not count. Less than one keeps a tenth."""
    if value is None:
        return None
    return value // 1 if value >= 1 else _tenths(value)
