"""What partners make of an 852: codes, places, days, values, and what is broken in it."""

from datetime import date

import pytest

from tests.vmi.formats.edi.x12_messages import (
    activity,
    batches,
    brief,
    codes,
    messages,
    notes,
    rows,
    told,
)
from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.x12_items import gtin_of

ITEM = "LIN**CB*A1"


def figures(*activities: str, dialect: Dialect | None = None) -> dict[str, str]:
    """The figures of one item of one place."""
    found = brief(batches(activity(ITEM, *activities), dialect))
    assert len(found) == 1
    return {
        name: value
        for name, value in found[0].items()
        if name not in ("product_code", "location_code")
    }


@pytest.mark.parametrize(
    ("code", "measure"),
    [
        *((code, "sold") for code in ("QS", "Q1", "TS", "RE", "WQ", "OP", "OF", "BS", "MS", "BT")),
        ("LS", "lost_sales"),
        *((code, "on_hand") for code in ("QA", "OH", "QE", "QF")),
        ("QB", "opening"),
        *((code, "unsellable") for code in ("QH", "HL", "DG")),
        *(("QP", "on_order"), ("QI", "in_transit"), ("QR", "received"), ("QC", "committed")),
        *(("QZ", "transferred"), ("QW", "withdrawn")),
        *((code, "returned") for code in ("QU", "Q2", "Q3", "RQ")),
        *(("QM", "maximum"), ("QL", "minimum"), ("PO", "reorder_point")),
        *(("QN", "planned"), ("OQ", "planned"), ("QX", "requested"), ("QD", "requested")),
        *(("QT", "adjusted"), ("PA", "adjusted")),
    ],
)
def test_each_activity_has_its_measure(code, measure):
    assert figures(f"ZA*{code}*7*EA") == {measure: "7"}


@pytest.mark.parametrize(
    ("activities", "sold"),
    [
        (("ZA*TS*9*EA", "ZA*Q1*5*EA", "ZA*QS*6*EA"), "6"),
        (("ZA*TS*9*EA", "ZA*Q1*5*EA"), "5"),
        (("ZA*RE*2*EA", "ZA*TS*9*EA", "ZA*WQ*7*EA"), "9"),
        (("ZA*RE*2*EA", "ZA*WQ*7*EA", "ZA*MS*1*EA"), "10"),
        (("ZA*QS*2*EA", "ZA*QS*3*EA"), "5"),
    ],
)
def test_sales_in_several_words_are_counted_once_and_parts_add_up(activities, sold):
    assert figures(*activities) == {"sold": sold}


def test_a_dialect_changes_what_codes_mean():
    dialect = Dialect(activities={"QW": "sold", "QA": "", "XX": "on_hand"})

    assert figures("ZA*QW*3*EA", "ZA*QA*1*EA", "ZA*XX*8*EA", dialect=dialect) == {
        "sold": "3",
        "on_hand": "8",
    }


def test_negative_sales_are_less_sold_or_returns_as_the_dialect_says():
    assert figures("ZA*QS*-3*EA") == {"sold": "-3"}
    returned = Dialect(negative_sold="returned")
    assert figures("ZA*QS*-3*EA", "ZA*QU*1*EA", dialect=returned) == {"returned": "4"}


def test_a_code_that_nobody_knows_leaves_the_rest_and_alone_refuses_the_line():
    found = batches(activity(ITEM, "ZA*XX*1*EA", "ZA*QS*2*EA", "LIN**CB*A2", "ZA*XX*1*EA"))

    assert [row["product_code"] for row in brief(found)] == ["A1"]
    assert codes(found) == [("ZA01", "unknown_activity", "XX")]
    assert notes(found) == [("unknown_activity", "ZA01", "XX", 2)]
    assert messages(found)[0].acceptance == "A"


@pytest.mark.parametrize(
    ("qualifier", "code", "gtin"),
    [
        ("UP", "036000291452", "00036000291452"),
        ("UP", "0-36000-29145-2", "00036000291452"),
        ("UP", "36000291452", "00036000291452"),
        ("UI", "03600029145", "00036000291452"),
        ("UI", "036000291452", "00036000291452"),
        ("UK", "10036000291459", "10036000291459"),
        ("EN", "4006381333931", "04006381333931"),
        ("EO", "96385074", "00000096385074"),
        ("UD", "400638133393", "04006381333931"),
        ("UD", "40-06381-33393", "04006381333931"),
        ("UA", "3600029145", "00036000291452"),
        ("UP", "T-12", None),
        ("UP", "1234", None),
    ],
)
def test_codes_of_the_trade_become_gtins(qualifier, code, gtin):
    assert gtin_of(qualifier, code) == gtin


def test_the_item_is_named_by_the_buyer_unless_the_dialect_prefers_another():
    lin = "LIN**UP*036000291452*VN*OURS*CB*THEIRS*SK*77"
    content = activity(lin, "ZA*QS*1*EA")

    def named(dialect: Dialect) -> str:
        code: str = brief(batches(content, dialect))[0]["product_code"]
        return code

    assert named(Dialect()) == "THEIRS"
    assert named(Dialect(item_codes=("SK",))) == "77"
    assert named(Dialect(own_item_codes=("VN", "CB"))) == "77"
    assert named(Dialect(item_codes=("UP",))) == "036000291452"


def test_fifteen_codes_of_one_item_are_read():
    pairs = "".join(f"*ZZ*{number}" for number in range(14))
    found = batches(activity(f"LIN*{pairs}*CB*A15", "ZA*QS*1*EA"))

    assert [row["product_code"] for row in brief(found)] == ["A15"]
    assert messages(found)[0].acceptance == "A"


def test_amounts_come_before_prices_and_the_dialect_turns_it_round():
    segments = ("CTP**RTL*2.5", "CTP**WHL*1", "AMT*1*11", "ZA*QS*4*EA")

    assert figures(*segments)["sold_value"] == "11"
    assert figures(*segments, dialect=Dialect(value_from="price"))["sold_value"] == "10"
    assert "sold_value" not in figures(*segments, dialect=Dialect(value_from="none"))
    wholesale = Dialect(value_from="price", price_codes=("WHL",))
    assert figures(*segments, dialect=wholesale)["sold_value"] == "4"


def test_an_amount_of_several_stores_is_not_parted():
    found = batches(
        activity(ITEM, "AMT*1*11", "ZA*QS**EA", "SDQ*EA*92*1*2*2*3", "ZA*QS*1*EA", place="")
    )

    assert [row.get("sold_value") for row in brief(found)] == [None, None]
    assert ("value_not_split", "AMT02", "11.0000", 1) in notes(found)


def test_a_week_is_the_days_that_a_single_day_covers():
    content = activity(ITEM, "ZA*QS*1*EA", days="XQ*H*20261107")
    [line] = rows(batches(content, Dialect(single_day_covers=7)))

    assert (line["first_day"], line["last_day"]) == (date(2026, 11, 1), date(2026, 11, 7))


def test_old_versions_write_six_digits():
    content = activity(ITEM, "ZA*QS*1*EA", days="XQ*H*261107").replace(b"004010", b"003040")
    [line] = rows(batches(content))

    assert line["last_day"] == date(2026, 11, 7)


def test_a_place_in_the_head_and_stores_below_is_a_problem_and_the_stores_count():
    found = batches(activity(ITEM, "ZA*QS*5*EA", "SDQ*EA*92*01*2*02*3"))

    assert [(row["location_code"], row["sold"]) for row in brief(found)] == [
        ("01", "2"),
        ("02", "3"),
    ]
    assert told(messages(found)[0]) == [("unexpected_segment", "SDQ", 6, 0)]
    assert messages(found)[0].acceptance == "E"


def test_half_a_pair_is_refused_and_the_other_pairs_count():
    found = batches(activity(ITEM, "ZA*QS**EA", "SDQ*EA*92*1*2*7", place="N1*BY**92*HQ"))

    assert [(row["location_code"], row["sold"]) for row in brief(found)] == [("1", "2")]
    assert codes(found) == [("sold", "half_pair", "7")]
    assert ("half_pair", "SDQ", 6, 6) in told(messages(found)[0])


@pytest.mark.parametrize(
    ("segment", "problem", "refusal"),
    [
        ("ZA*QS", ("missing_element", "ZA", 5, 2), ("sold", "no_measure", "")),
        ("ZA*QS*1O*EA", ("bad_number", "ZA", 5, 2), ("sold", "bad_number", "1O")),
        ("ZA*QS*1*EA*090*20261131", ("bad_date", "ZA", 5, 5), ("day", "bad_date", "20261131")),
        ("ZA*QS*1.2345*EA", None, ("sold", "too_precise", "1.2345")),
        (
            "ZA*QS*9999999999999999*EA",
            ("too_long", "ZA", 5, 2),
            ("sold", "number_too_large", "9" * 16),
        ),
    ],
)
def test_an_activity_that_cannot_be_used_is_refused_alone(segment, problem, refusal):
    found = batches(activity(ITEM, segment, "LIN**CB*A2", "ZA*QS*2*EA"))

    assert codes(found) == [refusal]
    assert [row["product_code"] for row in brief(found)] == ["A2"]
    assert told(messages(found)[0]) == ([problem] if problem else [])


def test_lines_without_place_item_or_day_are_refused():
    assert codes(batches(activity(ITEM, "ZA*QS*1*EA", place="N1*SU**92*9"))) == [
        ("location_code", "missing_location", "")
    ]
    assert codes(batches(activity("LIN**CB*", "ZA*QS*1*EA"))) == [
        ("product_code", "missing_product", "")
    ]
    assert codes(batches(activity(ITEM, "ZA*QS*1*EA", days="XQ*H*2026"))) == [
        ("day", "bad_date", "2026")
    ]
    backwards = activity(ITEM, "ZA*QS*1*EA", days="XQ*H*20261107*20261101")
    assert codes(batches(backwards)) == [("last_day", "period_backwards", "")]


def test_places_behind_items_hold_for_the_items_that_follow():
    found = batches(activity(ITEM, "ZA*QA*1*EA", "N1*RL**92*43", ITEM, "ZA*QA*2*EA", "CTT*2"))

    assert [(row["location_code"], row["on_hand"]) for row in brief(found)] == [
        ("42", "1"),
        ("43", "2"),
    ]
    assert messages(found)[0].acceptance == "E"


def test_units_of_the_partner_are_put_into_the_standards_words():
    content = activity(ITEM, "PO4*6", "ZA*QS*2*KAR")

    [line] = rows(batches(content, Dialect(units={"KAR": "CA"})))

    assert (line["unit"], line["pack"]) == ("CA", 6)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_text_is_read_in_either_encoding(encoding):
    place = "N1*RL*北京王府井百货大楼门店*92*42"
    content = activity(ITEM, "PID*F****绿茶五百毫升", "ZA*QS*1*EA", place=place)

    [line] = rows(batches(content.decode().encode(encoding)))

    assert (line["location_name"], line["product_name"]) == (
        "北京王府井百货大楼门店",
        "绿茶五百毫升",
    )


def test_latin_text_is_read():
    content = activity(ITEM, "ZA*QS*1*EA", place="N1*RL*Café Zürich Straße*92*42")

    [line] = rows(batches(content.decode().encode("latin-1")))

    assert line["location_name"] == "Café Zürich Straße"
