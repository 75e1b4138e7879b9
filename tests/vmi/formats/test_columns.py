import pytest

from vmi.formats.columns import positions, suggest, suggest_columns
from vmi.formats.shape import FIELDS, UnreadableFile


def test_chinese_headers_are_known():
    headers = [
        "日期",
        "门店编码",
        "门店名称",
        "商品编码",
        "商品名称",
        "销量",
        "销售额(元)",
        "库存",
        "单位",
    ]
    assert suggest_columns(headers, []) == {
        "day": "日期",
        "location_code": "门店编码",
        "location_name": "门店名称",
        "product_code": "商品编码",
        "product_name": "商品名称",
        "sold": "销量",
        "sold_value": "销售额(元)",
        "on_hand": "库存",
        "unit": "单位",
    }


def test_english_headers_are_known_in_any_writing():
    headers = [
        "Week_Start",
        "Week-End",
        "STORE #",
        "Item No.",
        "UPC",
        "Units Sold",
        "On Hand",
        "In-Transit",
    ]
    assert suggest_columns(headers, []) == {
        "first_day": "Week_Start",
        "last_day": "Week-End",
        "location_code": "STORE #",
        "product_code": "Item No.",
        "gtin": "UPC",
        "sold": "Units Sold",
        "on_hand": "On Hand",
        "in_transit": "In-Transit",
    }


def test_a_certain_header_wins_over_a_likely_one():
    headers = ["Store", "Store Code", "Item", "SKU"]
    sample = [["Hy-Vee Main Street", "2561", "Cola can", "86881"]]
    assert suggest_columns(headers, sample) == {
        "location_name": "Store",
        "location_code": "Store Code",
        "product_name": "Item",
        "product_code": "SKU",
    }


def test_two_headers_for_one_field_are_not_guessed():
    found = suggest(["SKU", "Item Code", "Qty"], [])
    assert found.columns == {"sold": "Qty"}
    assert found.ambiguous == ("product_code",)


def test_a_header_that_says_too_little_is_left_alone():
    assert suggest_columns(["Sales", "Name", "Total", "Value date"], []) == {}


def test_suggested_fields_are_fields():
    assert set(suggest_columns(["币种", "在途", "在订", "退货", "收货", "调整"], [])) <= set(FIELDS)


def test_a_blank_header_is_named_by_its_position():
    assert positions(["a", "", "b"], {"sold": "#2", "day": "b"}) == {"sold": 1, "day": 2}


@pytest.mark.parametrize(
    ("column", "code"), [("x", "no_such_column"), ("a", "column_twice"), ("#4", "no_such_column")]
)
def test_a_column_must_stand_there_once(column, code):
    with pytest.raises(UnreadableFile) as refused:
        positions(["a", "a", "b"], {"sold": column})
    assert refused.value.code == code
    assert refused.value.params == {"field": "sold", "column": column}
