"""Published examples: U.S. Department of Justice, "Herfindahl-Hirschman Index" (30, 30, 20, 20 → 2,600)."""

from decimal import Decimal

from keyaccounts.rules.concentration import Concentration, concentration_of


def test_the_published_example_of_the_index():
    assert concentration_of(map(Decimal, (30, 30, 20, 20))) == Concentration(
        cr4=Decimal(1), cr10=Decimal(1), hhi=Decimal(2600), members=4
    )


def test_a_monopoly_is_ten_thousand():
    assert concentration_of([Decimal(7)]).hhi == 10_000  # type: ignore[union-attr]


def test_ratios_count_the_four_and_the_ten_largest():
    found = concentration_of([Decimal(5)] * 20)

    assert found == Concentration(Decimal("0.2"), Decimal("0.5"), Decimal(500), 20)


def test_nothing_is_not_concentrated():
    assert concentration_of([Decimal(0)]) is None


def test_many_small_buyers_belong_to_the_whole_and_to_nobody_large() -> None:
    found = concentration_of(map(Decimal, (20, 10)), rest=Decimal(70))

    assert found == Concentration(
        cr4=Decimal("0.3"), cr10=Decimal("0.3"), hhi=Decimal(500), members=2
    )
