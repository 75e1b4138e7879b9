from decimal import Decimal

from keyaccounts.rules.offer import offer_quantity


def test_an_offer_lasts_over_the_lead_time_and_four_weeks_in_whole_packs():
    offered = offer_quantity(Decimal(20), Decimal(10), Decimal(5), lead_days=7, pack_size=24)

    assert offered == 168  # 5 × 35 − 30 = 145, in packs of 24


def test_enough_needs_no_offer():
    assert offer_quantity(Decimal(500), Decimal(0), Decimal(5), lead_days=7) == 0


def test_stock_below_zero_counts_as_none():
    assert offer_quantity(Decimal(-40), Decimal(0), Decimal(1), lead_days=2) == 30


def test_unknown_use_or_stock_offers_nothing():
    assert offer_quantity(None, Decimal(0), Decimal(5), lead_days=7) is None
    assert offer_quantity(Decimal(5), Decimal(0), None, lead_days=7) is None
