"""Days of cover are stock divided by daily use, and unknown where either is."""

from decimal import Decimal

import pytest

from vmi.rules.cover import daily_use, days_of_cover


@pytest.mark.parametrize(
    ("sold", "covered_days", "expected"),
    [
        (Decimal(56), 28, Decimal(2)),
        (Decimal("7.5"), 5, Decimal("1.5")),
        (Decimal(0), 28, Decimal(0)),
        (Decimal(-14), 28, Decimal("-0.5")),
        (None, 28, None),
        (Decimal(56), 0, None),
    ],
)
def test_daily_use_is_sold_over_covered_days(
    sold: Decimal | None, covered_days: int, expected: Decimal | None
) -> None:
    assert daily_use(sold, covered_days) == expected


@pytest.mark.parametrize(
    ("on_hand", "used", "expected"),
    [
        (Decimal(30), Decimal(2), Decimal(15)),
        (Decimal(0), Decimal(2), Decimal(0)),
        (Decimal(-4), Decimal(2), Decimal(0)),
        (None, Decimal(2), None),
        (Decimal(30), None, None),
        (Decimal(30), Decimal(0), None),
        (Decimal(30), Decimal(-1), None),
    ],
)
def test_days_of_cover_are_stock_over_daily_use(
    on_hand: Decimal | None, used: Decimal | None, expected: Decimal | None
) -> None:
    assert days_of_cover(on_hand, used) == expected
