"""Places that run low: what counts, and what is offered."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccounts.selectors import running_low as asked
from keyaccounts.selectors.account_page import account_page
from keyaccounts.selectors.attention import this_week
from keyaccounts.selectors.key_accounts import key_accounts
from portal.kernel.period import Period
from tests.keyaccounts.small_market import TODAY
from vmi.facts.questions import StockPosition
from vmi.models import Product
from vmi.selectors.stock import StockRow, StockStatus
from vmi.selectors.visible import Named


def position(partner_id: int, product_id: int, on_hand: int, sold: int) -> StockPosition:
    return StockPosition(
        partner_id=partner_id,
        product_id=product_id,
        location_id=1,
        on_hand=Decimal(on_hand),
        on_hand_as_of=date(2026, 5, 16),
        on_order=Decimal(40),
        on_order_as_of=date(2026, 5, 16),
        in_transit=None,
        in_transit_as_of=None,
        sold=Decimal(sold),
        said_on=date(2026, 5, 16),
        covered_days=28,
        place_said_on=date(2026, 5, 16),
    )


@pytest.fixture
def stock(market, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A has one low and one full place; what the facts were asked is kept."""
    product = Product.objects.get(code="can-i")
    Product.objects.filter(pk=product.pk).update(pack_size=24)
    can, shop = Named("can-i", "Can 52"), Named("S1", "Shop one")
    low, full = (position(market.a.partner_id, product.pk, on_hand, 280) for on_hand in (50, 5_000))
    rows = (
        StockRow(low, can, shop, 14, StockStatus.LOW),
        StockRow(full, can, shop, 14, StockStatus.FINE),
    )
    questions: list[dict[str, Any]] = []

    def answer(scope: Any, **question: Any) -> tuple[StockRow, ...]:
        questions.append(question)
        return rows

    monkeypatch.setattr(asked, "stock_positions", answer)
    return questions


def test_a_place_that_runs_out_is_said_with_its_day_and_an_offer(mei, stock):
    (place,) = account_page(mei.scope, "A", Period.parse("2026H1")).low

    assert (place.product_code, place.place_name) == ("can-i", "Shop one")
    assert (place.days_of_cover, place.runs_out_on) == (Decimal(5), date(2026, 5, 21))
    # Ten a day over 14 and 28 days are 420, less 50 there and 40 coming: 330, in packs of 24.
    assert place.offer == 336


def test_rows_count_the_places_that_run_low(mei, market, stock):
    (row,) = key_accounts(mei.scope, Period.parse("2026H1")).rows

    assert row.stock_alerts == 1
    assert stock[0]["on_day"] == TODAY
    assert stock[0]["filters"].is_ours is True


def test_stock_that_runs_out_comes_first_this_week(mei, stock):
    (first,) = this_week(mei.scope).accounts

    assert first.needs.signals[0].need == "stock_out"


def test_without_reports_nothing_is_known_of_the_stock(mei, market):
    (row,) = key_accounts(mei.scope, Period.parse("2026H1")).rows

    assert row.stock_alerts is None
