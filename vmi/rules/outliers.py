"""Figures far from what the same product did at the same place before, by median and MAD."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

SALES_OUTLIER: Final = "sales_outlier"
SUDDEN_STOP: Final = "sudden_stop"
PRICE_OUTLIER: Final = "price_outlier"

FEWEST_PERIODS: Final = 8
# Periods looked back at: half a year of weeks. Seasons are not taken out.
PERIODS_BACK: Final = 26

# 0.6745 is the upper quartile of the normal distribution, which makes the score comparable with
# standard deviations. B. Iglewicz, D. C. Hoaglin: How to Detect and Handle Outliers (1993), 3.3; they
# propose 3.5. Sales of single products are far from normal: the score needed here is higher.
_QUARTILE: Final = Decimal("0.6745")
SCORE: Final = Decimal(8)
# Beyond the highest of the earlier periods by this, so that a lumpy seller's usual lump is none.
TIMES_HIGHEST: Final = Decimal(3)
FEWEST_PIECES: Final = Decimal(20)
FAST_SELLER: Final = Decimal(10)

FEWEST_PRICES: Final = 8
PRICE_TIMES: Final = Decimal(4)


@dataclass(frozen=True)
class Earlier:
    """What the periods before say: how many, median, median absolute deviation, lowest, highest."""

    periods: int
    median: Decimal
    deviation: Decimal
    lowest: Decimal
    highest: Decimal


def modified_score(value: Decimal, median: Decimal, deviation: Decimal) -> Decimal:
    """0.6745 · (x − median) ÷ MAD. The deviation must not be zero."""
    return _QUARTILE * (value - median) / deviation


def is_sales_outlier(value: Decimal, earlier: Earlier) -> bool:
    """Whether a period sold so much more than those before that a slip is likelier than a sale.

    A deviation below one piece, or below a tenth of the median, counts as that: sales that never
    vary would make every change an outlier.
    """
    if earlier.periods < FEWEST_PERIODS or value < FEWEST_PIECES:
        return False
    floor = max(earlier.deviation, Decimal(1), earlier.median / 10)
    return (
        modified_score(value, earlier.median, floor) > SCORE
        and value > TIMES_HIGHEST * earlier.highest
    )


def is_sudden_stop(value: Decimal, earlier: Earlier, on_hand: Decimal | None) -> bool:
    """Whether a product that sold well in every period before says nought, though it was not sold out."""
    if earlier.periods < FEWEST_PERIODS or on_hand == 0:
        return False
    return value == 0 and earlier.lowest > 0 and earlier.median >= FAST_SELLER


def is_price_outlier(price: Decimal, median: Decimal, prices: int) -> bool:
    """Whether a price is so far from the product's usual one in the same file that a digit slipped."""
    if prices < FEWEST_PRICES or median <= 0:
        return False
    return price > PRICE_TIMES * median or price * PRICE_TIMES < median
