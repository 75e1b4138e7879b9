"""Which days a question is about: named periods cut at today, and halves for reviews."""

from datetime import date, timedelta

from portal.kernel.period import Period

YEAR_DAYS = 365


def so_far(period: Period, today: date) -> Period:
    """The period up to today, so that it compares with the like days a year before; a future one is kept."""
    if today in period:
        return Period(period.first_day, today)
    return period


def last_twelve_months(today: date) -> Period:
    """The year that ends today."""
    return Period.ending(today, days=YEAR_DAYS)


def last_half(today: date) -> Period:
    """The last finished half-year."""
    if today.month > 6:
        return Period.parse(f"{today.year}H1")
    return Period.parse(f"{today.year - 1}H2")


def choices(today: date) -> tuple[Period, ...]:
    """The periods that a page offers, besides the last twelve months: what runs, and what has ended."""
    last_quarter_day = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    quarter = Period.parse(f"{last_quarter_day.year}Q{(last_quarter_day.month + 2) // 3}")
    this_half = Period.parse(f"{today.year}H{1 if today.month <= 6 else 2}")
    return (
        Period.parse(f"{today.year}"),
        this_half,
        last_half(today),
        quarter,
        Period.parse(f"{today.year - 1}"),
    )
