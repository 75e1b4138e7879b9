import io
from decimal import Decimal

import pytest

from tests.vmi.formats.reading import read_bytes, read_text
from vmi.formats import copies, limits
from vmi.formats.copies import Copies
from vmi.formats.files import outline, read
from vmi.formats.shape import DuplicateLine, Reading

HEADER = "date,store code,sku,sold,invoice no,line no\n"


def duplicates(text: str, reading: Reading | None = None) -> tuple[int, list[DuplicateLine]]:
    batches = list(read(io.BytesIO(text.encode()), "a.csv", reading or Reading()))
    told = [line for batch in batches for line in batch.duplicates]
    return sum(batch.duplicate_count for batch in batches), told


def test_a_line_with_its_reference_that_was_there_before_is_a_copy():
    one, other = "2026-11-05,S1,P1,3,I1,1\n", "2026-11-05,S1,P1,3,I1,2\n"
    text = HEADER + one + other + one + one

    count, told = duplicates(text)

    assert count == 2
    assert [(line.line, line.of_line) for line in told] == [(4, 2), (5, 2)]
    assert told[0].raw == "2026-11-05\tS1\tP1\t3\tI1\t1"
    lines, refused = read_text(text)
    assert refused == []
    assert [(line["line"], line["reference"]) for line in lines] == [(2, "I1/1"), (3, "I1/2")]


def test_equal_lines_without_a_reference_are_added():
    text = "date,store code,sku,sold\n" + "2026-11-05,S1,P1,3\n" * 3

    assert duplicates(text) == (0, [])
    assert [line["sold"] for line in read_text(text)[0]] == [Decimal(3)] * 3


def test_a_line_that_differs_in_a_column_we_do_not_read_is_no_copy():
    text = "date,store code,sku,sold,invoice no,cashier\n2026-11-05,S1,P1,3,I1,a\n2026-11-05,S1,P1,3,I1,b\n"

    assert duplicates(text, Reading(columns=columns(reference="invoice no"))) == (0, [])


def test_a_line_without_its_reference_is_no_copy():
    text = HEADER + "2026-11-05,S1,P1,3,,\n" * 2

    assert duplicates(text, Reading(columns=columns(reference="invoice no"))) == (0, [])


def test_a_receipt_number_that_several_lines_share_is_not_taken_for_a_reference():
    text = (
        "date,store code,sku,sold,小票号\n2026-11-05,S1,P1,1,R1\n2026-11-05,S1,P1,1,R1\n"
        "2026-11-05,S1,P2,1,R1\n"
    )

    assert duplicates(text) == (0, [])
    assert "reference" not in found_columns(text)


@pytest.mark.parametrize(
    ("header", "rows", "reference"),
    [
        ("invoice no,line no", ["I1,1", "I1,2"], "invoice no + line no"),
        ("单据号,行号", ["D1,1", "D1,2"], "单据号 + 行号"),
        ("invoice no,line no", ["I1,1", "I2,1"], "invoice no"),
        ("transaction id,remark", ["T1,a", "T2,a"], "transaction id"),
        ("transaction id,remark", ["T1,a", ",a"], None),
        ("line no,remark", ["1,a", "2,a"], None),
    ],
)
def test_columns_are_suggested_as_the_reference_only_when_they_name_each_line(
    header, rows, reference
):
    text = f"date,store code,sku,sold,{header}\n" + "".join(
        f"2026-11-05,S1,P1,3,{row}\n" for row in rows
    )

    assert found_columns(text).get("reference") == reference


def test_cells_that_only_look_alike_when_joined_are_no_copies():
    rows = ('2026-11-05,S1,P1,3,I1,"a\tb",c\n', '2026-11-05,S1,P1,3,I1,a,"b\tc"\n')
    text = "date,store code,sku,sold,invoice no,note,more\n" + "".join(rows)

    assert duplicates(text, Reading(columns=columns(reference="invoice no"))) == (0, [])


def test_a_bad_line_sent_twice_is_refused_twice():
    text = HEADER + "2026-11-05,S1,P1,many,I1,1\n" * 2 + "2026-11-05,S1,P1,3,I1,2\n"

    assert duplicates(text) == (0, [])
    assert [line.line for line in read_text(text)[1]] == [2, 3]


def test_copies_are_found_over_the_end_of_a_batch_and_only_the_first_are_told(monkeypatch):
    monkeypatch.setattr(limits, "BATCH_TEXT_CHARACTERS", 400)
    monkeypatch.setattr(limits, "BLOCK_BYTES", 200)
    monkeypatch.setattr(limits, "HEAD_BYTES", 200)
    monkeypatch.setattr(limits, "COPIES_TOLD", 3)
    rows = [f"2026-11-05,S1,P1,3,I{number},1\n" for number in range(40)]
    text = HEADER + "".join(rows * 2)

    count, told = duplicates(text)

    assert count == 40
    assert [(line.line, line.of_line) for line in told] == [(42, 2), (43, 3), (44, 4)]


def test_lines_are_remembered_however_many_come_between(monkeypatch):
    monkeypatch.setattr(copies, "_FEW", 8)
    seen = Copies()
    for start in range(0, 5_000, 500):
        numbers = range(start + 1, start + 501)
        assert seen.found([f"line {number}" for number in numbers], numbers) == {}

    again = seen.found(["line 4999", "new", "line 1", "new"], [9_001, 9_002, 9_003, 9_004])

    assert again == {0: 4_999, 2: 1, 3: 9_002}


def columns(**more: str) -> dict[str, str]:
    return {
        "day": "date",
        "location_code": "store code",
        "product_code": "sku",
        "sold": "sold",
    } | more


def found_columns(text: str) -> dict[str, str]:
    return dict(outline(io.BytesIO(text.encode()), "a.csv", Reading()).reading.columns)


def test_the_same_file_as_utf_16_has_the_same_copies():
    text = HEADER + "2026-11-05,S1,P1,3,I1,1\n" * 2

    lines, _ = read_bytes(text.encode("utf-16"))

    assert len(lines) == 1
