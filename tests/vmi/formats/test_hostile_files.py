"""Files made to harm: each is refused with its reason, and none is unfolded or held whole on the way."""

import io
import pickle
import tracemalloc
import zipfile

import openpyxl
import pytest

from tests.vmi.formats.reading import HEADER, codes, read_bytes, read_text, unreadable, workbook
from tests.vmi.formats.sheets_by_hand import ods, row, table, text, texts, xlsx, zipped
from vmi.formats import limits, sheets
from vmi.formats.files import read
from vmi.formats.shape import Reading, UnreadableFile

ROW = ("date", "store code", "sku", "units sold")
GOOD = ("2026-11-05", "S1", "P1", 3)
ONE = "2026-11-05,S1,P1,3,4.5\n"
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def as_excel_writes(*more: str) -> bytes:
    """A header and a good line, with all texts shared, and `more` rows below."""
    texts = [f"<t>{word}</t>" for word in (*ROW, *GOOD[:3])]
    head = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(4))
    line = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(4, 7)) + "<c><v>3</v></c>"
    return xlsx(f"<row>{head}</row><row>{line}</row>{''.join(more)}", *texts, LONG)


LONG = f"<t>{'x' * limits.CELL_CHARACTERS}</t>"


def with_part(content: bytes, part: str, change) -> bytes:
    """The workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            inside = old.read(member)
            new.writestr(
                zipfile.ZipInfo(member.filename),
                change(inside) if member.filename.endswith(part) else inside,
                zipfile.ZIP_DEFLATED,
            )
    return buffer.getvalue()


def after_declaration(prolog: str):
    def change(inside: bytes) -> bytes:
        text = inside.decode()
        end = text.index("?>") + 2 if text.startswith("<?xml") else 0
        return (text[:end] + prolog + text[end:]).encode()

    return change


def peak_of(content: bytes) -> tuple[str, int]:
    """The code of the refusal, and the most bytes that were held on the way to it."""
    tracemalloc.start()
    try:
        code = ""
        try:
            for _ in read(io.BytesIO(content), "report", Reading()):
                pass
        except UnreadableFile as problem:
            code = problem.code
        return code, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize(
    "part", ["sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml", "workbook.xml.rels"]
)
def test_no_part_of_a_workbook_may_declare_entities(part, prolog):
    content = as_excel_writes()

    assert unreadable(content) == ""
    assert unreadable(with_part(content, part, after_declaration(prolog))) == "damaged_workbook"


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE])
def test_no_open_document_may_declare_entities(prolog):
    assert unreadable(ods(table(texts(*ROW)), prolog=prolog)) == "damaged_workbook"


def test_entities_in_another_encoding_are_found_too():
    def recoded(inside: bytes) -> bytes:
        declared: bytes = after_declaration(LAUGHS)(inside)
        text = declared.decode().replace('"UTF-8"', '"UTF-16"')
        return text.encode("utf-16")

    assert unreadable(with_part(workbook(ROW, GOOD), "sheet1.xml", recoded)) == "damaged_workbook"


@pytest.mark.parametrize(
    "inside",
    [
        b"<worksheet>" + b"<a>" * 200_000,
        b"<worksheet a='" + b"x" * 3_000_000,
        b"<worksheet><!--" + b"x" * 3_000_000,
        b"<" + b"w" * 3_000_000,
        b"\x00" * 1_000_000,
        b"",
        b"<worksheet><sheetData><row r='99999999'/></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='2'/><row r='1'/></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>99</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c r='A1' s='99'><v>9</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='x'/></sheetData></worksheet>",
    ],
)
def test_a_sheet_that_is_no_sheet_is_damaged(inside):
    content = with_part(workbook(ROW, GOOD), "sheet1.xml", lambda _: inside)

    assert unreadable(content) == "damaged_workbook"


def test_a_piece_of_xml_without_end_is_given_up_before_it_is_held():
    endless = with_part(
        workbook(ROW, GOOD),
        "sheet1.xml",
        lambda _: b"<worksheet a='" + bytes(range(97, 122)) * 600_000,
    )

    code, peak = peak_of(endless)

    assert code == "damaged_workbook"
    assert peak < 12_000_000


def test_the_same_long_text_in_every_cell_is_not_unfolded():
    """Quadratic blow-up: a shared text of a cell's length, named by cells of a few bytes."""
    cells = "<c t='s'><v>7</v></c>" * 20

    code, peak = peak_of(as_excel_writes(f"<row>{cells}</row>" * 2_000))

    assert code == "zip_bomb"
    assert peak < 60_000_000


def test_a_row_of_long_texts_only_is_longer_than_any():
    cells = "<c t='s'><v>7</v></c>" * 200

    assert unreadable(as_excel_writes(f"<row>{cells}</row>" * 100)) == "line_too_long"


def test_a_row_that_is_repeated_a_million_times_is_a_bomb():
    wide = [text("x" * 1_000)] * 200
    good = row(*(text(str(cell)) for cell in GOOD))
    content = ods(table(texts(*ROW), good, row(*wide, repeats=1_000_000)))

    code, peak = peak_of(content)

    assert code == "zip_bomb"
    assert peak < 60_000_000


def test_cells_repeated_beyond_any_sheet_make_a_row_too_wide():
    content = ods(table(texts(*ROW), row(text("x", 'table:number-columns-repeated="999999999"'))))

    assert [problem.code for problem in read_bytes(content)[1]] == ["too_many_cells"]


@pytest.mark.parametrize("count", ["-5", "1e9", "many"])
def test_repetitions_that_are_no_count_do_no_harm(count):
    content = ods(
        table(
            texts(*ROW),
            row(
                *(text(str(cell)) for cell in GOOD[:3]),
                text("3", f'table:number-columns-repeated="{count}"'),
            ),
        )
    )

    assert unreadable(content) in {"", "damaged_workbook"}


def test_more_rows_than_a_sheet_can_have_are_a_damage():
    content = ods(
        table(
            texts(*ROW),
            row(text("x"), repeats=1_000_000),
            row(text("x"), repeats=1_000_000),
        )
    )

    assert unreadable(content) in {"damaged_workbook", "zip_bomb"}


def test_a_million_columns_are_told():
    wide = b",".join(b"%d" % number for number in range(1_000_000))
    names = b",".join(b"c%d" % number for number in range(20_000))

    assert unreadable((HEADER + ONE).encode() + wide) == "line_too_long"
    assert unreadable(b"date,sku," + wide) == "line_too_long"
    assert unreadable(b"date,sku," + names) == "too_many_columns"
    assert [line.code for line in read_bytes((HEADER + ONE).encode() + names)[1]] == [
        "too_many_cells"
    ]


def test_a_cell_in_a_column_beyond_all_makes_its_row_too_wide():
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(ROW)
    sheet.append(GOOD)
    sheet.append(GOOD)
    sheet["XFD2"] = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)

    lines, refused = read_bytes(buffer.getvalue())

    assert codes(refused) == [(2, "", "too_many_cells")]
    assert [line["line"] for line in lines] == [3]


def test_a_huge_cell_of_a_workbook_refuses_its_line():
    cells = "<c r='A3' t='inlineStr'><is><t>" + "y" * 40_000 + "</t></is></c>"

    lines, refused = read_bytes(as_excel_writes(f"<row r='3'>{cells}</row>"))

    assert codes(refused) == [(3, "", "cell_too_long")]
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 20, "not_a_table"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, "not_a_table"),
        (pickle.dumps({"a": list(range(500))}), "not_a_table"),
        (b"%PDF-1.7\n" + b"x" * 500, "not_a_table"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "not_a_table"),
        (b"SQLite format 3\x00" + bytes(500), "not_a_table"),
        (b"Rar!\x1a\x07\x00" + bytes(100), "not_a_table"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "not_a_table"),
        (b"BZh91AY&SY" + bytes(100), "not_a_table"),
        (b"report.csv" + bytes(247) + b"ustar\x0000" + bytes(300), "not_a_table"),
        (b"PAR1" + bytes(range(256)) * 4 + b"PAR1", "not_a_table"),
        (b"\x00" * 5_000, "empty_file"),
        (b"PK\x05\x06" + bytes(18), "not_a_table"),
    ],
)
@pytest.mark.parametrize("name", ["report.csv", "report.xlsx", "report.ods", "report.edi"])
def test_what_is_no_table_is_no_table_under_any_name(content, code, name):
    found = unreadable(content, name=name)

    assert found in {code, "damaged_workbook"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ((HEADER + ONE).encode(), "report.xlsx"),
        ((HEADER + ONE).encode(), "report.pdf"),
        (workbook(ROW, GOOD), "report.csv"),
        (workbook(ROW, GOOD), "report.zip"),
        (ods(table(texts(*ROW), row(*(text(str(cell)) for cell in GOOD)))), "report.xlsx"),
    ],
)
def test_a_name_that_lies_changes_nothing(content, name):
    lines, refused = read_bytes(content, name=name)

    assert (len(lines), refused) == (1, [])


def test_utf_7_is_text_that_means_nothing_to_us():
    """Decoded, it would be a script; it is read as the plain letters that it is made of."""
    lines, refused = read_text(HEADER + "2026-11-05,+ADw-script+AD4-,P1,3,4\n" + ONE)

    assert [line["location_code"] for line in lines] == ["+ADw-script+AD4-", "S1"]
    assert refused == []


@pytest.mark.parametrize("quotes", [1, 500])
def test_quotes_that_never_close_cost_their_own_lines_only(quotes):
    lines, refused = read_text(HEADER + '2026-11-05,S1,"P1,3,4.5\n' * quotes + ONE * 3)

    assert len(lines) + len(refused) == quotes + 3
    assert {problem.code for problem in refused} <= {
        *("quote_not_closed", "too_few_cells", "too_many_cells", "bad_date", "no_date")
    }


def test_nothing_but_quotes_is_read_in_bounded_memory():
    code, peak = peak_of(HEADER.encode() + b'"' * 3_000_000)

    assert code == "line_too_long"
    assert peak < 40_000_000


def test_formulas_in_every_cell_are_never_values():
    lines, refused = read_bytes(workbook(ROW, GOOD, ("=NOW()", "=A1", '=CMD|"/c calc"!A0', "=1+1")))

    assert len(lines) == 1
    assert [problem.code for problem in refused] == ["formula"]


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    "content",
    [
        workbook(ROW, *[GOOD] * 50),
        ods(table(texts(*ROW), *[texts("2026-11-05", "S", "P", "1")] * 50)),
    ],
)
def test_a_cut_workbook_of_either_kind_is_damaged(content, keep):
    assert unreadable(content[: int(len(content) * keep)]) == "damaged_workbook"


def test_a_workbook_locked_member_by_member_says_so():
    content = bytearray(workbook(ROW, GOOD))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)

    assert unreadable(bytes(content)) == "encrypted_workbook"


def test_paths_of_a_workbook_lead_nowhere_else():
    content = with_part(
        workbook(ROW, GOOD),
        "workbook.xml.rels",
        lambda inside: inside.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd"),
    )

    assert unreadable(content) == "damaged_workbook"


def test_a_zip_of_nothing_but_a_directory_is_no_table():
    assert unreadable(zipped({"a/": b""})) == "not_a_table"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_memory_stays_flat_over_a_long_sheet(kind, monkeypatch):
    monkeypatch.setattr(limits, "HEAD_ROWS", 100)
    monkeypatch.setattr(limits, "BLOCK_BYTES", 16_384)
    monkeypatch.setattr(limits, "BATCH_ROWS", 500)
    monkeypatch.setattr(sheets, "_ROWS_A_CHUNK", 500)

    def peak(rows: int) -> int:
        if kind == "xlsx":
            line = "<row>" + "".join(f"<c t='s'><v>{n}</v></c>" for n in range(4, 7))
            content = as_excel_writes((line + "<c><v>3</v></c></row>") * rows)
        else:
            lines = "".join(
                row(*(text(str(cell)) for cell in GOOD), text(f"n{number}"))
                for number in range(rows)
            )
            content = ods(table(texts(*ROW, "remark"), lines))
        code, highest = peak_of(content)
        assert code == ""
        return highest

    peak(1_000)
    assert peak(12_000) < peak(3_000) * 1.2
