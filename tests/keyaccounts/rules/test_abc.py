from decimal import Decimal

from keyaccounts.rules.abc import ValueClass, classes_of

A, B, C = ValueClass.A, ValueClass.B, ValueClass.C


def values(*amounts: int) -> dict[int, Decimal]:
    return {position: Decimal(amount) for position, amount in enumerate(amounts)}


def test_classes_are_cut_at_eighty_and_ninety_five_percent():
    assert classes_of(values(50, 30, 10, 5, 4, 1)) == {0: A, 1: A, 2: B, 3: B, 4: C, 5: C}


def test_the_one_that_crosses_the_line_belongs_above_it():
    assert classes_of(values(70, 20, 10)) == {0: A, 1: A, 2: B}


def test_one_that_has_everything_is_a():
    assert classes_of(values(10)) == {0: A}


def test_equal_values_share_the_better_class():
    assert classes_of(values(40, 40, 10, 10)) == {0: A, 1: A, 2: B, 3: B}


def test_nothing_and_credits_are_c():
    assert classes_of(values(10, 0, -5)) == {0: A, 1: C, 2: C}
    assert classes_of(values(0)) == {0: C}
