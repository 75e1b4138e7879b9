import io
import tracemalloc
from datetime import date
from decimal import Decimal

import pytest

from tests.vmi.formats.reading import HEADER, codes, read_bytes, read_text, unreadable
from vmi.formats import limits
from vmi.formats.files import outline, read
from vmi.formats.shape import LINE_SCHEMA, Reading, UnreadableFile

ONE = "2026-11-05,S1,P1,3,4.5\n"


def test_a_line_becomes_typed_values():
    lines, refused = read_text(HEADER + ONE)

    assert refused == []
    assert lines == [
        dict.fromkeys(LINE_SCHEMA.names)
        | {
            "line": 2,
            "product_code": "P1",
            "location_code": "S1",
            "currency": "CNY",
            "first_day": date(2026, 11, 5),
            "last_day": date(2026, 11, 5),
            "sold": Decimal("3.000"),
            "sold_value": Decimal("4.5000"),
            "raw": "2026-11-05\tS1\tP1\t3\t4.5",
        }
    ]


def test_titles_and_blank_rows_above_the_header_are_skipped_and_counted_as_rows():
    lines, refused = read_text("Sales report 2026\n\n" + HEADER + "\n" + ONE + ",,,,\n  \n" + ONE)
    assert ([line["line"] for line in lines], refused) == ([5, 8], [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_line_end_and_delimiter_is_followed(end, delimiter):
    text = (HEADER + ONE * 3).replace(",", delimiter).replace("\n", end)
    lines, refused = read_text(text)
    assert ([line["line"] for line in lines], refused) == ([2, 3, 4], [])


def test_quotes_hold_delimiters_tabs_line_breaks_and_quotes():
    text = 'date,store code,sku,item name,sold\n2026-11-05,S1,P1,"a,\t""b""\nc",3\n2026-11-05,S1,P2,d,4\n'
    lines, _ = read_text(text)
    assert [line["product_name"] for line in lines] == ['a,\t"b"\nc', "d"]
    assert [line["line"] for line in lines] == [2, 3]


@pytest.mark.parametrize("tail", ["", "2026-11-06,S1,P2,1,1\n" * 600])
def test_a_quote_that_never_closes_costs_its_own_line_only(tail):
    text = HEADER + ONE + '2026-11-05,S1,"P1,3,4.5\n' + ONE + tail
    lines, refused = read_text(text)
    assert codes(refused) == [(3, "", "quote_not_closed")]
    assert len(lines) == 2 + tail.count("\n")


def test_a_quoted_record_may_cross_the_end_of_a_block(monkeypatch):
    monkeypatch.setattr(limits, "BLOCK_BYTES", 7)
    monkeypatch.setattr(limits, "HEAD_BYTES", 90)
    monkeypatch.setattr(limits, "BATCH_TEXT_CHARACTERS", 10)
    text = HEADER + '2026-11-05,S1,"P\r\n1",3,4.5\r\n' * 20
    lines, refused = read_text(text, Reading(encoding="utf-8"))
    assert ([line["product_code"] for line in lines], refused) == (["P\r\n1"] * 20, [])


def test_trailing_delimiters_are_no_cells():
    lines, refused = read_text(HEADER + ONE.replace("\n", ",,\n"))
    assert (len(lines), refused) == (1, [])
    lines, refused = read_text(HEADER.replace("\n", ",\n") + ONE + ONE.replace("\n", ",\n"))
    assert (len(lines), refused) == (2, [])


def test_lines_of_another_width_are_refused():
    _, refused = read_text(HEADER + ONE + "2026-11-05,S1,P1,3\n" + "2026-11-05,S1,P1,3,4,5\n")
    assert codes(refused) == [(3, "", "too_few_cells"), (4, "", "too_many_cells")]
    assert refused[0].raw == "2026-11-05\tS1\tP1\t3"


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("2026-13-05,S1,P1,3,4", "day", "bad_date"),
        (",S1,P1,3,4", "day", "no_date"),
        ("2026-11-05,,P1,3,4", "location_code", "missing_location"),
        ("2026-11-05,S1, ,3,4", "product_code", "missing_product"),
        ("2026-11-05,S1,P1,,-", "sold", "no_measure"),
        ("2026-11-05,S1,P1,many,4", "sold", "bad_number"),
        ("2026-11-05,S1,P1,1.2345,4", "sold", "too_precise"),
        ("2026-11-05,S1,P1,3,=1+1", "sold_value", "formula"),
        ("2026-11-05,S1,P1,#REF!,4", "sold", "cell_error"),
        ("2026-11-05,S1,6.9E+12,3,4", "product_code", "damaged_code"),
        ("2026-11-05,S1,P\x001,3,4", "product_code", "bad_character"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason_and_the_rest_goes_on(line, field, code):
    lines, refused = read_text(HEADER + ONE + line + "\n" + ONE)
    assert codes(refused) == [(3, field, code)]
    assert [good["line"] for good in lines] == [2, 4]


def test_zero_characters_outside_the_mapped_columns_do_no_harm():
    lines, _ = read_text("remark," + HEADER + "a\x00b," + ONE)
    assert lines[0]["raw"].startswith("a␀b\t")


def test_a_broken_byte_refuses_its_own_line():
    good = "2026-11-05,店一,P1,3,4\n".encode()
    lines, refused = read_bytes(HEADER.encode() + good * 30 + good.replace(b"P1", b"P\xff") + good)
    assert codes(refused) == [(32, "product_code", "bad_character")]
    assert len(lines) == 31


def test_a_cell_beyond_the_bound_refuses_its_line():
    lines, refused = read_text(HEADER + ONE + f"2026-11-05,S1,{'P' * 40_000},3,4\n")
    assert codes(refused) == [(3, "", "cell_too_long")]
    assert len(refused[0].raw) == 2_000
    assert len(lines) == 1


def test_a_text_held_by_an_equals_sign_is_a_text():
    lines, _ = read_text(HEADER + '2026-11-05,S1,"=""00123""",3,4\n')
    assert lines[0]["product_code"] == "00123"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_chinese_encodings_are_found(encoding):
    text = "日期,门店,商品编码,商品名称,销量\n2026-11-05,店一,P1,杀虫剂罐,3\n"
    lines, refused = read_bytes(text.encode(encoding))
    assert refused == []
    assert (lines[0]["product_name"], lines[0]["location_code"]) == ("杀虫剂罐", "店一")


def test_a_very_short_chinese_file_is_found():
    lines, _ = read_bytes("日期,门店,货号,销量\n2026-11-05,a,b,3".encode("gb18030"))
    assert lines[0]["sold"] == Decimal(3)


def test_western_accents_are_no_chinese():
    text = "date,store,sku,item name,sold\n" + "2026-11-05,Köln,P1,Café crème brûlée,3\n" * 3
    lines, _ = read_bytes(text.encode("cp1252"))
    assert (lines[0]["location_code"], lines[0]["product_name"]) == ("Köln", "Café crème brûlée")


def test_an_encoding_that_shows_only_after_the_head_is_found_too():
    plain = HEADER + ONE * 15_000
    lines, refused = read_bytes((plain + "2026-11-05,门店,P1,3,4\n").encode("gb18030"))
    assert refused == []
    assert lines[-1]["location_code"] == "门店"


def test_the_numbers_of_a_comma_country_are_exact():
    text = "date;store;sku;sold;sales value\n13.11.2026;S1;P1;1,5;1.234,56\n"
    lines, _ = read_text(text)
    assert (lines[0]["sold"], lines[0]["sold_value"]) == (Decimal("1.5"), Decimal("1234.56"))


def test_first_and_last_day_make_the_period():
    text = "week start,week end,store,sku,sold\n2026-11-02,2026-11-08,S,P,1\n2026-11-08,2026-11-02,S,P,1\n"
    lines, refused = read_text(text)
    assert (lines[0]["first_day"], lines[0]["last_day"]) == (date(2026, 11, 2), date(2026, 11, 8))
    assert codes(refused) == [(3, "last_day", "period_backwards")]


def test_a_last_day_alone_is_the_day():
    lines, _ = read_text("week ending,store,sku,sold\n2026-11-08,S,P,1\n")
    assert lines[0]["first_day"] == lines[0]["last_day"] == date(2026, 11, 8)


def test_period_and_place_may_come_from_outside():
    given = Reading(
        first_day=date(2026, 11, 1), last_day=date(2026, 11, 30), default_location="DC1"
    )
    lines, _ = read_text("sku,sold\nP1,3\n", given)
    assert (lines[0]["first_day"], lines[0]["last_day"]) == (date(2026, 11, 1), date(2026, 11, 30))
    assert lines[0]["location_code"] == "DC1"


def test_a_table_without_header_is_read_by_position():
    columns = {"day": "#1", "location_code": "#2", "product_code": "#3", "sold": "#4"}
    lines, _ = read_text(ONE, Reading(columns=columns))
    assert (lines[0]["line"], lines[0]["sold"]) == (1, Decimal(3))


def test_currencies_are_codes():
    text = "date,store,sku,sales value,currency\n2026-11-05,S,P,1,usd\n2026-11-05,S,P,1,人民币\n2026-11-05,S,P,1,\n2026-11-05,S,P,1,??\n"
    lines, refused = read_text(text, Reading(default_currency="EUR"))
    assert [line["currency"] for line in lines] == ["USD", "CNY", "EUR"]
    assert codes(refused) == [(5, "currency", "bad_currency")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "not_a_table"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"<html><table>", "not_a_table"),
        (bytes(range(1, 32)) * 20, "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted_workbook",
        ),
        (b"just words\nand words\n", "no_header"),
        (b"1,2,3\n4,5,6\n", "no_header"),
        (("a,b," + ",".join(f"c{n}" for n in range(600)) + "\n").encode(), "too_many_columns"),
        (b"date,store,sku\n2026-11-05,S,P\n", "missing_columns"),
        (b"date,store,sku,sold\n05/11/2026,S,P,1\n", "dates_ambiguous"),
        (b"date;store;sku;sold\n2026-11-05;S;P;1.234\n", "numbers_ambiguous"),
        (b"PK\x03\x04 broken", "damaged_workbook"),
    ],
)
def test_a_file_that_is_no_table_says_why(content, code):
    assert unreadable(content) == code


def test_an_endless_line_is_refused_without_holding_the_file():
    class Endless(io.RawIOBase):
        start = (HEADER + ONE).encode()

        def read(self, size: int = -1) -> bytes:
            block, self.start = self.start, b""
            return block or b"x" * size

        def seekable(self) -> bool:
            return False

    with pytest.raises(UnreadableFile) as refused:
        next(read(Endless(), "a.csv", Reading()))  # type: ignore[arg-type]
    assert refused.value.code == "line_too_long"
    assert (
        unreadable((HEADER + ONE).encode() + b"x" * (3 * limits.LINE_CHARACTERS)) == "line_too_long"
    )


def test_what_a_person_answers_settles_what_was_open():
    content = b"date;store;sku;sold\n05/11/2026;S;P;1.234\n"
    lines, _ = read_bytes(content, Reading(date_order="MDY", decimal_mark=","))
    assert (lines[0]["first_day"], lines[0]["sold"]) == (date(2026, 5, 11), Decimal(1234))


def test_the_outline_shows_the_head_and_asks_what_is_open():
    content = "门店,商品编码,SKU,日期,销售额\n一,P,P,05/11/2026,€ 5\n".encode()
    found = outline(io.BytesIO(content), "a.csv", Reading())
    assert found.kind == "csv"
    assert found.headers == ("门店", "商品编码", "SKU", "日期", "销售额")
    assert found.sample == (("一", "P", "P", "05/11/2026", "€ 5"),)
    assert found.missing == ("product",)
    assert found.ambiguous == ("product_code", "date_order", "currency")
    assert (found.reading.encoding, found.reading.delimiter) == ("utf-8", ",")
    assert found.reading.date_order is None


def test_a_reading_survives_json():
    reading = Reading(
        columns={"sold": "#3"}, date_order="DMY", first_day=date(2026, 1, 1), default_location="DC"
    )
    assert Reading.from_json(reading.to_json()) == reading
    assert Reading.from_json({}) == Reading()


def test_memory_stays_flat_over_a_long_file(monkeypatch):
    monkeypatch.setattr(limits, "BATCH_TEXT_CHARACTERS", 50_000)
    monkeypatch.setattr(limits, "BLOCK_BYTES", 25_000)
    monkeypatch.setattr(limits, "HEAD_BYTES", 50_000)

    def peak(lines: int) -> int:
        content = io.BytesIO((HEADER + ONE * lines).encode())
        tracemalloc.start()
        for _ in read(content, "a.csv", Reading()):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(1_000)
    assert peak(60_000) < peak(15_000) * 1.1


def test_a_unit_and_what_it_holds_go_with_the_line_as_they_are_said():
    table = (
        "date,sku,store,sold,unit,pack size\n"
        "2026-11-05,A,1,5,EA,12\n"
        "2026-11-05,A,1,5,箱,24罐/箱\n"
        "2026-11-05,A,1,5,箱,many\n"
        "2026-11-05,A,1,5,,\n"
    )

    lines, refused = read_text(table)

    assert refused == []
    assert [(line["unit"], line["pack"]) for line in lines] == [
        ("EA", Decimal(12)),
        ("箱", Decimal(24)),
        ("箱", None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("sold", "on_hand", "unit"),
    [
        ("销量（箱）", "库存（箱）", "箱"),
        ("Sold [cases]", "On hand [cases]", "cases"),
        ("销量（单位：打）", "库存(打)", "打"),
        ("销量（罐）", "库存", "罐"),
        ("销量", "库存", None),
        ("Sold (net)", "On hand", None),
    ],
)
def test_the_unit_that_headers_say_is_that_of_their_lines(sold, on_hand, unit):
    lines, _ = read_text(f"date,sku,store,{sold},{on_hand}\n2026-11-05,A,1,5,6\n")

    assert lines[0]["unit"] == unit


def test_headers_in_different_units_are_not_added_up():
    text = "date,sku,store,销量（箱）,库存（罐）\n2026-11-05,A,1,5,6\n"

    assert unreadable(text.encode()) == "units_mixed"
    narrowed = {"day": "date", "product_code": "sku", "location_code": "store", "sold": "#4"}
    lines, _ = read_text(text, Reading(columns=narrowed))
    assert (lines[0]["unit"], lines[0]["sold"]) == ("箱", Decimal(5))


@pytest.mark.parametrize("mark", [";", "^", "\t", ","])
@pytest.mark.parametrize("line", ["sep={}\n", '"sep={}"\r\n', "SEP={}\n"])
def test_a_first_line_may_name_the_separator(mark, line):
    lines, refused = read_text(line.format(mark) + (HEADER + ONE).replace(",", mark))

    assert ([found["line"] for found in lines], refused) == ([3], [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_tabs_are_found_by_content_under_any_name_and_in_any_encoding(encoding):
    text = "日期\t门店\t商品编码\t销量\n2026-11-05\t店,一\tP1\t3\n"

    lines, _ = read_bytes(text.encode(encoding), name="report.csv")

    assert (lines[0]["location_code"], lines[0]["sold"]) == ("店,一", Decimal(3))
