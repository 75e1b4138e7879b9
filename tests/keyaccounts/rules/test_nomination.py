from decimal import Decimal

from keyaccounts.rules.nomination import Ground, grounds_for

THRESHOLD = Decimal(5_000_000)


def test_revenue_that_reaches_the_threshold_proposes():
    assert grounds_for(THRESHOLD, threshold=THRESHOLD, is_influential=False) == (Ground.REVENUE,)


def test_less_revenue_does_not():
    assert grounds_for(THRESHOLD - 1, threshold=THRESHOLD, is_influential=False) == ()


def test_influence_proposes_whatever_the_revenue():
    assert grounds_for(None, threshold=THRESHOLD, is_influential=True) == (Ground.INFLUENCE,)


def test_both_grounds_are_said():
    assert grounds_for(THRESHOLD * 2, threshold=THRESHOLD, is_influential=True) == (
        Ground.REVENUE,
        Ground.INFLUENCE,
    )
