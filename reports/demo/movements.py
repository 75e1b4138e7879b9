"""What comes in, goes out and is left at each place, week by week: what partners report."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.kernel.period import Period
from reports.demo.catalogue import Item
from reports.demo.orders import PlannedOrder
from reports.demo.places import Place
from reports.demo.seasons import month_weight
from reports.demo.spreading import dice, spread

# Weeks of stock that a plant holds, and that a shelf is filled up to.
_PLANT_WEEKS, _SHELF_WEEKS = 5, 5
# How the days of a week differ in a shop, from its first day on.
_WEEKDAYS = (14, 10, 10, 11, 12, 17, 21)


@dataclass(frozen=True)
class Movement:
    """One line of a report: opening + received + returned − sold is on hand."""

    item: Item
    place: Place
    period: Period
    sold: int
    returned: int
    received: int
    on_hand: int
    on_order: int = 0

    @property
    def value(self) -> Decimal | None:
        return None if self.item.price is None else self.item.price * (self.sold - self.returned)


@dataclass(frozen=True)
class Shortage:
    """Positions that end with too little: `days_left` of cover by the last week."""

    place: str
    item: str
    days_left: int


def plant_movements(
    orders: Sequence[PlannedOrder],
    places: Sequence[Place],
    weeks: Sequence[Period],
    shortages: Sequence[Shortage] = (),
) -> Iterator[Movement]:
    """What a brand owner fills, from what we delivered: stock follows from our own deliveries."""
    arrived: dict[tuple[int, str], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    ordered: dict[tuple[int, str], list[tuple[date, date, int]]] = defaultdict(list)
    items: dict[str, Item] = {}
    for order in orders:
        for line in order.lines:
            items[line.item.code] = line.item
            key = (order.place, line.item.code)
            if order.delivered_on is not None and line.delivered:
                arrived[key][order.delivered_on] += line.delivered
            gone = order.delivered_on or date.max
            ordered[key].append((order.ordered_on, gone, line.quantity))
    days_left = {(each.place, each.item): each.days_left for each in shortages}
    for key in sorted(arrived):
        number, code = key
        place, item = places[number], items[code]
        received = [_within(arrived[key], week) for week in weeks]
        left = days_left.get((place.code, code))
        for week, came, used, stock in _plant(place, item, weeks, received, left):
            open_orders = sum(
                quantity for on, gone, quantity in ordered[key] if on <= week.last_day < gone
            )
            yield Movement(item, place, week, used, 0, came, stock, open_orders)


def _within(by_day: Mapping[date, int], period: Period) -> int:
    return sum(quantity for day, quantity in by_day.items() if day in period)


def _plant(
    place: Place, item: Item, weeks: Sequence[Period], received: list[int], days_left: int | None
) -> Iterator[tuple[Period, int, int, int]]:
    """Consumption follows deliveries of ten weeks around, and slows down when little is left."""
    chance = dice("plant", place.code, item.code)
    usual = [
        max(1.0, sum(received[max(0, at - 5) : at + 5]) / len(received[max(0, at - 5) : at + 5]))
        for at in range(len(weeks))
    ]
    stock = round(usual[0] * _PLANT_WEEKS)
    last_weeks = 4
    for at, week in enumerate(weeks):
        came, left_weeks = received[at], len(weeks) - at
        stock += came
        pressure = min(1.3, max(0.6, stock / (usual[at] * _PLANT_WEEKS)))
        used = min(stock * 9 // 10, round(usual[at] * pressure * chance.uniform(0.92, 1.08)))
        if days_left is not None and left_weeks <= last_weeks:
            # So much is used that at the end the stock lasts only `days_left` more days.
            coming = sum(received[at + 1 :])
            used = round((stock + coming) / (left_weeks + days_left / 7))
            used = min(stock, used)
        stock -= used
        yield week, came, used, stock


def shelf_movements(
    items: Sequence[Item],
    places: Sequence[Place],
    weeks: Sequence[Period],
    *,
    weekly: Mapping[str, float],
    cut_off: Mapping[tuple[str, str], int] | None = None,
) -> Iterator[Movement]:
    """What sells from shelves that are filled up weekly; `weekly` is what an item sells in a usual place.

    `cut_off` says for how many last weeks nothing came to a (place, item).
    """
    for place in places:
        for item in items:
            weeks_cut = (cut_off or {}).get((place.code, item.code), 0)
            yield from _shelf(item, place, weeks, weekly[item.code] * place.size, weeks_cut)


def _shelf(
    item: Item, place: Place, weeks: Sequence[Period], usual: float, weeks_cut: int
) -> Iterator[Movement]:
    chance = dice("shelf", place.code, item.code)
    trend = chance.uniform(-0.12, 0.2) / len(weeks)
    step = 1 if item.price else item.pack
    stock = _whole(usual * _SHELF_WEEKS * month_weight(item.segment, weeks[0].first_day), step)
    for at, week in enumerate(weeks):
        lively = month_weight(item.segment, week.last_day)
        expected = usual * lively * (1 + trend * at)
        goal = _whole(expected * _SHELF_WEEKS, item.pack)
        came = 0
        if at < len(weeks) - weeks_cut and stock < goal - expected:
            came = (goal - stock) // item.pack * item.pack
        sold = min(stock + came, _whole(expected * chance.uniform(0.7, 1.3), step))
        returned = 1 if item.price and sold > 5 and chance.random() < 0.04 else 0
        stock += came + returned - sold
        yield Movement(item, place, week, sold, returned, came, stock)


def _whole(quantity: float, step: int) -> int:
    return round(quantity / step) * step


def by_day(movement: Movement, opening: int) -> Iterator[Movement]:
    """A week's movement in seven days; what came arrived on the second of them."""
    sold = spread(movement.sold, _WEEKDAYS)
    stock = opening
    for number, day in enumerate(movement.period):
        came = movement.received if number == 1 else 0
        back = movement.returned if number == 6 else 0
        # Nobody sells what has not come yet: the rest of the day goes to the next one.
        gone = min(sold[number], stock + came)
        if number < 6:
            sold[number + 1] += sold[number] - gone
        stock += came + back - gone
        yield Movement(movement.item, movement.place, Period(day, day), gone, back, came, stock)


def opening_of(movement: Movement) -> int:
    return movement.on_hand - movement.received - movement.returned + movement.sold


def last_weeks(weeks: Sequence[Period], count: int) -> date:
    """The first day of the last `count` weeks."""
    return (
        weeks[-count].first_day if count <= len(weeks) else weeks[0].first_day - timedelta(days=1)
    )
