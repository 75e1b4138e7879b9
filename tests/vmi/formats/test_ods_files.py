import io
from datetime import date
from decimal import Decimal

import pytest

from tests.vmi.formats.reading import codes, read_bytes, unreadable
from tests.vmi.formats.sheets_by_hand import (
    COVERED,
    blank,
    day,
    number,
    ods,
    row,
    table,
    text,
    texts,
    zipped,
)
from vmi.formats.files import outline
from vmi.formats.shape import Reading

HEADER = texts("日期", "门店编码", "商品编码", "销量", "销售额", "备注")
FIFTH = "2026-11-05"


def line(sold: str = "1", place: str = "S1") -> str:
    return row(day(FIFTH), text(place), text("P1"), number(sold))


def test_cells_of_all_kinds_are_exact():
    content = ods(
        table(
            texts("十一月销售"),
            row(blank(1024)),
            HEADER,
            row(
                day(FIFTH),
                text("S1"),
                number("6901234567890"),
                number("0.30000000000000004"),
                number("1234.56"),
            ),
            row(
                day("2026-11-05T00:00:00"),
                number("42", shown="00042"),
                text("P2"),
                text("1,234"),
                '<table:table-cell office:value-type="currency" office:value="5.5" office:currency="CNY"/>',
            ),
            row(
                text("2026年11月5日"),
                text("S<text:span>1</text:span>"),
                text("P3"),
                number("-3"),
                number("12345678.1234"),
                number("1", said='table:formula="of:=[.A1]"'),
            ),
        )
    )

    lines, refused = read_bytes(content, name="a.ods")

    assert refused == []
    assert {found["first_day"] for found in lines} == {date(2026, 11, 5)}
    assert [found["line"] for found in lines] == [4, 5, 6]
    assert [found["product_code"] for found in lines] == ["6901234567890", "P2", "P3"]
    assert [found["location_code"] for found in lines] == ["S1", "00042", "S1"]
    assert [found["sold"] for found in lines] == [Decimal("0.3"), Decimal(1234), Decimal(-3)]
    assert [found["sold_value"] for found in lines] == [
        Decimal("1234.56"),
        Decimal("5.5"),
        Decimal("12345678.1234"),
    ]


def test_a_formula_in_a_mapped_cell_refuses_its_line_and_elsewhere_does_not():
    formula = 'table:formula="of:=[.A1]+1"'
    content = ods(
        table(
            HEADER,
            row(day(FIFTH), text("S1"), text("P1"), number("2", said=formula)),
            row(
                day(FIFTH), text("S1"), text("P1"), number("2"), blank(), number("2", said=formula)
            ),
        )
    )

    lines, refused = read_bytes(content)

    assert codes(refused) == [(2, "sold", "formula")]
    assert refused[0].value == "=[.A1]+1"
    assert len(lines) == 1


def test_truths_and_times_are_no_figures():
    truth = '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    time = '<table:table-cell office:value-type="time" office:time-value="PT12H00M00S"/>'
    content = ods(
        table(
            HEADER,
            row(truth, text("S1"), text("P1"), number("1")),
            row(day(FIFTH), text("S1"), text("P1"), time),
        )
    )

    _, refused = read_bytes(content)

    assert codes(refused) == [(2, "day", "bad_date"), (3, "sold", "bad_number")]


def test_repeated_cells_and_rows_stand_as_often_as_they_say():
    content = ods(
        table(
            HEADER,
            row(
                day(FIFTH),
                text("X", said='table:number-columns-repeated="2"'),
                number("7"),
                repeats=3,
            ),
            row(blank(16_384), repeats=1_048_000),
            line(),
        )
    )

    lines, refused = read_bytes(content)

    assert [found["line"] for found in lines] == [2, 3, 4, 1_048_005]
    assert [found["product_code"] for found in lines] == ["X", "X", "X", "P1"]
    assert refused == []


def test_notes_beside_a_cell_are_not_its_text():
    noted = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>ask Bo</text:p>'
        "</office:annotation><text:p>P<text:s/>1</text:p><text:p>two</text:p></table:table-cell>"
    )
    content = ods(table(HEADER, row(day(FIFTH), text("S1"), noted, number("1"))))

    lines, _ = read_bytes(content)

    assert lines[0]["product_code"] == "P 1\ntwo"


def test_the_first_sheet_with_a_table_is_read_unless_another_is_named():
    hidden = '<style:style style:name="ta9" style:family="table"><style:table-properties table:display="false"/></style:style>'
    content = ods(
        table(texts("Read me first")),
        table(HEADER, line("9"), name="verborgen", style="ta9"),
        table(HEADER, line("10"), name="十月"),
        table(HEADER, line("11"), name="R&amp;D"),
        styles=hidden,
    )

    assert read_bytes(content)[0][0]["sold"] == Decimal(10)
    assert read_bytes(content, Reading(sheet="R&D"))[0][0]["sold"] == Decimal(11)
    assert unreadable(content, Reading(sheet="十二月")) == "no_such_sheet"
    found = outline(io.BytesIO(content), "a.ods", Reading())
    assert (found.kind, found.reading.sheet) == ("ods", "十月")
    assert found.sheets == ("Sheet1", "十月", "R&D")


def test_a_store_merged_over_its_rows_is_the_store_of_each_and_a_quantity_counts_once():
    spanned = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
    content = ods(
        table(
            HEADER,
            row(day(FIFTH), text("S1", said=spanned), text("P1"), number("5", said=spanned)),
            row(day(FIFTH), COVERED, text("P2"), COVERED, number("3")),
            row(day(FIFTH), blank(), text("P3"), number("1")),
        )
    )

    lines, refused = read_bytes(content)

    assert [(found["location_code"], found["sold"]) for found in lines] == [
        ("S1", Decimal(5)),
        ("S1", None),
    ]
    assert codes(refused) == [(4, "location_code", "missing_location")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ods(), "empty_file"),
        (ods(table(row(blank()))), "empty_file"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}),
            "not_a_table",
        ),
        (
            zipped(
                {
                    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": b"\x00\x01",
                    "META-INF/manifest.xml": "<manifest:encryption-data/>",
                }
            ),
            "encrypted_workbook",
        ),
        (ods(table(HEADER, line()))[:400], "damaged_workbook"),
    ],
)
def test_a_document_that_is_no_table_says_why(content, code):
    assert unreadable(content, name="a.ods") == code
