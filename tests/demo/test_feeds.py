"""The example's files, without a database."""

from datetime import date
from io import BytesIO

from stdnum import ean

from reports.demo.catalogue import bought_by, cans, every_item
from reports.demo.feeds import FEEDS, PlannedFile, files_of, movements_of
from reports.demo.files import STYLES, in_chinese, with_comma
from reports.demo.movements import by_day, opening_of
from reports.demo.orders import PlannedOrder, buyers, orders_of
from reports.demo.seasons import Calendar
from vmi.formats import files

CALENDAR = Calendar(date(2026, 11, 22))
WEEKS = 10


def orders(partner: str) -> list[PlannedOrder]:
    return [
        order for buyer in buyers() if buyer.code == partner for order in orders_of(buyer, CALENDAR)
    ]


def planned(partner: str) -> list[PlannedFile]:
    feed = next(feed for feed in FEEDS if feed.partner == partner)
    return list(files_of(feed, CALENDAR, orders(partner), weeks=WEEKS))


def test_there_are_24_cans_and_every_gtin_is_right_and_nobody_elses() -> None:
    gtins = [item.gtin for item in every_item()]

    assert len(cans()) == 24
    assert len(set(gtins)) == len(gtins)
    assert {(len(gtin), gtin[:2], ean.is_valid(gtin)) for gtin in gtins} == {(14, "02", True)}


def test_a_brand_buys_different_cans_of_its_segment() -> None:
    for number in range(25):
        for segment in ("insecticide", "paint", "personal-care", "automotive"):
            items = bought_by(number, segment)
            assert len({item.code for item in items}) == len(items)


def test_stock_is_opening_and_received_and_returned_less_sold_in_every_week() -> None:
    for feed in FEEDS:
        before: dict[tuple[str, str], int] = {}
        for movement in movements_of(feed, CALENDAR, orders(feed.partner), weeks=WEEKS):
            key = (movement.place.code, movement.item.code)
            assert opening_of(movement) == before.get(key, opening_of(movement))
            assert min(movement.sold, movement.on_hand, movement.received) >= 0
            before[key] = movement.on_hand


def test_days_of_a_week_add_up_to_the_week() -> None:
    retailer = next(feed for feed in FEEDS if feed.partner == "WANJIA")
    for week in movements_of(retailer, CALENDAR, (), weeks=2):
        days = list(by_day(week, opening_of(week)))

        assert sum(day.sold for day in days) == week.sold
        assert days[-1].on_hand == week.on_hand


def test_every_style_is_read_as_it_was_written() -> None:
    for feed in FEEDS:
        style = STYLES[feed.partner]
        first = planned(feed.partner)[0]
        batches = list(files.read(BytesIO(first.content), first.filename, style.remembered()))

        assert sum(batch.lines.num_rows for batch in batches) == first.lines
        assert [batch.refused for batch in batches if batch.refused] == []


def test_one_partner_is_five_weeks_late() -> None:
    assert planned("JINGYE")[-1].arrives_on == date(2026, 10, 12)
    assert planned("HENGFAN")[-1].arrives_on == date(2026, 11, 16)


def test_one_partner_has_left_out_a_week() -> None:
    days = {each.filename[7:15] for each in planned("HEFENG")}

    assert {"20261005", "20261012", "20261026"} & days == {"20261005", "20261026"}


def test_numbers_and_days_are_written_as_partners_write_them() -> None:
    assert with_comma(1_234_567) == "1.234.567,00"
    assert in_chinese(date(2026, 3, 7)) == "2026年3月7日"
