"""A good message and a good interchange, each broken in one place: the exact problem, and what it costs."""

import io
import tracemalloc

import pytest

from tests.vmi.formats.edi.edifact_reading import (
    ORDER,
    SALES,
    STOCK,
    Read,
    interchange,
    message,
    picked,
)
from vmi.formats import limits
from vmi.formats.edi.reading import read_edi
from vmi.formats.edi.shape import Acceptance
from vmi.formats.shape import Reading, UnreadableFile

# Positions:      2                    3                    4
HEAD = "BGM+73E+R1+9 | DTM+137:20261109:102 | DTM+356:2026110220261108:718"
# 5 NAD, 6 CUX, 7 LOC, 8 LIN, 9 PIA, 10 MOA, 11 PRI, 12 QTY, 13 LIN, 14 QTY, 15 UNS, 16 CNT, 17 UNT
BODY = (
    "NAD+SE+4012345000009::9 | CUX+2:EUR:10 | LOC+162+S1::91 | LIN+1++5412345000105:SRV | PIA+5+A1:IN | "
    "MOA+203:30 | PRI+AAA:10:CA | QTY+153:3:PCE | LIN+2++5412345000112:SRV | QTY+153:4 | UNS+S | CNT+2:2"
)


def broken(old: str, new: str) -> Read:
    whole = interchange(message(SALES, HEAD, BODY)).decode()
    assert whole.count(old) == 1
    return Read(whole.replace(old, new).encode())


def test_the_message_as_it_is_has_no_problem():
    read = Read(interchange(message(SALES, HEAD, BODY)))
    assert (read.problems, len(read.lines), read.message.acceptance) == ([], 2, "A")
    assert (read.message.kind, read.message.reference, read.message.version) == (
        *("SLSRPT", "M1"),
        "D:01B:UN:EAN005",
    )


def emptied(*segments: str) -> str:
    return "".join(f"{one}'\n" for one in segments)


# What is replaced, by what, the problem, and how many lines are good and refused.
IN_A_SEGMENT = [
    ("+356:2026110220261108:718", "+356:2026110220261399:718", ("bad_date", "DTM", 4, 1, 2), 0, 2),
    ("+356:2026110220261108:718", "+356:20261102:999", ("bad_date", "DTM", 4, 1, 2), 0, 2),
    ("DTM+137:20261109:102", "DTM+171:2026:102", ("bad_date", "DTM", 3, 1, 2), 2, 0),
    ("DTM+137:20261109:102", "DTM", ("missing_element", "DTM", 3, 1, 0), 2, 0),
    ("NAD+SE+", "NAD++", ("missing_element", "NAD", 5, 1, 0), 2, 0),
    ("CUX+2:EUR:10", "CUX+2:EURO:10", ("too_long", "CUX", 6, 1, 2), 1, 1),
    ("LIN+1++", "LIN+1234567++", ("too_long", "LIN", 8, 1, 0), 2, 0),
    ("SRV'\nPIA", "SRV+1:2+3+4+5+6'\nPIA", ("too_many_elements", "LIN", 8, 7, 0), 2, 0),
    ("PIA+5+A1:IN", "PIA+5", ("missing_element", "PIA", 9, 2, 0), 2, 0),
    ("MOA+203:30", "MOA+203:3O", ("bad_number", "MOA", 10, 1, 2), 1, 1),
    ("PRI+AAA:10:CA", "PRI+AAA:ten:CA", ("bad_number", "PRI", 11, 1, 2), 2, 0),
    ("QTY+153:3:PCE", "QTY+153:3O:PCE", ("bad_number", "QTY", 12, 1, 2), 1, 1),
    ("QTY+153:3:PCE", "QTY+153::PCE", ("missing_element", "QTY", 12, 1, 2), 1, 1),
    ("QTY+153:3:PCE", "QTY+153:3:PCE:X", ("too_many_elements", "QTY", 12, 1, 4), 2, 0),
    ("QTY+153:3:PCE", "QTY+153:3:PIECES999", ("too_long", "QTY", 12, 1, 3), 2, 0),
    ("QTY+153:3:PCE", "QTY+153:3\x00:PCE", ("bad_character", "QTY", 12, 0, 0), 1, 1),
    ("QTY+153:3:PCE", "QTY+153:3\ufffd:PCE", ("bad_encoding", "QTY", 12, 0, 0), 1, 1),
    ("LIN+1++5412345000105", "LIN+1++541\x0112345000105", ("bad_character", "LIN", 8, 0, 0), 1, 1),
    ("UNS+S", "UNS+X", ("bad_code", "UNS", 15, 1, 0), 2, 0),
    ("UNS+S", "", ("segment_out_of_order", "CNT", 15, 0, 0), 2, 0),
]


@pytest.mark.parametrize(("old", "new", "problem", "good", "bad"), IN_A_SEGMENT)
def test_a_broken_segment_costs_its_own_lines(old, new, problem, good, bad):
    if not new:
        whole = interchange(message(SALES, HEAD, BODY.replace(f"{old} | ", ""))).decode()
        read = Read(whole.encode())
    else:
        read = broken(old, new)
    assert problem in read.problems
    assert (len(read.lines), len(read.refused)) == (good, bad)
    assert (read.message.acceptance, read.interchanges[0].acceptance) == ("E", "E")


# Segments left out, put in or moved: the new body, the problem, the lines.
MOVED = [
    (BODY.replace("NAD+SE+4012345000009::9 | ", ""), ("missing_segment", "NAD", 5, 0, 0), 2),
    (BODY.replace("CUX", "XYZ"), ("unknown_segment", "XYZ", 6, 0, 0), 2),
    (BODY.replace("CUX+2:EUR:10", "TDT+20"), ("unexpected_segment", "TDT", 6, 0, 0), 2),
    (
        BODY.replace("CUX+2:EUR:10 | ", " | ".join(["CUX+2:EUR:10"] * 6) + " | "),
        ("too_many_segments", "CUX", 11, 0, 0),
        2,
    ),
    (
        BODY.replace("MOA+203:30 | ", "").replace("PCE", "PCE | MOA+203:30"),
        ("segment_out_of_order", "MOA", 12, 0, 0),
        2,
    ),
]


@pytest.mark.parametrize(("body", "problem", "good"), MOVED)
def test_a_segment_in_a_wrong_place_is_told_once(body, problem, good):
    read = Read(interchange(message(SALES, HEAD, body)))
    assert read.problems == [problem]
    assert (len(read.lines), read.refused, read.message.acceptance) == (good, [], "E")


# What makes the whole message worth nothing.
OF_A_MESSAGE = [
    ("UNT+17+M1", "UNT+16+M1", ("wrong_segment_count", "UNT", 17, 1, 0)),
    ("UNT+17+M1", "UNT+x+M1", ("wrong_segment_count", "UNT", 17, 1, 0)),
    ("UNT+17+M1", "UNT+17+M2", ("wrong_control_number", "UNT", 17, 2, 0)),
    ("UNT+17+M1'\n", "", ("missing_trailer", "UNT", 17, 0, 0)),
    ("CNT+2:2", "CNT+2:3", ("wrong_line_count", "CNT", 16, 1, 2)),
    ("SLSRPT:D:01B", "SLSRPX:D:01B", ("unknown_message", "UNH", 1, 2, 1)),
    ("SLSRPT:D:01B", "SLSRPT:Z:01B", ("unknown_version", "UNH", 1, 2, 2)),
    ("SLSRPT:D:01B", "SLSRPT:D:XYZ", ("unknown_version", "UNH", 1, 2, 2)),
]


@pytest.mark.parametrize(("old", "new", "problem"), OF_A_MESSAGE)
def test_a_broken_frame_costs_the_whole_message(old, new, problem):
    read = broken(old, new)
    assert problem in read.problems
    assert (read.lines, read.message.acceptance) == ([], "R")
    expected = [] if problem[0] == "unknown_message" else ["message_rejected"] * 2
    assert [one.code for one in read.refused] == expected


def test_a_message_without_its_beginning_is_rejected():
    read = Read(interchange(message(SALES, HEAD.partition(" | ")[2], BODY)))
    assert read.problems == [("missing_segment", "BGM", 2, 0, 0)]
    assert (read.lines, read.message.acceptance) == ([], "R")


def test_a_rejected_message_leaves_its_neighbours():
    good, bad = message(SALES, HEAD, BODY), message(SALES, HEAD, BODY, reference="M2")
    read = Read(interchange(good, bad.replace("UNT+17", "UNT+9")))
    assert [one.acceptance for one in read.messages] == ["A", "R"]
    assert (len(read.lines), len(read.refused), read.interchanges[0].acceptance) == (2, 2, "E")


def test_a_reference_that_comes_twice_rejects_the_second_message():
    read = Read(interchange(message(SALES, HEAD, BODY), message(SALES, HEAD, BODY)))
    assert [one.acceptance for one in read.messages] == ["A", "R"]
    assert read.messages[1].problems[0].code == "control_number_twice"


# What makes the whole interchange worth nothing.
OF_THE_ENVELOPE = [
    ("UNZ+1+REF1", "UNZ+2+REF1", ("wrong_message_count", "UNZ", 1)),
    ("UNZ+1+REF1", "UNZ+1+REF2", ("wrong_control_number", "UNZ", 2)),
    ("UNZ+1+REF1'\n", "", ("missing_trailer", "UNZ", 0)),
    ("UNZ+1+REF1'\n", "UNZ+1+RE", ("wrong_control_number", "UNZ", 2)),
    ("+4012345000009:14+", "++", ("missing_element", "UNB", 2)),
    ("261109:0800", "", ("missing_element", "UNB", 4)),
    ("REF1'\nUNH", "REF1'\nBGM+1'\nUNH", ("unexpected_segment", "BGM", 0)),
]


@pytest.mark.parametrize(("old", "new", "problem"), OF_THE_ENVELOPE)
def test_a_broken_envelope_costs_everything(old, new, problem):
    read = broken(old, new)
    (told,) = read.interchanges[0].problems
    assert (told.code, told.segment, told.element) == problem
    assert (read.lines, read.interchanges[0].acceptance) == ([], "R")
    assert [one.code for one in read.refused] == ["message_rejected"] * 2


def grouped(trailer: str = "UNE+1+G1", count: int = 1) -> Read:
    begin, rest = interchange(message(SALES, HEAD, BODY)).decode().split("UNH", 1)
    inside, _end = rest.split("UNZ")
    group = "UNG+SLSRPT+A:14+B:14+261109:0800+G1+UN+D:01B:EAN005'"
    end = f"{trailer}'" if trailer else ""
    return Read(f"{begin}{group}UNH{inside}{end}UNZ+{count}+REF1'".encode())


def test_a_group_is_counted_and_named():
    read = grouped()
    (group,) = read.interchanges[0].groups
    assert (group.kind, group.control_number, group.version, group.sender, group.agency) == (
        *("SLSRPT", "G1", "D:01B:EAN005", "A", "UN"),
    )
    assert (len(read.lines), read.interchanges[0].acceptance, group.problems) == (2, "A", ())


@pytest.mark.parametrize(
    ("trailer", "problem"),
    [
        ("UNE+2+G1", ("wrong_message_count", "UNE", 1)),
        ("UNE+1+G2", ("wrong_control_number", "UNE", 2)),
        ("", ("missing_trailer", "UNE", 0)),
    ],
)
def test_a_broken_group_costs_all_its_messages(trailer, problem):
    read = grouped(trailer)
    (told,) = read.interchanges[0].groups[0].problems
    assert (told.code, told.segment, told.element) == problem
    assert (read.lines, read.message.acceptance, read.interchanges[0].problems) == ([], "R", ())


def test_groups_are_what_the_end_counts_when_there_are_any():
    read = grouped(count=2)
    assert [one.code for one in read.interchanges[0].problems] == ["wrong_group_count"]


@pytest.mark.parametrize(
    ("kind", "segments", "refusal"),
    [
        (SALES, "QTY+153:1", ("product_code", "missing_product", "")),
        (SALES, "LIN+1 | QTY+153:1", ("product_code", "missing_product", "")),
        (SALES, "LIN+1++1:IN", ("sold", "no_measure", "")),
        (SALES, "LIN+1++1:IN | QTY+153:1.2345", ("sold", "too_precise", "1.2345")),
        (
            SALES,
            "LIN+1++1:IN | QTY+153:12345678901234567",
            ("sold", "number_too_large", "12345678901234567"),
        ),
        (STOCK, "QTY+145:1", ("product_code", "missing_product", "")),
        (STOCK, "LIN+1++1:IN", ("sold", "no_measure", "")),
        (ORDER, "QTY+21:1", ("product_code", "missing_product", "")),
        (ORDER, "LIN+1++1:IN", ("ordered", "no_measure", "")),
        (ORDER, "LIN+1++1:IN | QTY+21:x", ("ordered", "bad_number", "x")),
        (
            ORDER,
            "LIN+1++1:IN | QTY+21:1 | DTM+2:20261301:102",
            ("wanted_on", "bad_date", "20261301"),
        ),
    ],
)
def test_a_line_that_can_not_be_used_is_refused_with_its_reason(kind, segments, refusal):
    head = "BGM+1+R1+9 | DTM+137:20261109:102 | NAD+ST+S1::92"
    read = Read(interchange(message(kind, head, segments, "UNS+S" if kind == ORDER else "")))
    assert (read.lines, read.refusals) == ([], [refusal])


def test_a_damaged_name_costs_no_line():
    item = "LIN+1++1:IN | IMD+F++:::Gr\x01n | QTY+153:1"
    read = Read(interchange(message(SALES, HEAD, "NAD+SE+X::92 | LOC+162+S1::92", item)))
    assert picked(read.lines, "product_code", "product_name") == [("1", None)]
    assert read.problems == [("bad_character", "IMD", 8, 0, 0)]


def test_more_problems_than_are_told_do_not_hide_the_worst():
    strange = " | ".join(["XYZ"] * 600)
    read = Read(interchange(message(SALES, HEAD, BODY, strange)).replace(b"UNT+617", b"UNT+1"))
    assert (len(read.message.problems), read.message.acceptance, read.lines) == (500, "R", [])


HOSTILE = {
    "endless": interchange(message(SALES, HEAD, BODY)).replace(
        b"LOC+162", b"FTX+" + b"A" * 3_000_000 + b"'LOC+162"
    ),
    "endless at the end": interchange(message(SALES, HEAD, BODY)).partition(b"UNT")[0]
    + b"LIN+1++"
    + b"9" * 3_000_000,
    "deep": interchange(message(SALES, HEAD, BODY, "QTY" + ":1" * 20_000 + "+1" * 20_000)),
    "zeros": interchange(message(SALES, HEAD, BODY)).replace(b"CUX", b"\x00" * 100_000 + b"CUX"),
    "released": interchange(message(SALES, HEAD, BODY)).replace(b"CUX", b"?" * 99_999 + b"CUX"),
    "signs": interchange(message(SALES, HEAD, BODY)).replace(b"CUX", b"'" * 100_000 + b"CUX"),
    "noise": interchange(message(SALES, HEAD, BODY)).replace(
        b"CUX", bytes(range(128, 256)) * 500 + b"'CUX"
    ),
    "unt only": b"UNB+UNOC:3+A:14+B:14+261109:0800+1'" + b"UNT+1+1'" * 20_000,
    "unh only": b"UNB+UNOC:3+A:14+B:14+261109:0800+1'" + b"UNH+1+SLSRPT:D:01B:UN'" * 2_000,
}


# How many lines are posted and the verdict, or why the file as a whole can't be read.
VERDICTS = {
    "endless": (0, [], "segment_too_long"),
    "endless at the end": (0, [], "segment_too_long"),
    "deep": (2, ["E"], ""),
    "zeros": (2, ["E"], ""),
    "released": (2, ["E"], ""),
    "signs": (2, ["A"], ""),
    "noise": (0, ["R"], ""),
    "unt only": (0, ["R"], ""),
    "unh only": (0, ["R"], ""),
}


def outcome(content: bytes) -> tuple[int, list[Acceptance], str]:
    try:
        batches = list(read_edi(io.BytesIO(content), Reading()))
    except UnreadableFile as problem:
        return 0, [], problem.code
    verdicts = [one.acceptance for batch in batches for one in batch.interchanges]
    return sum(batch.lines.num_rows for batch in batches), verdicts, ""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_interchanges_are_told_within_bounded_memory(name):
    tracemalloc.start()
    found = outcome(HOSTILE[name])
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == VERDICTS[name]
    assert peak < 16 * 1024 * 1024


@pytest.mark.parametrize("size", [5, 20, 40, 60, 90, 150, 250, 300])
def test_an_interchange_that_breaks_off_anywhere_posts_nothing(size):
    posted, verdicts, _code = outcome(interchange(message(SALES, HEAD, BODY))[:-size])
    assert (posted, verdicts) in [(0, ["R"]), (0, [])]


@pytest.mark.slow
def test_memory_stays_flat_over_one_long_message(monkeypatch):
    monkeypatch.setattr(limits, "BATCH_ROWS", 200)
    monkeypatch.setattr(limits, "BLOCK_BYTES", 16 * 1024)
    item = "LIN+1++5412345000105:SRV'MOA+203:30'QTY+153:3:PCE'QTY+145:9:PCE'"

    def peak(items: int) -> int:
        begin = interchange(message(SALES, HEAD, "NAD+SE+X::92 | LOC+162+S1::92")).partition(
            b"UNT"
        )[0]
        stream = io.BytesIO(
            begin + item.encode() * items + f"UNT+{items * 4 + 7}+M1'UNZ+1+REF1'".encode()
        )
        tracemalloc.start()
        counted = sum(batch.lines.num_rows for batch in read_edi(stream, Reading()))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert counted == items
        return most

    peak(100)  # what is made once is made
    small = peak(1_000)
    assert peak(4_000) < small * 1.5
