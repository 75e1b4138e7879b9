"""Two years and more of orders: each rolling year's quarters add up to exactly what the case says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.kernel.period import Period
from reports.demo.catalogue import Item, bought_by
from reports.demo.market import BRANDS, DISTRIBUTOR, DISTRIBUTOR_BUYS, Brand
from reports.demo.seasons import Calendar, Stretch, month_weight, quarter_weights
from reports.demo.spreading import dice, spread


@dataclass(frozen=True)
class PlannedLine:
    item: Item
    quantity: int
    delivered: int | None
    amount: Decimal


@dataclass(frozen=True)
class PlannedOrder:
    """One order; `place` is the number of the plant that it goes to."""

    partner: str
    number: str
    ordered_on: date
    promised_on: date
    delivered_on: date | None
    place: int
    lines: tuple[PlannedLine, ...]


@dataclass(frozen=True)
class Buying:
    """One product line of a buyer: volumes in cans a year, by rolling year from the latest on."""

    segment: str
    items: tuple[Item, ...]
    yearly: tuple[int, ...]
    price: Decimal


@dataclass(frozen=True)
class Buyer:
    code: str
    order_days: int
    lead_days: int
    silent_days: int
    places: int
    buys: tuple[Buying, ...]


def buyers() -> tuple[Buyer, ...]:
    """Everybody who orders from us."""
    found = [_brand_buyer(number, brand) for number, brand in enumerate(BRANDS)]
    buys = tuple(
        Buying(
            segment,
            tuple(bought_by(3 + number, segment)),
            (now * 1000, before * 1000, before * 900),
            Decimal(price),
        )
        for number, (segment, now, before, price) in enumerate(DISTRIBUTOR_BUYS)
    )
    return (*found, Buyer(DISTRIBUTOR[0], 14, 9, 0, 1, buys))


def _brand_buyer(number: int, brand: Brand) -> Buyer:
    buys = tuple(
        Buying(
            each.segment,
            tuple(bought_by(number, each.segment)),
            # What came before the year before is not the case's; a little less of both will do.
            (
                each.ours * 1000,
                each.ours_before * 1000,
                (each.ours + each.ours_before) * 470 // 1000 * 1000,
            ),
            each.price,
        )
        for each in brand.needs
        if each.ours
    )
    return Buyer(
        brand.code, brand.order_days, brand.lead_days, brand.silent_days, brand.plants, buys
    )


def orders_of(buyer: Buyer, calendar: Calendar) -> Iterator[PlannedOrder]:
    """All orders of one buyer up to yesterday, oldest first."""
    by_day: dict[date, list[tuple[Buying, Item, int]]] = {}
    for number, year in enumerate(calendar.years):
        days = [day for day in _order_days(buyer, calendar) if day in year]
        for buying in buyer.buys:
            yearly = buying.yearly[min(number, len(buying.yearly) - 1)]
            for day, item, quantity in _year(buyer, buying, calendar.stretches(year), days, yearly):
                by_day.setdefault(day, []).append((buying, item, quantity))
    kept = sorted(day for day in by_day if day >= calendar.first_day)
    for count, day in enumerate(kept, 1):
        yield _order(buyer, calendar, day, by_day[day], count)


def _order_days(buyer: Buyer, calendar: Calendar) -> list[date]:
    """The buyer's rhythm with a day or two of noise, as far back as the rolling years reach."""
    chance = dice("days", buyer.code)
    first = calendar.years[-1].first_day
    day = calendar.yesterday - timedelta(
        days=buyer.silent_days + chance.randrange(buyer.order_days)
    )
    found = []
    while day >= first:
        wobble = chance.choice((0, 0, 1, 2)) if buyer.order_days > 7 else 0
        found.append(max(first, day - timedelta(days=wobble)))
        day -= timedelta(days=buyer.order_days)
    return sorted(set(found))


def _year(
    buyer: Buyer, buying: Buying, stretches: tuple[Stretch, ...], days: list[date], yearly: int
) -> Iterator[tuple[date, Item, int]]:
    weights = quarter_weights(buying.segment)
    volumes = spread(yearly, [weights[each.quarter - 1] for each in stretches], step=1000)
    for stretch, volume in zip(stretches, volumes, strict=True):
        chance = dice("orders", buyer.code, buying.segment, stretch.periods[0].first_day)
        by_item = spread(
            volume, [3 - 2 * place / 4 for place in range(len(buying.items))], step=1000
        )
        its_days = [day for day in days if day in stretch] or [_first(stretch.periods)]
        # A month's part is shared by its orders, be they two or three.
        in_month = Counter((day.year, day.month) for day in its_days)
        liveliness = [
            month_weight(buying.segment, day)
            * chance.uniform(0.8, 1.25)
            / in_month[day.year, day.month]
            for day in its_days
        ]
        for item, total in zip(buying.items, by_item, strict=True):
            for day, quantity in zip(
                its_days, spread(total, liveliness, step=item.pack), strict=True
            ):
                if quantity:
                    yield day, item, quantity


def _first(periods: tuple[Period, ...]) -> date:
    return periods[0].first_day


def _order(
    buyer: Buyer,
    calendar: Calendar,
    day: date,
    wanted: list[tuple[Buying, Item, int]],
    count: int,
) -> PlannedOrder:
    chance = dice("order", buyer.code, day)
    promised = day + timedelta(days=buyer.lead_days)
    arrives = promised + timedelta(days=chance.choice((-2, -1, 0, 0, 0, 0, 1, 3)))
    delivered_on = arrives if arrives <= calendar.yesterday else None
    lines = tuple(
        PlannedLine(
            item,
            quantity,
            None if delivered_on is None else _delivered(quantity, item, chance.random()),
            _amount(quantity, buying.price, item, calendar, day),
        )
        for buying, item, quantity in wanted
    )
    return PlannedOrder(
        buyer.code,
        f"SO{day:%y%m}-{buyer.code[:4]}{count:03d}",
        day,
        promised,
        delivered_on,
        count % buyer.places,
        lines,
    )


def _delivered(quantity: int, item: Item, luck: float) -> int:
    """One line in twenty-five comes short by a twentieth, in whole packs."""
    return quantity - (quantity // 20 // item.pack * item.pack if luck < 0.04 else 0)


def _amount(quantity: int, price: Decimal, item: Item, calendar: Calendar, day: date) -> Decimal:
    """Larger cans cost more, and tinplate was a little cheaper a year before."""
    by_size = Decimal(100 + (250 - item.pack) // 25) / 100
    by_year = Decimal(1) if day in calendar.years[0] else Decimal("0.98")
    return (quantity * price * by_size * by_year).quantize(Decimal("0.01"))
