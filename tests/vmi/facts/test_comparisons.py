"""What a document that was sent again changed is shown day by day."""

from decimal import Decimal

import pytest

from portal.kernel.period import Period
from tests.vmi.facts.posted import EVERYTHING, day, line, post, scope_of
from vmi.facts.comparisons import (
    ChangedDay,
    Difference,
    Measures,
    PostingSums,
    difference,
    sums_by_posting,
)

pytestmark = pytest.mark.usefixtures("store")


def measures(**said: int) -> Measures:
    silent = dict.fromkeys(Measures.__dataclass_fields__)
    return Measures(**(silent | {name: Decimal(value) for name, value in said.items()}))


def test_the_sums_of_a_posting_are_exact_and_values_stay_apart() -> None:
    post(
        1,
        7,
        line(1, 1, sold="0.1", sold_value="1.5", currency="CNY"),
        line(2, 1, sold="0.2", sold_value="2", currency="USD"),
        line(3, 2, sold="0.3", sold_value="0.5", currency="CNY"),
    )
    post(2, 7, line(1, 1, sold=100))

    assert sums_by_posting(scope_of(7), 1, ["sold", "on_hand"]) == PostingSums(
        lines=3,
        sums={"sold": Decimal("0.6"), "on_hand": None},
        values={"CNY": Decimal(2), "USD": Decimal(2)},
    )
    assert sums_by_posting(scope_of(8), 1, ["sold"]) == PostingSums(0, {"sold": None}, {})


def test_values_are_no_quantities() -> None:
    with pytest.raises(ValueError, match="sold_value"):
        sums_by_posting(scope_of(7), 1, ["sold_value"])


def test_a_difference_shows_only_what_changed() -> None:
    post(
        1,
        7,
        line(1, 1, sold=1, on_hand=10),
        line(2, 2, sold=2),
        line(3, 2, sold=3),
        line(4, 3, sold=4),
    )
    post(2, 7, line(1, 1, sold=1, on_hand=9), line(2, 2, sold=5), line(3, 4, sold=0))

    found = difference(scope_of(7), frozenset({1}), frozenset({2}))

    assert found == Difference(
        changes=(
            ChangedDay(
                1, 1, day(1), None, measures(sold=1, on_hand=10), measures(sold=1, on_hand=9)
            ),
            ChangedDay(1, 1, day(3), None, measures(sold=4), measures()),
            ChangedDay(1, 1, day(4), None, measures(), measures(sold=0)),
        ),
        total=3,
    )


def test_a_difference_can_be_kept_to_the_days_a_document_covers_and_to_a_number() -> None:
    post(1, 7, *(line(number, number, sold=1) for number in range(1, 10)))
    post(2, 7, *(line(number, number, sold=2) for number in range(3, 8)))

    found = difference(
        scope_of(7), frozenset({1}), frozenset({2}), period=Period(day(3), day(7)), limit=2
    )

    assert [change.last_day for change in found.changes] == [day(3), day(4)]
    assert found.total == 5


def test_differences_stop_at_the_wall() -> None:
    post(1, 7, line(1, 1, sold=1))
    post(2, 8, line(1, 1, sold=2))

    assert difference(scope_of(9), frozenset({1}), frozenset({2})) == Difference((), 0)
    assert difference(scope_of(7), frozenset({1}), frozenset({2})).changes[0].new == measures()
    assert difference(EVERYTHING, frozenset({1}), frozenset({2})).total == 1


def test_of_repeated_lines_flows_add_up_and_the_last_stock_counts() -> None:
    post(1, 7, line(1, 1, sold=1, on_hand=5), line(2, 1, sold=2, on_hand=6))
    post(2, 7, line(1, 1, sold=3, on_hand=6))

    assert difference(scope_of(7), frozenset({1}), frozenset({2})).total == 0
