from decimal import Decimal

from keyaccounts.rules.abc import ValueClass
from keyaccounts.rules.attention import Need, Signal, falling, visit_due, weighed


def test_the_gravest_reason_comes_first():
    needs = weighed(
        [Signal(Need.VISIT_DUE, days=45), Signal(Need.STOCK_OUT, count=3)], ValueClass.C
    )

    assert [signal.need for signal in needs.signals] == [Need.STOCK_OUT, Need.VISIT_DUE]


def test_a_larger_account_ranks_before_a_smaller_one_with_the_same_reasons():
    signals = [Signal(Need.ORDER_DUE, days=0)]

    assert weighed(signals, ValueClass.A).score == Decimal("21.0")
    assert weighed(signals, ValueClass.C).score == Decimal(14)


def test_more_places_that_run_out_weigh_more_up_to_twice():
    weights = [Signal(Need.STOCK_OUT, count=count).weight for count in (1, 5, 10, 40)]

    assert weights == [Decimal(44), Decimal(60), Decimal(80), Decimal(80)]


def test_a_visit_is_due_by_the_cadence_of_the_class():
    assert visit_due(ValueClass.A, 29, is_planned=False) is None
    assert visit_due(ValueClass.A, 30, is_planned=False) == Signal(Need.VISIT_DUE, days=30)
    assert visit_due(ValueClass.B, 30, is_planned=False) is None
    assert visit_due(ValueClass.C, None, is_planned=False) == Signal(Need.VISIT_DUE)


def test_a_planned_visit_is_not_asked_for_again():
    assert visit_due(ValueClass.A, 200, is_planned=True) is None


def test_purchases_fall_from_a_tenth_on():
    assert falling(Decimal(90), Decimal(100)) == Signal(Need.FALLING, ratio=Decimal("-0.1"))
    assert falling(Decimal(91), Decimal(100)) is None
    assert falling(Decimal(0), None) is None
