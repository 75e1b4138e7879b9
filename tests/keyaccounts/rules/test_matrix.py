from decimal import Decimal

import pytest

from keyaccounts.rules.matrix import Guidance, Lines, Reason, Strategy, guidance_for

LINES = Lines(value=Decimal(100))


@pytest.mark.parametrize(
    ("share", "value", "strategy"),
    [
        ("0.53", 150, Strategy.DEFEND),
        ("0.38", 150, Strategy.GROW),
        ("0.53", 50, Strategy.MAINTAIN),
        ("0.30", 50, Strategy.SELECTIVE),
        ("0.50", 100, Strategy.DEFEND),
        ("0", 100, Strategy.GROW),
    ],
)
def test_the_four_fields(share: str, value: int, strategy: Strategy):
    assert guidance_for(Decimal(share), Decimal(value), lines=LINES).strategy is strategy


def test_above_a_third_of_the_segment_a_customer_is_deepened_instead_of_grown():
    guidance = guidance_for(
        Decimal("0.38"), Decimal(150), lines=LINES, segment_share=Decimal("0.34")
    )

    assert guidance == Guidance(Strategy.DEEPEN, Reason.SEGMENT_ALREADY_OURS)


def test_exactly_a_third_is_not_more_than_a_third():
    guidance = guidance_for(
        Decimal("0.38"), Decimal(150), lines=LINES, segment_share=Decimal(1) / Decimal(3)
    )

    assert guidance.strategy is Strategy.GROW


def test_one_who_buys_nothing_from_us_has_nothing_to_deepen():
    guidance = guidance_for(Decimal(0), Decimal(150), lines=LINES, segment_share=Decimal("0.4"))

    assert guidance.strategy is Strategy.GROW


def test_without_headroom_a_large_account_is_maintained():
    guidance = guidance_for(Decimal("0.3"), Decimal(150), lines=LINES, headroom=Decimal(0))

    assert guidance == Guidance(Strategy.MAINTAIN, Reason.NO_HEADROOM)


def test_the_thresholds_are_arguments():
    lines = Lines(value=Decimal(10), share=Decimal("0.2"))

    assert guidance_for(Decimal("0.25"), Decimal(10), lines=lines).strategy is Strategy.DEFEND


def test_an_unknown_share_asks_for_the_demand():
    assert guidance_for(None, Decimal(500), lines=LINES) == Guidance(
        Strategy.ASK, Reason.DEMAND_UNKNOWN
    )
