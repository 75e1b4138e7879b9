"""Messages written after the standard, in several dialects, and exactly the lines that they hold."""

from datetime import date
from decimal import Decimal

from tests.vmi.formats.edi.x12_messages import (
    batches,
    brief,
    golden,
    interchanges,
    messages,
    notes,
    refused,
    rows,
    told,
)


def clean(name: str) -> list[dict[str, object]]:
    """The lines of a message without a flaw."""
    found = batches(golden(name))
    assert refused(found) == []
    assert {message.acceptance for message in messages(found)} == {"A"}
    assert [one.acceptance for one in interchanges(found)] == ["A"]
    return brief(found)


def days(name: str) -> list[tuple[date, date]]:
    return [(row["first_day"], row["last_day"]) for row in rows(batches(golden(name)))]


def test_852_with_its_place_in_the_head():
    tea = {"product_code": "10-442", "gtin": "00036000291452", "product_name": "Green Tea 500 ml"}
    mall = {"location_code": "0042", "location_name": "Sunrise Mall"}
    stock = {"on_hand": "40", "on_order": "24", "in_transit": "6"}
    pen = {"product_code": "10-443", "gtin": "04006381333931"}

    assert clean("x12_852_place_in_head.edi") == [
        {**tea, **mall, **stock, "sold": "12", "returned": "1", "sold_value": "30"},
        {**pen, **mall, "sold": "-3"},
        {**pen, **mall, "on_hand": "2"},
        {
            "product_code": "03600029145",
            "gtin": "00036000291452",
            "gln": "5412345000013",
            "sold": "6",
            "sold_value": "31.2",
        },
    ]
    first, last = date(2026, 11, 1), date(2026, 11, 7)
    assert days("x12_852_place_in_head.edi") == [(first, last)] * 3 + [(last, last)]


def test_852_tells_codes_that_have_no_figure_and_such_as_others_stand_for():
    assert notes(batches(golden("x12_852_place_in_head.edi"))) == [
        ("unknown_activity", "ZA01", "XX", 1),
        ("signal", "ZA01", "QO", 1),
        ("activity_passed_over", "", "TS", 1),
    ]


def test_a_line_shows_the_segments_that_it_came_from():
    raws = [row["raw"] for row in rows(batches(golden("x12_852_split.edi")))]

    assert raws[4] == (
        "4 LIN|1|UK|10036000291459|IN|7788|VN|T-12 | 7 ZA|QS||EA | 9 SDQ|EA|92|0011|2"
    )


def test_852_split_over_stores_with_other_signs_and_no_line_ends():
    case = {"product_code": "7788", "gtin": "10036000291459"}
    sold = [("0001", "4", "10"), ("0002", "5", "12.5"), ("0003", "0", "0")]
    sold += [("0004", "1", "2.5"), ("0011", "2", "5")]

    assert clean("x12_852_split.edi") == [
        *(
            {**case, "location_code": place, "sold": number, "sold_value": value}
            for place, number, value in sold
        ),
        {**case, "gln": "5412345000013", "on_hand": "10", "pack": "12"},
        {**case, "gln": "5412345000020", "on_hand": "7", "pack": "12"},
    ]
    assert notes(batches(golden("x12_852_split.edi"))) == [("split_differs", "QA", "18 ≠ 17", 1)]


def test_852_with_a_day_and_an_amount_for_each_activity_and_segments_ended_by_line_ends():
    item = {"product_code": "A1", "gtin": "00012345678905"}
    item |= {"location_code": "S9", "location_name": "Store 9"}

    assert clean("x12_852_days.edi") == [
        {**item, "sold": "3", "sold_value": "7.5"},
        {**item, "sold": "4", "sold_value": "10", "on_hand": "11"},
    ]
    assert days("x12_852_days.edi") == [(date(2026, 11, 2),) * 2, (date(2026, 11, 3),) * 2]
    [one] = interchanges(batches(golden("x12_852_days.edi")))
    assert (one.head.is_test, one.head.version, one.delimiters.segment) == (True, "00501", "\n")
    assert (one.delimiters.component, one.delimiters.repetition) == (":", "^")


def test_846_with_stock_in_places_of_the_head_and_of_the_item():
    assert clean("x12_846.edi") == [
        {
            "product_code": "10-442",
            "gtin": "00036000291452",
            "location_code": "W1",
            "location_name": "North depot",
            "on_hand": "500",
            "unsellable": "20",
            "on_order": "96",
            "minimum": "100",
        },
        {
            "product_code": "10-443",
            "gln": "5412345000020",
            "location_name": "South depot",
            "on_hand": "7",
        },
    ]
    assert days("x12_846.edi") == [(date(2026, 11, 7),) * 2, (date(2026, 11, 6),) * 2]
    assert [row["unit"] for row in rows(batches(golden("x12_846.edi")))] == ["EA", "CA"]


def test_867_with_sales_returns_and_transfers():
    shop = {"location_code": "C7", "location_name": "Corner shop"}

    assert clean("x12_867.edi") == [
        {
            "product_code": "T-12",
            "gtin": "00036000291452",
            **shop,
            "sold": "15",
            "sold_value": "33",
        },
        {"product_code": "T-13", **shop, "sold": "2", "sold_value": "9.9"},
        {"product_code": "T-12", **shop, "returned": "1"},
        {
            "product_code": "T-12",
            "location_code": "D1",
            "location_name": "Distributor",
            "transferred": "30",
        },
    ]
    week = (date(2026, 11, 1), date(2026, 11, 7))
    assert days("x12_867.edi") == [(date(2026, 11, 3),) * 2, week, week, week]


def test_830_with_days_weeks_months_and_open_spans():
    assert [
        (row["location_code"], row["forecast"], row["first_day"].isoformat(), row["last_day"])
        for row in rows(batches(golden("x12_830.edi")))
    ] == [
        ("W1", Decimal(10), "2026-11-09", date(2026, 11, 9)),
        ("W1", Decimal(70), "2026-11-16", date(2026, 11, 22)),
        ("W1", Decimal(300), "2026-12-01", date(2026, 12, 31)),
        ("W1", Decimal(45), "2027-01-01", date(2027, 1, 15)),
        ("W1", Decimal(20), "2026-11-16", date(2026, 11, 22)),
        ("W2", Decimal(10), "2026-11-16", date(2026, 11, 22)),
    ]
    assert len(clean("x12_830.edi")) == 6


def test_850_with_schedules_and_stores():
    order = {"order_number": "PO-7001"}
    north = {"location_code": "W1", "location_name": "North depot"}

    assert clean("x12_850.edi") == [
        {
            **order,
            **north,
            "product_code": "10-442",
            "gtin": "00036000291452",
            "product_name": "Green Tea 500 ml",
            "reference": "PO-7001/1",
            "pack": "12",
            "ordered": "24",
            "unit_price": "21.6",
            "wanted_on": date(2026, 11, 20),
        },
        *(
            {
                **order,
                **north,
                "product_code": "10-443",
                "reference": "PO-7001/2",
                "ordered": number,
                "unit_price": "1.25",
                "wanted_on": wanted,
            }
            for number, wanted in (("10", date(2026, 11, 21)), ("20", date(2026, 11, 28)))
        ),
        *(
            {
                **order,
                "location_code": place,
                "product_code": "10-444",
                "reference": "PO-7001/3",
                "ordered": number,
                "unit_price": "2",
                "wanted_on": date(2026, 11, 20),
            }
            for place, number in (("W1", "4"), ("W2", "5"))
        ),
    ]
    found = rows(batches(golden("x12_850.edi")))
    assert {(row["currency"], row["first_day"]) for row in found} == {("USD", date(2026, 11, 8))}


def test_two_interchanges_of_other_signs_are_numbered_through():
    both = golden("x12_852_split.edi") + b"\r\n" + golden("x12_852_days.edi")

    found = batches(both)

    assert [row["line"] for row in rows(found)] == list(range(1, 10))
    assert [one.head.control_number for one in interchanges(found)] == ["000000102", "000000103"]
    assert [told(message) for message in messages(found)] == [[], []]
