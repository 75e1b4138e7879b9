"""What is in an EDI file and from where to where, before anything of it is read."""

import hashlib
import io

import pytest

from tests.vmi.formats.edi.x12_messages import batches, brief, golden, interchanges, notes
from vmi.formats import limits
from vmi.formats.edi import survey as module
from vmi.formats.edi.survey import looks_like_edi, survey
from vmi.formats.files import outline, read
from vmi.formats.shape import Reading, UnreadableFile

X12 = golden("x12_846.edi")
EDIFACT = (
    b"UNA:+.? 'UNB+UNOC:3+5412345000013:14:X+4012345500004:14+261108:0615+REF1++++++1'"
    b"UNH+1+SLSRPT:D:96A:UN:EAN004'FTX+AAI+++It?'UNZ+1 and ??'BGM+73E+1+9'UNT+4+1'"
    b"UNH+2+INVRPT:D:96A:UN:EAN004'BGM+35+1+9'UNT+3+2'UNZ+2+REF1'"
)


def heads(content: bytes):
    return survey(io.BytesIO(content))


@pytest.mark.parametrize(
    ("head", "standard"),
    [
        (X12, "x12"),
        (b"\xef\xbb\xbf\r\n  " + X12, "x12"),
        (b"From: carrier\r\nSubject: data\r\n\r\n" + X12, "x12"),
        (X12[X12.index(b"GS*") :], "x12"),
        (X12[X12.index(b"ST*") :], "x12"),
        (X12[:40], "x12"),
        (EDIFACT, "edifact"),
        (EDIFACT[9:], "edifact"),
        (EDIFACT[EDIFACT.index(b"UNH") :], "edifact"),
        (b"date,store,sku,sold\n2026-11-01,1,2,3\n", None),
        (b"ST,852,0001\n1,2,3\n", None),
        (b"store;ISA;UNB;units\n1;2;3;4\n", None),
        (b"ISA,UNA,sold\n", None),
        (b"STORE*SKU*SOLD\n1*2*3\n", None),
        (b"", None),
        (b"PK\x03\x04", None),
    ],
)
def test_edi_is_known_by_its_bytes(head, standard):
    assert looks_like_edi(head) == standard


def test_the_head_of_an_interchange_says_what_its_first_segment_says():
    [head] = heads(b"\r\n" + X12 + b"\r\n\x1a")

    assert (head.position, head.standard, head.control_number) == (1, "x12", "000000201")
    assert (head.sender, head.sender_qualifier) == ("DEPOT", "ZZ")
    assert (head.receiver, head.receiver_qualifier) == ("TANDEM", "ZZ")
    assert (head.version, head.is_test, head.messages) == ("00401", False, ("846",))
    assert (head.first_byte, head.end_byte) == (2, 2 + len(X12.rstrip()))
    assert head.sha256 == hashlib.sha256(X12.strip()).hexdigest()


def test_edifact_is_surveyed_with_its_released_signs():
    [head] = heads(EDIFACT)

    assert (head.standard, head.control_number, head.version) == ("edifact", "REF1", "UNOC:3")
    assert (head.sender, head.sender_qualifier) == ("5412345000013", "14")
    assert (head.messages, head.is_test) == (("SLSRPT", "INVRPT"), True)
    assert head.end_byte == len(EDIFACT)


def test_standards_may_be_mixed_with_text_between_them():
    content = b"start of data\n" + EDIFACT + b"\n-- next --\n" + X12 + EDIFACT[9:]

    found = heads(content)

    assert [head.standard for head in found] == ["edifact", "x12", "edifact"]
    assert [head.position for head in found] == [1, 2, 3]
    assert [content[head.first_byte :][:3] for head in found] == [b"UNA", b"ISA", b"UNB"]
    assert found[0].sha256 != found[2].sha256


def test_an_interchange_without_a_trailer_ends_where_the_next_begins():
    cut = X12[: X12.index(b"IEA")]

    first, second = heads(cut + X12)

    assert (first.end_byte, second.first_byte) == (len(cut.rstrip()), len(cut))


@pytest.mark.parametrize(
    "terminator", ["~\r\n", "\n", "\r\n", "…\n", "…", "^", "\x1c", "' ", "|~|"]
)
def test_any_sign_may_end_a_segment(terminator):
    text = X12.decode().replace("~\n", terminator)
    found = batches(text.encode())

    assert [row["on_hand"] for row in brief(found)] == ["500", "7"]
    assert [one.acceptance for one in interchanges(found)] == ["A"]


def test_a_component_sign_that_was_left_out_is_not_missed():
    found = batches(X12.replace(b"*P*>~", b"*P*~"))

    assert [row["on_hand"] for row in brief(found)] == ["500", "7"]


def test_carriers_may_wrap_lines_anywhere():
    flat = X12.replace(b"\n", b"")
    wrapped = b"\r\n".join(flat[at : at + 80] for at in range(0, len(flat), 80))

    assert brief(batches(wrapped)) == brief(batches(X12))


@pytest.mark.parametrize("block", [1, 7, 64, 1_000])
def test_interchanges_are_found_wherever_blocks_are_cut(monkeypatch, block):
    content = b"x\n" + X12 + EDIFACT + b"\n" + X12
    whole = heads(content)
    monkeypatch.setattr(limits, "BLOCK_BYTES", block)

    assert heads(content) == whole
    assert len(whole) == 3


def test_answers_are_known_as_answers():
    answer = X12.replace(b"ST*846", b"ST*997")
    both = X12.replace(b"SE*17*0001~\n", b"SE*17*0001~\nST*997*0002~\nSE*2*0002~\n")

    assert [head.is_acknowledgement for head in heads(answer + both + X12)] == [True, False, False]


def test_text_outside_of_interchanges_is_told():
    found = batches(b"HELLO\n" + X12 + b"BYE" + X12 + b"\x1a\n")

    assert notes(found)[0] == ("text_outside", "", "HELLO", 1)
    assert [note[2] for note in notes(found) if note[0] == "text_outside"] == ["HELLO", "BYE"]


def test_too_many_interchanges_are_refused(monkeypatch):
    monkeypatch.setattr(module, "INTERCHANGES_TOLD", 2)

    assert len(heads(X12 * 2)) == 2
    with pytest.raises(UnreadableFile) as problem:
        heads(X12 * 3)
    assert problem.value.code == "too_many_interchanges"


def test_the_outline_shows_the_interchanges_and_the_first_segments():
    shown = outline(io.BytesIO(X12 + EDIFACT), "stock.csv", Reading())

    assert (shown.kind, shown.headers) == ("x12", ("x12", "DEPOT", "846"))
    assert shown.sample[2] == ("ST", "846", "0001")
    assert (shown.missing, shown.ambiguous, len(shown.interchanges)) == ((), (), 2)
    assert shown.reading.encoding == "utf-8"


def test_the_verdict_on_an_interchange_decides_what_becomes_of_its_lines():
    found = list(read(io.BytesIO(X12 * 3), "x", Reading(), verdicts={2: "resent", 3: "reused"}))

    assert [row["line"] for row in brief_numbers(found)] == [1, 2]
    assert sum(batch.duplicate_count for batch in found) == 2
    assert [line.line for batch in found for line in batch.duplicates] == [3, 4]
    assert [(line.line, line.code) for batch in found for line in batch.refused] == [
        (5, "control_number_reused"),
        (6, "control_number_reused"),
    ]
    assert found[-1].lines_read == 6


def brief_numbers(found):
    return [row for batch in found for row in batch.lines.select(["line"]).to_pylist()]
