"""The columns of the list of key accounts, as exports write them: exact values under the heads of the page."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keyaccounts.selectors.key_accounts import KeyAccountRow
from keyaccounts.selectors.wording import REASON_WORDS, STRATEGY_WORDS
from portal.kernel.downloads import Cell
from portal.kernel.money import Money


@dataclass(frozen=True)
class Column:
    """One column: its head, and its exact value in a row."""

    head: "str | Promise"
    value: Callable[[KeyAccountRow], Cell]


def _amount(money: Money | None) -> Decimal | None:
    return None if money is None else money.rounded().amount


def _ratio(value: Decimal | None) -> Decimal | None:
    """Four places: a hundredth of a percent."""
    return None if value is None else value.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def _pieces(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1), ROUND_HALF_EVEN)


COLUMNS: tuple[Column, ...] = (
    Column(_("Code"), lambda row: row.code),
    Column(_("Account"), lambda row: row.name),
    Column(_("Manager"), lambda row: row.manager),
    Column(_("Segments"), lambda row: ", ".join(row.segment_names)),
    Column(_("Class"), lambda row: row.value_class.value),
    Column(_("Revenue"), lambda row: _amount(row.measures.revenue)),
    Column(_("Revenue a year ago"), lambda row: _amount(row.measures.revenue_before)),
    Column(_("Change"), lambda row: _ratio(row.change)),
    Column(_("Currency"), lambda row: row.measures.revenue.currency),
    Column(_("Volume"), lambda row: _pieces(row.measures.volume.value)),
    Column(
        _("Demand"),
        lambda row: None if row.measures.demand is None else _pieces(row.measures.demand.whole),
    ),
    Column(_("Share of wallet"), lambda row: _ratio(row.measures.share.value)),
    Column(_("Known part of demand"), lambda row: _ratio(row.measures.share.known_part)),
    Column(_("Account value"), lambda row: _amount(row.measures.value)),
    Column(
        _("Headroom"),
        lambda row: _amount(row.headroom_value),
    ),
    Column(_("Guidance"), lambda row: str(STRATEGY_WORDS[row.guidance.strategy])),
    Column(_("Why"), lambda row: str(REASON_WORDS[row.guidance.reason])),
    Column(_("Places running low"), lambda row: row.stock_alerts),
    Column(_("Reports until"), lambda row: row.data_until),
    Column(_("Last visit"), lambda row: row.visits.last_on),
    Column(_("Next visit"), lambda row: row.visits.next_on),
)
