"""Every figure of shared data says how far its data carries it."""

from datetime import date
from decimal import Decimal

import pytest

from portal.kernel import clock
from portal.kernel.period import Period
from portal.kernel.trust import Trust
from tests.vmi.intake.conftest import HEADER
from vmi.selectors.sell_through import Filters
from vmi.selectors.stock import stock_positions
from vmi.selectors.trust import trust_of, trust_of_stock

pytestmark = pytest.mark.django_db
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


@pytest.fixture(autouse=True)
def _may(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 5, 20))
    for module in ("vmi.selectors.trust", "vmi.selectors.stock"):
        monkeypatch.setattr(f"{module}.today", lambda: date(2026, 5, 20))


def test_a_partner_that_never_reported_has_no_trust_and_no_zero(bo):
    trust = trust_of(bo.scope)

    assert (trust.mark, trust.until, trust.days_behind, trust.completeness) == (
        Trust.UNKNOWN,
        None,
        None,
        None,
    )


def test_fresh_reports_of_every_place_are_good(bo, send):
    send(HEADER + "2026-05-18,P1,S1,5,50\n2026-05-18,P1,S2,5,50\n")

    trust = trust_of(bo.scope)

    assert (trust.mark, trust.until, trust.days_behind) == (Trust.GOOD, date(2026, 5, 18), 2)
    assert (trust.places_reporting, trust.places_expected, trust.restated) == (2, 2, Decimal(0))


def test_a_place_that_fell_silent_makes_the_figures_thin(bo, send):
    send(HEADER + "2026-05-04,P1,S1,5,50\n2026-05-04,P1,S2,5,50\n")
    send(HEADER + "2026-05-18,P1,S1,5,50\n")

    trust = trust_of(bo.scope)

    assert (trust.mark, trust.places_reporting, trust.places_expected) == (Trust.THIN, 1, 2)


def test_old_data_is_late_however_complete(bo, send):
    send(HEADER + "2026-05-04,P1,S1,5,50\n")

    trust = trust_of(bo.scope)

    assert (trust.mark, trust.days_behind, trust.completeness) == (Trust.LATE, 16, Decimal(1))


def test_the_share_that_was_said_a_second_time_is_told(bo, send):
    send(HEADER + "2026-05-17,P1,S1,5,50\n2026-05-18,P1,S1,5,50\n")
    send(HEADER + "2026-05-18,P1,S1,6,49\n")

    assert trust_of(bo.scope, period=MAY).restated == Decimal("0.5")


def test_stock_that_a_later_report_is_silent_on_counts_as_carried(bo, send):
    send(HEADER + "2026-05-17,P1,S1,5,50\n2026-05-17,P2,S1,5,50\n")
    send(HEADER + "2026-05-18,P1,S1,5,45\n")

    rows = stock_positions(bo.scope)
    trust = trust_of_stock(bo.scope, rows)

    assert [(row.product.code, row.is_carried, row.on_hand) for row in rows] == [
        ("P1", False, Decimal(45)),
        ("P2", True, Decimal(50)),
    ]
    assert (trust.carried, trust.mark) == (Decimal("0.5"), Trust.THIN)


def test_another_partners_places_say_nothing_of_ours(bo, chen, send):
    send(HEADER + "2026-05-18,P1,S1,5,50\n")

    assert trust_of(chen.scope).mark is Trust.UNKNOWN
    asked_for_a = trust_of(
        chen.scope, filters=Filters(partner_ids=frozenset({bo.scope.partner_id}))
    )
    assert (asked_for_a.until, asked_for_a.places_expected) == (None, 0)


def test_a_forecast_makes_nothing_fresh(bo, send):
    send(HEADER + "2026-05-04,P1,S1,5,50\n")
    send("date,product code,store code,forecast\n2026-06-30,P1,S1,70\n")

    trust = trust_of(bo.scope)

    assert (trust.mark, trust.until, trust.days_behind) == (Trust.LATE, date(2026, 5, 4), 16)


def test_a_report_with_forecasts_is_as_fresh_as_what_it_tells(bo, send):
    send(
        "date,product code,store code,units sold,forecast\n"
        "2026-05-04,P1,S1,5,\n2026-06-30,P1,S1,,70\n"
    )

    assert trust_of(bo.scope).until == date(2026, 5, 4)
