from decimal import Decimal

from keyaccounts.rules.headroom import Headroom, headroom_of
from portal.kernel.money import Money
from portal.kernel.share import Share


def test_headroom_is_the_missing_share_of_the_demand_at_our_price():
    share = Share(Decimal(20), Decimal(60), Decimal(40))

    assert headroom_of(share, Decimal("0.5"), Money(Decimal("1.5"), "CNY")) == Headroom(
        Decimal(30), Money(Decimal(45), "CNY")
    )


def test_a_target_that_is_met_leaves_none():
    share = Share(Decimal(60), Decimal(100), Decimal(0))

    assert headroom_of(share, Decimal("0.5"), None) == Headroom(Decimal(0), None)


def test_without_a_target_or_a_known_share_there_is_no_number():
    assert headroom_of(Share(Decimal(1), Decimal(2), Decimal(0)), None, None) is None
    assert headroom_of(Share(Decimal(1), Decimal(0), Decimal(0)), Decimal("0.5"), None) is None
