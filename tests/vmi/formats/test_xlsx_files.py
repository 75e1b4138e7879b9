import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.vmi.formats.reading import codes, read_bytes, saved, unreadable, workbook
from tests.vmi.formats.sheets_by_hand import xlsx
from vmi.formats import limits
from vmi.formats.files import outline
from vmi.formats.shape import Reading

HEADER = ("日期", "门店编码", "商品编码", "销量", "销售额", "备注")
DAY = datetime(2026, 11, 5)  # noqa: DTZ001 - a spreadsheet knows no zone


def test_cells_of_all_kinds_are_exact():
    content = workbook(
        ("十一月销售",),
        (),
        HEADER,
        (DAY, "S1", 6901234567890, 0.1 + 0.2, 1234.56),
        (46331, 7, "P2", "1,234", "¥ 5.5"),
        ("2026年11月5日", "S1", "P3", -3, 12345678.1234, "=A1"),
    )
    lines, refused = read_bytes(content, name="a.xlsx")
    assert refused == []
    assert {line["first_day"] for line in lines} == {date(2026, 11, 5)}
    assert [line["line"] for line in lines] == [4, 5, 6]
    assert [line["product_code"] for line in lines] == ["6901234567890", "P2", "P3"]
    assert [line["location_code"] for line in lines] == ["S1", "7", "S1"]
    assert [line["sold"] for line in lines] == [Decimal("0.3"), Decimal(1234), Decimal(-3)]
    assert [line["sold_value"] for line in lines] == [
        Decimal("1234.56"),
        Decimal("5.5"),
        Decimal("12345678.1234"),
    ]


def test_a_formula_in_a_mapped_cell_refuses_its_line_and_elsewhere_does_not():
    content = workbook(HEADER, (DAY, "S1", "P1", "=1+1", 5), (DAY, "S1", "P1", 2, 5, "=1+1"))
    lines, refused = read_bytes(content, name="a.xlsx")
    assert codes(refused) == [(2, "sold", "formula")]
    assert refused[0].value == "=1+1"
    assert len(lines) == 1


def test_too_precise_and_wrong_cells_are_refused():
    content = workbook(
        HEADER, (DAY, "S1", "P1", 1.2345), (True, "S1", "P1", 1), (DAY, "S1", "P1", "#N/A")
    )
    _, refused = read_bytes(content, name="a.xlsx")
    assert codes(refused) == [
        (2, "sold", "too_precise"),
        (3, "day", "bad_date"),
        (4, "sold", "cell_error"),
    ]


def test_numbers_of_cells_follow_no_decimal_mark():
    content = workbook(HEADER, (DAY, "S1", "P1", 1.234, "1.234,5"))
    lines, _ = read_bytes(content, name="a.xlsx")
    assert (lines[0]["sold"], lines[0]["sold_value"]) == (Decimal("1.234"), Decimal("1234.5"))


def test_leading_zeros_that_a_format_shows_are_kept():
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet.append((DAY, 42, "P1", 1))
    sheet["B2"].number_format = "00000"
    lines, _ = read_bytes(saved(book), name="a.xlsx")
    assert lines[0]["location_code"] == "00042"


def test_the_first_sheet_with_a_table_is_read_unless_another_is_named():
    book = openpyxl.Workbook()
    book.worksheets[0].append(("Read me first",))
    for name, sold in (("十月", 10), ("十一月", 11)):
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append((DAY, "S1", "P1", sold))
    content = saved(book)
    assert read_bytes(content)[0][0]["sold"] == Decimal(10)
    assert read_bytes(content, Reading(sheet="十一月"))[0][0]["sold"] == Decimal(11)
    assert unreadable(content, Reading(sheet="十二月")) == "no_such_sheet"
    found = outline(io.BytesIO(content), "a.xlsx", Reading())
    assert (found.kind, found.reading.sheet) == ("xlsx", "十月")
    assert found.sheets == ("Sheet", "十月", "十一月")


def test_a_wrong_extent_loses_no_rows():
    content = workbook(HEADER, *[(DAY, "S1", "P1", n) for n in range(20)])
    shrunk = rewritten(content, lambda text: text.replace('ref="A1:F21"', 'ref="A1:B3"'))
    assert shrunk != content
    assert len(read_bytes(shrunk)[0]) == 20


def test_blank_rows_and_cells_between_are_no_lines():
    content = workbook(HEADER, (), (DAY, "S1", "P1", 1), (None, " ", ""), (DAY, "S1", "P1", 2))
    lines, refused = read_bytes(content)
    assert ([line["line"] for line in lines], refused) == ([3, 5], [])


def test_a_bomb_is_not_unfolded(monkeypatch):
    content = workbook(HEADER, (DAY, "S1", "P1", 1))
    monkeypatch.setattr(limits, "WORKBOOK_BYTES", 1_000)
    assert unreadable(content) == "zip_bomb"


def test_a_ratio_beyond_reason_is_a_bomb(monkeypatch):
    monkeypatch.setattr(limits, "WORKBOOK_RATIO_FROM_BYTES", 100_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", " " * 2_000_000)
    assert unreadable(buffer.getvalue()) == "zip_bomb"


def test_other_archives_are_no_tables():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert unreadable(buffer.getvalue()) == "not_a_table"


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_cut_workbook_is_damaged(cut):
    content = workbook(HEADER, (DAY, "S1", "P1", 1))
    assert unreadable(content[: int(len(content) * cut)]) == "damaged_workbook"


def test_entities_in_a_workbook_are_refused():
    content = workbook(HEADER, (DAY, "S1", "P1", 1))
    evil = rewritten(
        content,
        lambda text: '<!DOCTYPE x [<!ENTITY a "b">]>' + text if "<sheetData" in text else text,
    )
    assert unreadable(evil) == "damaged_workbook"


def rewritten(content, change):
    """The workbook with every sheet's text changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            inside = old.read(member)
            if "worksheets/" in member.filename:
                inside = change(inside.decode()).encode()
            new.writestr(member.filename, inside)
    return buffer.getvalue()


def test_a_store_merged_over_its_rows_is_the_store_of_each_and_a_quantity_counts_once():
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(("十一月销售",))
    sheet.merge_cells("A1:F1")
    sheet.append(HEADER)
    for number in range(1, 5):
        sheet.append((DAY, f"S{number}", f"P{number}", number))
    sheet.merge_cells("A3:A6")
    sheet.merge_cells("B3:B5")
    sheet.merge_cells("D3:D4")

    lines, refused = read_bytes(saved(book), name="a.xlsx")

    assert codes(refused) == [(4, "sold", "no_measure")]
    assert [(line["location_code"], line["product_code"], line["sold"]) for line in lines] == [
        ("S1", "P1", Decimal(1)),
        ("S1", "P3", Decimal(3)),
        ("S4", "P4", Decimal(4)),
    ]
    assert {line["first_day"] for line in lines} == {date(2026, 11, 5)}


def test_days_since_1904_are_read():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet.append((DAY, "店一", "P1", 1))

    lines, _ = read_bytes(saved(book), name="a.xlsx")

    assert (lines[0]["first_day"], lines[0]["location_code"]) == (date(2026, 11, 5), "店一")


def test_a_workbook_as_excel_writes_it_is_read_whole():
    """Shared texts (one in pieces, one with a reading aid), gaps, formats, results of formulas, truths."""
    shared = (
        *(f"<t>{name}</t>" for name in HEADER),
        "<r><t>S</t></r><r><t xml:space='preserve'>1 </t></r>",
        "<t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh>",
    )
    head = "".join(f'<c t="s"><v>{place}</v></c>' for place in range(len(HEADER)))
    rows = (
        f"<row r='2'>{head}</row>"
        "<row r='5'><c r='A5' s='1'><v>46331</v></c><c r='B5' t='s'><v>6</v></c>"
        "<c r='C5' s='2'><v>42</v></c><c r='D5'><v>1.5E1</v></c><c r='E5'><v>0.30000000000000004</v></c></row>"
        "<row r='6'><c r='A6' s='3'><v>46331.5</v></c><c r='B6' t='s'><v>7</v></c>"
        "<c r='C6' t='str'><v>P2</v></c><c r='D6'><v>-7</v></c><c r='F6' t='b'><v>1</v></c></row>"
        "<row r='7'><c r='A7' t='d'><v>2026-11-05T00:00:00</v></c><c r='B7' t='s'><v>7</v></c>"
        "<c r='C7' t='str'><f>A1</f><v>P3</v></c><c r='D7'><v>1</v></c></row>"
        "<row r='8'><c r='A8' t='d'><v>2026-11-05</v></c><c r='B8' t='s'><v>7</v></c>"
        "<c r='C8' t='inlineStr'><is><t>P4</t></is></c><c r='D8' t='e'><v>#N/A</v></c></row>"
    )

    lines, refused = read_bytes(xlsx(rows, *shared, formats=("yyyy-mm-dd", "00000", "m/d/yy h:mm")))

    assert [
        (line["line"], line["location_code"], line["product_code"], line["sold"]) for line in lines
    ] == [(5, "S1", "00042", Decimal(15)), (6, "東京", "P2", Decimal(-7))]
    assert {line["first_day"] for line in lines} == {date(2026, 11, 5)}
    assert lines[0]["sold_value"] == Decimal("0.3")
    assert lines[1]["raw"].endswith("\tTRUE")
    assert codes(refused) == [(7, "product_code", "formula"), (8, "sold", "cell_error")]
