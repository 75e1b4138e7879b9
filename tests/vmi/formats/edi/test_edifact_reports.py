"""Golden messages of EDIFACT, line by line, and the dialects that partners write them in."""

from pathlib import Path

import pytest

from tests.vmi.formats.edi.edifact_reading import (
    FORECAST,
    OLD_STOCK,
    SALES,
    STOCK,
    Read,
    interchange,
    message,
    picked,
)
from vmi.formats.edi.dialect import Dialect
from vmi.formats.shape import Reading

GOLDEN = Path(__file__).parents[3] / "golden" / "edi"
WEEK = {"first_day": "2026-11-02", "last_day": "2026-11-08"}
HEAD = (
    "BGM+73E+R1+9 | DTM+137:20261109:102 | DTM+356:2026110220261108:718 | NAD+SE+4012345000009::9"
)
PLACE = "LOC+162+S1::91"
ITEM = "LIN+1++5412345000105:SRV"
STOCK_HEAD = "BGM+35+R1+9 | DTM+137:20261109:102 | DTM+366:20261108:102 | NAD+WH+D1::91"


def golden(name: str) -> str:
    return (GOLDEN / f"edifact_{name}.edi").read_text("utf-8")


def sales(*segments: str, reading: Reading | None = None, **options: str) -> Read:
    return Read(interchange(message(SALES, HEAD, *segments), **options), reading)


def stock(*segments: str, kind: str = STOCK, reading: Reading | None = None) -> Read:
    return Read(interchange(message(kind, STOCK_HEAD, *segments)), reading)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_items_within_places_with_chinese_names(encoding):
    read = Read(golden("slsrpt_items_within_places").encode(encoding))

    tea = {
        "product_code": "880123",
        "gtin": "06909876000103",
        "product_name": "茉莉花茶 500毫升 无糖+",
    }
    assert read.lines == [
        tea
        | WEEK
        | {"gln": "6901234000016", "location_name": "南山店"}
        | {"sold": "100.000", "returned": "2.000", "sold_value": "1250.5000", "on_hand": "36.000"},
        {"product_code": "6909876000110", "gtin": "06909876000110"}
        | WEEK
        | {"gln": "6901234000016", "location_name": "南山店"}
        | {"sold": "10.000", "sold_value": "80.0000"},
        {"product_code": "880123", "gtin": "06909876000103"}
        | {"first_day": "2026-11-03", "last_day": "2026-11-03"}
        | {"gln": "6901234000023", "location_name": "福田店"}
        | {"sold": "3.000", "sold_value": "37.5000"},
    ]
    assert read.noted == [("activity_passed_over", "", "26", 1)]
    assert (read.refused, read.problems, read.message.acceptance) == ([], [], "A")
    assert read.interchanges[0].acceptance == "A"


def test_a_line_shows_the_segments_that_it_came_from():
    read = Read(golden("slsrpt_items_within_places").encode())
    assert read.full[0]["raw"] == (
        "8 LOC+162+6901234000016::9:南山店 | 9 LIN+1++6909876000103:SRV | "
        "10 PIA+5+880123:IN+A-103:SA | 11 IMD+F++:::茉莉花茶 500毫升:无糖?+ | "
        "12 MOA+203:1250.50 | 14 QTY+153:100 | 15 QTY+210:2 | 16 QTY+145:36"
    )


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "cp1252"])
def test_places_within_items_with_a_decimal_comma(encoding):
    read = Read(golden("slsrpt_places_within_items").encode(encoding))

    tea = {"product_code": "7788", "gtin": "05412345000105", "product_name": "Grüner Tee"}
    month = {"first_day": "2026-11-01", "last_day": "2026-11-07"}
    assert read.lines == [
        tea
        | month
        | {"location_code": "0815", "unit": "KGM"}
        | {"sold": "12.000", "returned": "1.500", "sold_value": "20.4000"},
        tea
        | {"first_day": "2026-11-05", "last_day": "2026-11-05"}
        | {"gln": "4012345000016", "unit": "KGM"}
        | {"sold": "3.000", "sold_value": "5.1000"},
        {"product_code": "5412345000112", "gtin": "05412345000112"}
        | month
        | {"location_code": "0815", "sold": "0.000"},
    ]
    assert [line["currency"] for line in read.full] == ["EUR"] * 3
    assert (read.refused, read.problems, read.notes) == ([], [], [])


def test_inv_before_its_quantity_tells_movements_and_stock_of_one_period():
    read = Read(golden("invrpt_inv_before_qty").encode())

    assert read.lines == [
        {"product_code": "7788", "gtin": "05412345000105", "gln": "4012345000023"}
        | {"first_day": "2026-11-01", "last_day": "2026-11-07", "opening": "40.000"}
        | {"received": "60.000", "withdrawn": "50.000", "adjusted": "-2.000", "on_hand": "43.000"}
        | {"unsellable": "5.000", "minimum": "20.000", "maximum": "200.000"}
        | {"reorder_point": "60.000", "in_transit": "24.000", "committed": "6.000"}
        | {"planned": "120.000"}
    ]
    assert (read.refused, read.problems, read.notes) == ([], [], [])


def test_inv_behind_its_quantity_and_totals_that_are_not_added_to_their_parts():
    read = Read(golden("invrpt_qty_before_inv").encode())

    assert picked(read.lines, "location_code", "gln", "last_day", "on_hand", "withdrawn") == [
        ("D1", None, "2026-11-08", "250.000", None),
        ("D2", None, "2026-11-08", "50.000", "7.000"),
        ("D2", None, "2026-11-07", "9.000", None),
        (None, "4012345000009", "2026-11-08", "9.000", None),
    ]
    assert read.noted == [("activity_passed_over", "", "145", 3)]
    assert (read.refused, read.problems) == ([], [])


def test_a_forecast_is_no_sale():
    read = Read(golden("slsfct_d01b").encode())

    assert picked(read.lines, "gln", "first_day", "last_day", "unit", "forecast", "sold_value") == [
        ("4012345000016", "2026-12-01", "2026-12-31", "PCE", "200.000", None),
        ("4012345000023", "2026-11-30", "2026-12-06", None, "50.000", None),
    ]
    assert (read.refused, read.problems) == ([], [])


def test_an_order_is_split_over_places_and_days():
    read = Read(golden("orders_d96a").encode())

    names = ("reference", "gln", "ordered", "unit", "wanted_on", "unit_price", "pack")
    assert picked(read.lines, *names) == [
        ("PO4711/1", "4012345000023", "10.000", "CS", "2026-11-20", "1.2000", "24.000"),
        ("PO4711/2", "4012345000030", "60.000", None, "2026-11-29", None, None),
        ("PO4711/2", "4012345000047", "25.000", None, "2026-11-20", None, None),
        ("PO4711/2", "4012345000023", "15.000", None, "2026-11-20", None, None),
        ("PO4711/3", "4012345000023", "5.000", None, "2026-11-21", None, None),
        ("PO4711/3", "4012345000023", "3.000", None, "2026-11-22", None, None),
    ]
    assert {line["order_number"] for line in read.full} == {"PO4711"}
    assert {str(line["first_day"]) for line in read.full} == {"2026-11-09"}
    assert {line["currency"] for line in read.full} == {"EUR"}
    (group,) = read.interchanges[0].groups
    assert (group.kind, group.control_number, group.version, group.declared_messages) == (
        *("ORDERS", "G1", "D:96A:EAN008"),
        1,
    )
    assert (read.refused, read.problems) == ([], [])


def test_splits_that_are_more_than_the_whole_are_refused_with_it():
    order = "BGM+220+P1+9 | DTM+137:20261109:102 | NAD+DP+W1::92 | LIN+1++1:IN | QTY+21:5"
    splits = "LOC+7+A::92 | QTY+11:4 | LOC+7+B::92 | QTY+11:2 | UNS+S"
    read = Read(interchange(message("ORDERS:D:96A:UN", order, splits)))
    assert (read.lines, read.refusals) == ([], [("ordered", "bad_number", "6.000")])


@pytest.mark.parametrize(
    ("code", "measure"),
    [
        *(("153", "sold"), ("25", "sold"), ("26", "sold"), ("61", "returned"), ("210", "returned")),
        *(("145", "on_hand"), ("17", "on_hand"), ("32E", "on_hand"), ("31E", "on_hand")),
        *(("89", "unsellable"), ("96", "unsellable"), ("124", "unsellable"), ("35E", "unsellable")),
        *(("66", "committed"), ("243", "committed"), ("244", "committed"), ("157", "opening")),
        *(("198", "in_transit"), ("97", "minimum"), ("98", "maximum"), ("197", "reorder_point")),
        *(("146", "planned"), ("48", "received"), ("81", "received"), ("199", "withdrawn")),
    ],
)
def test_every_code_of_a_quantity_has_its_measure(code, measure):
    for read in (sales(PLACE, ITEM, f"QTY+{code}:7"), stock(ITEM, "INV", f"QTY+{code}:7")):
        (line,) = read.lines
        assert line[measure] == "7.000"
        assert not {"sold", "on_hand", "returned", "unsellable"} & line.keys() - {measure}


def test_an_unknown_code_is_noted_and_the_rest_of_the_line_kept():
    read = sales(PLACE, ITEM, "QTY+153:7 | QTY+ZZ9:5")
    assert picked(read.lines, "sold") == [("7.000",)]
    assert read.noted == [("unknown_activity", "QTY 6063", "ZZ9", 1)]
    assert read.notes[0].raw == "9 QTY+ZZ9:5"


def test_a_line_with_nothing_but_unknown_codes_is_refused():
    read = sales(PLACE, ITEM, "QTY+ZZ9:5")
    assert (read.lines, read.refusals) == ([], [("sold", "unknown_activity", "ZZ9")])


def test_a_code_without_a_figure_is_told_and_makes_no_line():
    read = sales(PLACE, ITEM, "QTY+217:1")
    assert (read.lines, read.refused) == ([], [])
    assert read.noted == [("signal", "QTY 6063", "217", 1)]


def test_a_promotion_is_part_of_all_sales_unless_the_partner_says_otherwise():
    apart = Reading(dialect=Dialect(activities={"26": "sold", "ZZ9": "on_hand", "145": ""}))
    told = "QTY+153:7 | QTY+26:2 | QTY+ZZ9:4 | QTY+145:9"

    assert picked(sales(PLACE, ITEM, told).lines, "sold", "on_hand") == [("7.000", "9.000")]
    read = sales(PLACE, ITEM, told, reading=apart)
    assert picked(read.lines, "sold", "on_hand") == [("9.000", "4.000")]
    assert read.noted == [("signal", "QTY 6063", "145", 1)]


@pytest.mark.parametrize(
    ("dialect", "value"),
    [
        (Dialect(), "30.0000"),
        (Dialect(value_from="price"), "28.0000"),
        (Dialect(value_from="price", price_codes=("RTP",)), "35.0000"),
        (Dialect(amount_codes=("66",)), "31.0000"),
        (Dialect(value_from="none"), None),
    ],
)
def test_the_value_stands_where_the_dialect_says(dialect, value):
    told = "MOA+203:30 | MOA+66:31 | PRI+AAE:500:CA:RTP:100 | PRI+AAA:4:CA | QTY+153:7"
    read = sales(PLACE, ITEM, told, reading=Reading(dialect=dialect))
    assert picked(read.lines, "sold", "sold_value") == [("7.000", value)]


def test_an_amount_of_several_lines_is_a_line_of_its_own():
    read = sales(
        *(PLACE, ITEM, "MOA+203:30:USD"),
        *("QTY+153:3 | DTM+356:20261102:102", "QTY+153:4 | DTM+356:20261103:102"),
    )
    names = ("first_day", "last_day", "sold", "sold_value")
    assert picked(read.lines, *names) == [
        ("2026-11-02", "2026-11-02", "3.000", None),
        ("2026-11-03", "2026-11-03", "4.000", None),
        ("2026-11-02", "2026-11-08", None, "30.0000"),
    ]
    assert [line["currency"] for line in read.full] == ["CNY", "CNY", "USD"]


def test_a_negative_sale_is_what_the_dialect_says():
    returned = Reading(dialect=Dialect(negative_sold="returned"))
    assert picked(sales(PLACE, ITEM, "QTY+153:-2").lines, "sold") == [("-2.000",)]
    read = sales(PLACE, ITEM, "QTY+153:-2", reading=returned)
    assert picked(read.lines, "sold", "returned") == [(None, "2.000")]


def test_sales_of_several_sellers_add_up_to_one_line():
    told = "QTY+153:10 | NAD+SA+A::91", "QTY+153:5 | NAD+SA+B::91"
    assert picked(sales(PLACE, ITEM, *told).lines, "sold") == [("15.000",)]
    whole = sales(PLACE, ITEM, "QTY+153:15", *told)
    assert picked(whole.lines, "sold") == [("15.000",)]
    assert whole.noted == [("activity_passed_over", "", "153", 2)]


def test_codes_of_an_item_are_chosen_as_the_dialect_prefers():
    told = (
        PLACE,
        "LIN+1++5412345000105:EN | PIA+5+OURS:SA+THEIRS:IN+L1:NB | PIA+4+OTHER:BP",
        "QTY+153:1",
    )
    assert picked(sales(*told).lines, "product_code", "gtin") == [("THEIRS", "05412345000105")]
    own = Reading(dialect=Dialect(item_codes=("SA", "IN")))
    assert picked(sales(*told, reading=own).lines, "product_code") == [("OURS",)]


def test_a_report_without_places_is_of_the_party_that_the_dialect_names():
    head = "BGM+73E+R1+9 | DTM+137:20261109:102 | NAD+SE+4012345000009::9 | NAD+BY+B1::92"
    content = interchange(message("SLSRPT:D:96A:UN:EAN004", head, ITEM, "QTY+153:1"))
    assert picked(Read(content).lines, "gln", "last_day") == [("4012345000009", "2026-11-09")]
    buyer = Reading(dialect=Dialect(place_codes=("BY",), single_day_covers=7))
    names = ("location_code", "first_day", "last_day")
    assert picked(Read(content, buyer).lines, *names) == [("B1", "2026-11-03", "2026-11-09")]


def test_stock_is_of_its_day_however_long_a_day_is_for_sales():
    read = stock(
        ITEM,
        "INV",
        "QTY+145:5",
        "INV",
        "QTY+199:3",
        reading=Reading(dialect=Dialect(single_day_covers=7)),
    )
    assert picked(read.lines, "first_day", "last_day", "on_hand", "withdrawn") == [
        ("2026-11-08", "2026-11-08", "5.000", None),
        ("2026-11-02", "2026-11-08", None, "3.000"),
    ]


def test_an_inv_without_its_quantity_costs_a_line():
    read = stock(ITEM, "INV+1", "INV", "QTY+145:5")
    assert picked(read.lines, "on_hand") == [("5.000",)]
    assert read.refusals == [("quantity", "no_measure", "")]
    assert read.problems == [("missing_segment", "QTY", 8, 0, 0)]


def test_reversed_and_transferred_goods_have_their_sign():
    movements = "INV+2++5 | QTY+1:4 | INV+1++5 | QTY+1:7 | INV+1++7 | QTY+1:2 | INV+2++4 | QTY+1:3"
    (line,) = stock(ITEM, movements).lines
    assert {
        "transferred": "3.000",
        "received": "-2.000",
        "adjusted": "3.000",
    }.items() <= line.items()


def test_packages_are_parts_of_what_was_told_before():
    read = stock(ITEM, "QTY+145:24 | CPS+1 | PAC+2 | QTY+12:12 | QTY+12:12", kind=OLD_STOCK)
    assert picked(read.lines, "on_hand", "withdrawn") == [("24.000", None)]
    assert read.noted == [("signal", "CPS QTY 6063", "12", 2)]


def test_a_total_that_is_no_sum_of_its_parts_is_stock_of_the_header():
    read = stock(ITEM, "QTY+145:9", "QTY+145:4 | LOC+18+X::91", kind=OLD_STOCK)
    assert picked(read.lines, "location_code", "on_hand") == [("D1", "9.000"), ("X", "4.000")]


def test_half_a_period_that_names_its_end_as_the_next_date():
    head = "BGM+73E+R1 | DTM+137:20260201:102 | DTM+356:20260101:102 | DTM+357:20260131:102 | NAD+SE+X::92"
    read = Read(interchange(message(SALES, head, ITEM, "QTY+153:1")))
    assert picked(read.lines, "first_day", "last_day") == [("2026-01-01", "2026-01-31")]


@pytest.mark.parametrize(
    ("function", "noted"), [("7", "message_repeats"), ("31", "message_repeats")]
)
def test_a_copy_is_read_like_any_report_sent_again_and_noted(function, noted):
    read = Read(
        interchange(
            message(SALES, HEAD.replace("+R1+9", f"+R1+{function}"), PLACE, ITEM, "QTY+153:1")
        )
    )
    assert (len(read.lines), read.message.acceptance) == (1, "A")
    assert read.noted == [(noted, "BGM 1225", function, 1)]


def test_a_cancellation_posts_nothing():
    read = Read(
        interchange(message(SALES, HEAD.replace("+R1+9", "+R1+1"), PLACE, ITEM, "QTY+153:1"))
    )
    assert (read.lines, read.refusals, read.message.acceptance) == (
        [],
        [("", "taken_back", "")],
        "A",
    )
    assert read.noted == [("message_cancels", "BGM 1225", "1", 1)]


def test_a_forecast_in_an_older_release_is_the_same():
    told = "BGM+72E+F1+9 | DTM+137:20261109:102 | DTM+90:20261201:102 | DTM+91:20261231:102 | NAD+SE+S::92"
    read = Read(interchange(message(FORECAST.replace("01B", "96A"), told, PLACE, ITEM, "QTY+99:5")))
    assert picked(read.lines, "first_day", "forecast") == [("2026-12-01", "5.000")]


@pytest.mark.parametrize(
    ("level", "encoding", "name"),
    [
        ("UNOD:3", "iso8859-2", "Łódź źle"),
        ("UNOE:3", "iso8859-5", "чай"),
        ("UNOC:3", "latin-1", "Grün"),
    ],
)
def test_the_character_set_that_the_envelope_names_is_followed(level, encoding, name):
    item = f"LIN+1++A:IN | IMD+F++:::{name} | QTY+153:1"
    read = sales(PLACE, item, level=level, encoding=encoding)
    assert picked(read.lines, "product_name") == [(name,)]


@pytest.mark.parametrize(
    ("beginning", "refusal"),
    [
        ("BGM+220+P1+1", ("", "taken_back", "")),
        ("BGM+220++9", ("order_number", "no_order_number", "")),
    ],
)
def test_an_order_that_is_cancelled_or_nameless_is_refused(beginning, refusal):
    told = "DTM+137:20261109:102 | NAD+DP+W1::92 | LIN+1++1:IN | QTY+21:5 | UNS+S"
    read = Read(interchange(message("ORDERS:D:96A:UN", beginning, told)))
    assert (read.lines, read.refusals) == ([], [refusal])
