"""Who sends activity reports, and every file of theirs, oldest first, with its small mishaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from portal.kernel.period import Period
from reports.demo.catalogue import Item, bought_by, cans, goods, partner_code, rival_cans
from reports.demo.files import STYLES, row_of, written
from reports.demo.market import AUTOMOTIVE, BRANDS, DISTRIBUTOR, PAINT, RETAILER
from reports.demo.movements import (
    Movement,
    Shortage,
    by_day,
    opening_of,
    plant_movements,
    shelf_movements,
)
from reports.demo.orders import PlannedOrder
from reports.demo.places import places_of
from reports.demo.seasons import WEEKS, Calendar
from reports.demo.spreading import dice

SUNDAY, SATURDAY = 6, 5
# Files are weekly for so many weeks; before that one file has the weeks of a month, or of a half-year.
WEEKLY_FILES = 26
DAILY_WEEKS = 4
# Since when Hengfan calls one of its products by another code.
RECODED_WEEKS = 13
RECODED = "HENGFAN"
# Nobody has agreed with it yet when its reports are due: the portal proposes what it learned.
UNASKED = DISTRIBUTOR[0]


@dataclass(frozen=True)
class Feed:
    """How a partner sends. `late_weeks` is how many last weeks have not come.

    `skipped_week` is one that was left out, counted back from the last; 0 is none.
    """

    partner: str
    last_weekday: int = SUNDAY
    late_weeks: int = 0
    skipped_week: int = 0
    is_monthly: bool = False
    sender: str = ""


@dataclass(frozen=True)
class PlannedFile:
    """One report as it arrives."""

    partner: str
    filename: str
    content: bytes
    arrives_on: date
    door: str
    sender: str
    lines: int


FEEDS = (
    Feed("HENGFAN", sender="恒帆 SAP"),
    Feed("JINGYE", late_weeks=5, sender="静夜仓库 张敏"),
    Feed("CHENLU", sender="晨露计划部 孙倩"),
    Feed("ANYU", sender="安隅 WMS"),
    Feed("HALDOR", sender="Haldor Supply Chain"),
    Feed("HEFENG", skipped_week=5, sender="禾风仓储 李超"),
    Feed("ZEMEI", is_monthly=True, sender="泽美供应链"),
    Feed(RETAILER[0], last_weekday=SATURDAY, sender="万佳 POS"),
    Feed(DISTRIBUTOR[0], sender="联浦 ERP"),
)
SHORTAGES = (
    Shortage("HEN-P2", "MT-I52195", 4),
    Shortage("ANY-P1", "MT-I65240", 6),
    Shortage("HAL-P1", "MT-I52145", 9),
    Shortage("CHE-P2", "MT-I65205", 3),
)


@dataclass(frozen=True)
class Codes:
    """A partner's code for a product, with the days that it is valid on; None is without end."""

    item: Item
    code: str
    valid_from: date | None = None
    valid_to: date | None = None


def codes_of(partner: str, items: Iterable[Item], calendar: Calendar) -> list[Codes]:
    """Every code of a partner; RECODED has given its first product a new one in between."""
    found = [Codes(item, partner_code(partner, item)) for item in items]
    if partner == RECODED and found:
        changed = calendar.weeks(SUNDAY, count=RECODED_WEEKS)[0].first_day
        first = found[0]
        found[0] = replace(first, valid_to=changed - timedelta(days=1))
        found.append(replace(first, code=f"{first.code}N", valid_from=changed))
    return found


def items_of(partner: str) -> tuple[Item, ...]:
    """The products that a partner deals in."""
    if partner == RETAILER[0]:
        return goods()
    if partner == DISTRIBUTOR[0]:
        ours = [item for item in cans() if item.segment in {PAINT, AUTOMOTIVE}][2:]
        return (*ours, *rival_cans())
    found = [
        item
        for number, brand in enumerate(BRANDS)
        if brand.code == partner
        for each in brand.needs
        for item in bought_by(number, each.segment)
    ]
    return tuple(found)


def movements_of(
    feed: Feed, calendar: Calendar, orders: Sequence[PlannedOrder], *, weeks: int = WEEKS
) -> list[Movement]:
    """Everything that the partner has to report, by week."""
    periods = calendar.weeks(feed.last_weekday, count=weeks)
    places, items = places_of(feed.partner), items_of(feed.partner)
    if feed.partner not in {RETAILER[0], DISTRIBUTOR[0]}:
        return list(plant_movements(orders, places, periods, SHORTAGES))
    chance = dice("weekly", feed.partner)
    usual = (6, 26) if feed.partner == RETAILER[0] else (260, 900)
    weekly = {item.code: chance.uniform(*usual) for item in items}
    cut_off = {
        (place.code, item.code): 4 + at % 3
        for at, place in enumerate(places[::5])
        for item in items[at % 3 : at % 3 + 2]
    }
    return list(shelf_movements(items, places, periods, weekly=weekly, cut_off=cut_off))


def files_of(
    feed: Feed, calendar: Calendar, orders: Sequence[PlannedOrder], *, weeks: int = WEEKS
) -> Iterator[PlannedFile]:
    """The partner's files in the order of their arrival."""
    periods = calendar.weeks(feed.last_weekday, count=weeks)
    skipped = periods[-feed.skipped_week] if 0 < feed.skipped_week <= len(periods) else None
    sent = [each for each in periods[: len(periods) - feed.late_weeks] if each != skipped]
    movements = movements_of(feed, calendar, orders, weeks=weeks)
    by_period: dict[Period, list[Movement]] = {period: [] for period in periods}
    for movement in movements:
        by_period[movement.period].append(movement)
    known = codes_of(feed.partner, items_of(feed.partner), calendar)
    for group in _bundles(feed, sent):
        rows = [
            movement
            for period in group
            for movement in _detailed(feed, by_period[period], period, periods)
        ]
        lines = _rows(feed, rows, known)
        weeks_back = len(periods) - periods.index(group[-1])
        _make_odd(feed, lines, weeks_back=weeks_back)
        lines += _mishaps(feed, lines, weeks_back=weeks_back)
        yield _file(feed, group, lines)
    yield from _sent_again(feed, sent, by_period, known)


def _bundles(feed: Feed, sent: Sequence[Period]) -> Iterator[list[Period]]:
    """Which weeks come in one file."""
    earlier = sent if feed.is_monthly else sent[:-WEEKLY_FILES]

    def month_or_half(period: Period) -> tuple[int, int]:
        day = period.last_day
        return day.year, day.month if feed.is_monthly else (day.month + 5) // 6

    for _, group in groupby(earlier, key=month_or_half):
        yield list(group)
    if not feed.is_monthly:
        for period in sent[-WEEKLY_FILES:]:
            yield [period]


def _detailed(
    feed: Feed, movements: list[Movement], period: Period, periods: Sequence[Period]
) -> Iterable[Movement]:
    """The retailer's last weeks come by day."""
    if feed.partner != RETAILER[0] or period not in periods[-DAILY_WEEKS:]:
        return movements
    return [day for each in movements for day in by_day(each, opening_of(each))]


def _rows(feed: Feed, movements: Iterable[Movement], known: Sequence[Codes]) -> list[list[str]]:
    style = STYLES[feed.partner]
    codes: dict[str, list[Codes]] = {}
    for each in known:
        codes.setdefault(each.item.code, []).append(each)

    def code_on(movement: Movement) -> str:
        day = movement.period.last_day
        valid = (
            each.code
            for each in codes[movement.item.code]
            if (each.valid_from or day) <= day <= (each.valid_to or day)
        )
        return next(valid)

    return [row_of(movement, code_on(movement), style) for movement in movements]


def _make_odd(feed: Feed, rows: list[list[str]], *, weeks_back: int) -> None:
    """Lines that go through and look wrong: stock below zero, booked before its receipt."""
    if feed.partner != DISTRIBUTOR[0] or weeks_back > 2:
        return
    at = [name for name, _ in STYLES[feed.partner].columns].index("on_hand")
    for row in rows[3 : 3 + weeks_back]:
        row[at] = f"-{row[at]}"


def _mishaps(feed: Feed, rows: list[list[str]], *, weeks_back: int) -> list[list[str]]:
    """Lines that don't go through: a code nobody has told us, a number and a date that are none."""
    names = [name for name, _ in STYLES[feed.partner].columns]
    if not rows:
        return []
    if feed.partner == "ANYU" and weeks_back <= 3:
        strange = list(rows[0])
        strange[names.index("product_code")] = "AY-6590-NEW"
        strange[names.index("product_name")] = "65×90 新规格试用罐"
        return [strange]
    if feed.partner == "HEFENG" and weeks_back == 2:
        vague, impossible = list(rows[0]), list(rows[-1])
        vague[names.index("sold")] = "约1200"
        impossible[names.index("last_day")] = "02/30/2026"
        return [vague, impossible]
    return []


def _file(
    feed: Feed, group: Sequence[Period], rows: list[list[str]], note: str = ""
) -> PlannedFile:
    style = STYLES[feed.partner]
    first, last = group[0].first_day, group[-1].last_day
    return PlannedFile(
        feed.partner,
        f"{feed.partner.lower()}_{first:%Y%m%d}-{last:%Y%m%d}{note}.{style.suffix}",
        written(rows, style),
        last + timedelta(days=1),
        "upload" if style.is_workbook else "api",
        feed.sender,
        len(rows),
    )


def _sent_again(
    feed: Feed,
    sent: Sequence[Period],
    by_period: dict[Period, list[Movement]],
    known: Sequence[Codes],
) -> Iterator[PlannedFile]:
    """Chenlu has counted four weeks anew: more was filled, so less is left."""
    if feed.partner != "CHENLU" or len(sent) < 7:
        return
    group = list(sent[-7:-3])
    corrected = []
    for movement in (each for period in group for each in by_period[period]):
        more = min(movement.on_hand, movement.sold // 25)
        corrected.append(
            replace(movement, sold=movement.sold + more, on_hand=movement.on_hand - more)
        )
    again = _file(feed, group, _rows(feed, corrected, known), note="_更正")
    yield replace(again, arrives_on=sent[-1].last_day + timedelta(days=1))
