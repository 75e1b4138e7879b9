"""Questions give exact sums, keep silence apart from zero and never add two currencies."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from portal.kernel.money import Money
from portal.kernel.period import Period
from tests.vmi.facts.posted import EVERYTHING, day, line, post, scope_of
from vmi.facts.grouping import Dimension, Dimensions, Filters
from vmi.facts.lines import NOTHING_HIDDEN, Hidden
from vmi.facts.questions import SellThrough, sell_through, stock_positions

pytestmark = pytest.mark.usefixtures("store")

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
NAMES = Dimensions(
    products=pa.table(
        {
            "product_id": [1, 2, 3],
            "code": ["P1", "P2", "P3"],
            "name": ["one", "two", "three"],
            "category": ["paint", "paint", "care"],
            "brand": ["A", "B", None],
            "supplier": ["us", "them", "us"],
            "is_ours": [True, False, True],
        }
    ),
    locations=pa.table(
        {
            "location_id": [1, 2, 3],
            "partner_id": [7, 7, 8],
            "code": ["L1", "L2", "L3"],
            "name": ["first", "second", "third"],
            "kind": ["store", "warehouse", "store"],
            "region": ["East", "West", "East"],
            "city": ["Shanghai", "Chengdu", "Hangzhou"],
        }
    ),
)


def asked(*group_by: Dimension, scope: Any = EVERYTHING, **more: Any) -> tuple[SellThrough, ...]:
    hidden = more.pop("hidden", NOTHING_HIDDEN)
    more.setdefault("period", JANUARY)
    return sell_through(scope, hidden, NAMES, group_by=group_by, **more)


def sold_by(*group_by: Dimension, **more: Any) -> dict[tuple[Any, ...], Decimal | None]:
    return {row.group: row.sold for row in asked(*group_by, **more)}


def positions(scope: Any = EVERYTHING, **more: Any) -> Any:
    hidden = more.pop("hidden", NOTHING_HIDDEN)
    more.setdefault("on_day", day(31))
    return stock_positions(scope, hidden, NAMES, **more)


def test_sell_through_adds_lines_exactly() -> None:
    post(
        1,
        7,
        line(1, 1, sold="0.1", returned="0.05", sold_value="1.1", currency="CNY"),
        line(2, 3, sold="0.2", sold_value="2.2", currency="CNY", location_id=2),
        line(3, 9, on_hand=50, location_id=3),
    )

    [row] = asked()

    assert row == SellThrough(
        group=(),
        currency="CNY",
        sold=Decimal("0.3"),
        returned=Decimal("0.05"),
        sold_value=Decimal("3.3"),
        lines=2,
        reporting_places=2,
        first_day=day(1),
        last_day=day(3),
    )
    assert row.net == Decimal("0.25")
    assert row.value == Money(Decimal("3.3"), "CNY")


def test_of_no_lines_there_are_no_rows() -> None:
    assert asked() == ()
    assert asked(Dimension.PRODUCT) == ()
    assert positions() == ()


def test_a_period_has_both_its_ends_and_takes_a_line_by_its_last_day() -> None:
    post(
        1,
        7,
        *(line(number, number, sold=1) for number in range(1, 6)),
        line(6, 8, first_day=4, sold=10),
    )

    assert sold_by(period=Period(day(2), day(4))) == {(): Decimal(3)}
    assert sold_by(period=Period(day(5), day(8))) == {(): Decimal(11)}


def test_silence_is_not_zero() -> None:
    post(
        1,
        7,
        line(1, 1, returned=2),
        line(2, 1, sold=0, product_id=2),
        line(3, 1, sold=5, product_id=3),
    )

    rows = {row.group[0]: row for row in asked(Dimension.PRODUCT)}

    assert (rows[1].sold, rows[1].net, rows[1].sold_value) == (None, None, None)
    assert (rows[2].sold, rows[2].net) == (Decimal(0), Decimal(0))
    assert (rows[3].returned, rows[3].net) == (None, Decimal(5))


def test_currencies_are_never_added() -> None:
    post(
        1,
        7,
        line(1, 1, sold=1, sold_value=10, currency="CNY"),
        line(2, 1, sold=2, sold_value=20, currency="USD"),
        line(3, 1, sold=4),
        line(4, 1, sold=8, sold_value=80, currency="CNY", product_id=2),
        line(5, 1, sold=16, product_id=2),
        line(6, 1, sold=32, sold_value=320, product_id=3),
        line(7, 1, sold=64, sold_value=640, product_id=3, currency="CNY"),
    )

    rows = [(row.group, row.currency, row.sold, row.sold_value) for row in asked(Dimension.PRODUCT)]

    assert rows == [
        ((1,), None, Decimal(4), None),
        ((1,), "CNY", Decimal(1), Decimal(10)),
        ((1,), "USD", Decimal(2), Decimal(20)),
        ((2,), "CNY", Decimal(24), Decimal(80)),
        ((3,), "", Decimal(32), Decimal(320)),
        ((3,), "CNY", Decimal(64), Decimal(640)),
    ]


def test_groups_come_from_products_places_partners_and_days() -> None:
    post(1, 7, line(1, 5, sold=1), line(2, 6, sold=2, product_id=2, location_id=2))
    post(2, 8, line(1, 12, sold=4, product_id=3, location_id=3))

    assert sold_by(Dimension.PARTNER) == {(7,): 3, (8,): 4}
    assert sold_by(Dimension.CATEGORY) == {("care",): 4, ("paint",): 3}
    assert sold_by(Dimension.BRAND) == {(None,): 4, ("A",): 1, ("B",): 2}
    assert sold_by(Dimension.SUPPLIER) == {("them",): 2, ("us",): 5}
    assert sold_by(Dimension.IS_OURS) == {(False,): 2, (True,): 5}
    assert sold_by(Dimension.LOCATION) == {(1,): 1, (2,): 2, (3,): 4}
    assert sold_by(Dimension.LOCATION_KIND, Dimension.REGION) == {
        ("store", "East"): 5,
        ("warehouse", "West"): 2,
    }
    assert sold_by(Dimension.CITY) == {("Chengdu",): 2, ("Hangzhou",): 4, ("Shanghai",): 1}
    assert sold_by(Dimension.DAY) == {(day(5),): 1, (day(6),): 2, (day(12),): 4}
    assert sold_by(Dimension.WEEK) == {(day(5),): 3, (day(12),): 4}
    assert sold_by(Dimension.MONTH) == {(day(1),): 7}
    assert sold_by(Dimension.QUARTER) == {(day(1),): 7}
    assert sold_by(Dimension.YEAR, Dimension.IS_OURS) == {(day(1), False): 2, (day(1), True): 5}


def test_filters_narrow_and_an_empty_one_matches_nothing() -> None:
    post(1, 7, line(1, 5, sold=1), line(2, 6, sold=2, product_id=2, location_id=2))
    post(2, 8, line(1, 12, sold=4, product_id=3, location_id=3))

    def total(**filters: Any) -> Decimal | None:
        return sold_by(filters=Filters(**filters)).get(())

    assert total(partner_ids=frozenset({8})) == 4
    assert total(product_ids=frozenset({1, 2})) == 3
    assert total(product_ids=frozenset(range(2, 500))) == 6
    assert total(location_ids=frozenset({2})) == 2
    assert total(categories=frozenset({"paint"}), suppliers=frozenset({"us"})) == 1
    assert total(brands=frozenset({"B"})) == 2
    assert total(is_ours=False) == 2
    assert total(location_kinds=frozenset({"store"})) == 5
    assert total(regions=frozenset({"West"})) == 2
    assert total(cities=frozenset({"Hangzhou"})) == 4
    assert total(product_ids=frozenset()) is None
    assert total(partner_ids=frozenset()) is None


def test_no_join_leads_over_the_wall() -> None:
    post(1, 7, line(1, 5, sold=1), line(2, 5, sold=2, location_id=3))
    post(2, 8, line(1, 5, sold=4, location_id=3), line(2, 5, on_hand=9, location_id=3))

    assert sold_by(Dimension.CITY, scope=scope_of(7)) == {("Shanghai",): 1, (None,): 2}
    assert sold_by(Dimension.PARTNER, scope=scope_of(8)) == {(8,): 4}
    assert sold_by(scope=scope_of(7), filters=Filters(partner_ids=frozenset({8}))) == {}
    assert sold_by(scope=scope_of()) == {}
    assert [row.partner_id for row in positions(scope_of(7))] == [7, 7]


def test_a_grouping_needs_its_names_and_each_only_once() -> None:
    post(1, 7, line(1, 5, sold=1))
    twice = Dimensions(products=pa.concat_tables([NAMES.products, NAMES.products]))

    with pytest.raises(ValueError, match="needs the table with product_id"):
        sell_through(
            EVERYTHING, NOTHING_HIDDEN, Dimensions(), group_by=(Dimension.BRAND,), period=JANUARY
        )
    with pytest.raises(ValueError, match="twice"):
        sell_through(EVERYTHING, NOTHING_HIDDEN, twice, group_by=(Dimension.BRAND,), period=JANUARY)


def test_hidden_flows_are_not_sold_and_hidden_stock_is_not_on_hand() -> None:
    post(1, 7, line(1, 1, sold=1, on_hand=10), line(2, 2, sold=2, on_hand=20))
    post(2, 7, line(1, 2, sold=5))
    hidden = Hidden(spans=((1, day(2), day(2), "flow"),))

    assert sold_by(hidden=hidden) == {(): Decimal(6)}
    [position] = positions(hidden=hidden, on_day=day(3))
    assert (position.on_hand, position.on_hand_as_of, position.sold) == (20, day(2), 6)


def test_the_latest_stock_said_counts_and_earlier_figures_stand_where_it_is_silent() -> None:
    post(1, 7, line(1, 1, on_hand=10, on_order=3), line(2, 5, on_hand=8), line(3, 5, on_hand=7))
    post(2, 7, line(1, 3, on_hand=99, in_transit=1), line(2, 9, sold=2))
    post(3, 7, line(1, 20, on_hand=0))

    [then] = positions(on_day=day(19))
    [now] = positions(on_day=day(20))

    assert (then.on_hand, then.on_hand_as_of) == (7, day(5))
    assert (then.on_order, then.on_order_as_of) == (3, day(1))
    assert (then.in_transit, then.in_transit_as_of) == (1, day(3))
    assert (now.on_hand, now.on_hand_as_of) == (0, day(20))


def test_of_two_lines_of_a_day_the_later_in_the_document_counts_whenever_it_was_posted() -> None:
    post(2, 7, line(1, 5, on_hand=1))
    post(1, 7, line(9, 5, on_hand=2))

    assert [position.on_hand for position in positions()] == [2]


def test_daily_use_is_over_the_days_that_the_place_reported() -> None:
    post(
        1,
        7,
        *(line(number, 20 + number, sold=1, product_id=2) for number in range(1, 11)),
        line(11, 30, sold=5, on_hand=6),
        line(12, 30, on_hand=4, location_id=2),
        line(13, 1, sold=500),
    )

    known, silent, of_two = positions(on_day=day(30), use_days=10)

    assert (known.product_id, known.sold, known.covered_days) == (1, 5, 10)
    assert (known.daily_use, known.days_of_cover) == (Decimal("0.5"), Decimal(12))
    assert (of_two.product_id, of_two.on_hand, of_two.days_of_cover) == (2, None, None)
    assert (silent.location_id, silent.sold, silent.covered_days) == (2, None, 0)
    assert (silent.daily_use, silent.days_of_cover) == (None, None)


def test_a_weeks_line_covers_its_days_once() -> None:
    post(
        1,
        7,
        line(1, 7, first_day=1, sold=14, on_hand=20),
        line(2, 7, first_day=1, sold=7, product_id=2),
        line(3, 8, sold=2),
        line(4, 8, first_day=6, sold=0, product_id=3),
    )

    first, *_ = positions(on_day=day(10), use_days=5)

    assert (first.sold, first.covered_days, first.days_of_cover) == (16, 8, Decimal(10))


def test_positions_can_be_narrowed_without_losing_covered_days() -> None:
    post(1, 7, line(1, 1, sold=1, product_id=3), line(2, 2, sold=1, on_hand=8))

    [position] = positions(on_day=day(2), filters=Filters(categories=frozenset({"paint"})))

    assert (position.product_id, position.covered_days, position.days_of_cover) == (1, 2, 16)


def test_stock_is_carried_when_its_place_told_of_others_since() -> None:
    post(
        1,
        7,
        line(1, 3, on_hand=7),
        line(2, 3, on_hand=8, product_id=2),
        line(3, 5, on_hand=9, product_id=2),
        line(4, 6, sold=1),
        line(5, 1, on_hand=4, location_id=2),
    )

    carried, of_two, told = positions(on_day=day(9))

    assert (carried.is_carried, carried.said_on, carried.place_said_on) == (True, day(6), day(5))
    assert (told.is_carried, told.said_on, told.place_said_on) == (False, day(5), day(5))
    # A place that is silent altogether carries nothing forward: its figures are old.
    assert (of_two.is_carried, of_two.place_said_on) == (False, day(1))
