"""CONTRL, segment by segment, and as pydifact reads it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vmi.formats.edi_answers import (
    EDIFACT_SIGNS,
    MOMENT,
    NUMBERS,
    PROBLEMS,
    edifact_read,
    head,
    nameless,
    own_reading,
    pydifact_segments,
    sales_report,
    segments_of,
)
from vmi.formats.edi.acknowledging import acknowledge, groups_answered, refused_as_reused
from vmi.formats.edi.shape import GroupRead, InterchangeRead
from vmi.formats.edi.shape import SyntaxProblem as Problem

UCI = "UCI+000000007+RETAILER:14+MAITE:14"
IDENTITY = "SLSRPT:D:96A:UN:EAN004"


def answer(read: InterchangeRead) -> list[str]:
    """The segments after UNB."""
    return segments_of(acknowledge(read, NUMBERS, MOMENT).content, "'")[2:]


def test_a_clean_interchange_is_acknowledged_message_by_message():
    read = edifact_read(nameless(sales_report(), sales_report(reference="2")))

    written = acknowledge(read, NUMBERS, MOMENT)

    assert (written.kinds, written.control_number, groups_answered(read)) == (
        ("CONTRL",),
        "000000012",
        0,
    )
    assert written.content == (
        b"UNA:+.? '"
        b"UNB+UNOC:3+MAITE:14+RETAILER:14+260514:0930+000000012'"
        b"UNH+1+CONTRL:D:3:UN'"
        b"UCI+000000007+RETAILER:14+MAITE:14+7'"
        b"UCM+1+SLSRPT:D:96A:UN:EAN004+7'"
        b"UCM+2+SLSRPT:D:96A:UN:EAN004+7'"
        b"UNT+5+1'"
        b"UNZ+1+000000012'"
    )


@pytest.mark.parametrize("version", ["UNOA:1", "UNOA:2", "UNOA:3", "UNOC:3"])
def test_older_syntax_is_answered_by_the_older_message(version):
    content = acknowledge(
        edifact_read(nameless(sales_report()), head=head("edifact", version=version)),
        NUMBERS,
        MOMENT,
    ).content

    assert content.startswith(f"UNA:+.? 'UNB+{version}+MAITE:14+".encode())
    assert b"+260514:0930+" in content
    assert b"UNH+1+CONTRL:D:3:UN'" in content


def test_syntax_4_is_answered_in_syntax_4():
    read = edifact_read(
        nameless(sales_report()),
        head=head("edifact", version="UNOB:4"),
        delimiters=replace(EDIFACT_SIGNS, repetition="*"),
    )

    content = acknowledge(read, NUMBERS, MOMENT).content

    assert content.startswith(b"UNA:+.?*'UNB+UNOB:4+MAITE:14+RETAILER:14+20260514:0930+")
    assert b"UNH+1+CONTRL:4:1:UN'" in content


def test_a_test_is_answered_as_a_test():
    read = edifact_read(nameless(sales_report()), head=head("edifact", is_test=True))

    content = acknowledge(read, NUMBERS, MOMENT).content

    assert b"+000000012++++++1'UNH" in content


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("unknown_segment", "ZZZ", 4), ["UCS+4+15"]),
        (Problem("unexpected_segment", "LOC", 5), ["UCS+5+15"]),
        (Problem("missing_segment", "DTM", 3), ["UCS+3+13"]),
        (Problem("too_many_segments", "QTY", 9), ["UCS+9+35"]),
        (Problem("missing_element", "QTY", 9, 1, 2), ["UCS+9", "UCD+13+2:2"]),
        (Problem("too_many_elements", "QTY", 9, 4), ["UCS+9", "UCD+16+5"]),
        (Problem("bad_code", "QTY", 9, 1, 1, "ZZ"), ["UCS+9", "UCD+12+2:1"]),
        (Problem("bad_date", "DTM", 3, 1, 2, "x"), ["UCS+3", "UCD+12+2:2"]),
        (Problem("bad_number", "QTY", 9, 1, 2, "x"), ["UCS+9", "UCD+37+2:2"]),
        (Problem("too_long", "LIN", 8, 1), ["UCS+8", "UCD+39+2"]),
        (Problem("too_short", "LIN", 8, 1), ["UCS+8", "UCD+40+2"]),
        (Problem("bad_character", "IMD", 8, 3, 4), ["UCS+8", "UCD+21+4:4"]),
        (Problem("wrong_line_count", "CNT", 30, 1, 2), ["UCS+30", "UCD+29+2:2"]),
    ],
)
def test_each_problem_of_a_segment_has_its_code_and_place(problem, said):
    assert answer(edifact_read(nameless(sales_report("E", problem))))[1:-2] == [
        f"{UCI}+7",
        f"UCM+1+{IDENTITY}+7",
        *said,
    ]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("wrong_segment_count", "UNT", 40, 1), "4+29+UNT+2"),
        (Problem("wrong_control_number", "UNT", 40, 2), "4+28+UNT+3"),
        (Problem("missing_trailer", "UNT"), "4+13+UNT"),
        (Problem("unknown_message", "UNH", 1, 2, 1), "4+14+UNH+3:1"),
        (Problem("control_number_twice"), "4+26"),
    ],
)
def test_a_rejected_message_says_why(problem, said):
    assert answer(edifact_read(nameless(sales_report(), sales_report("R", problem))))[2:-2] == [
        f"UCM+1+{IDENTITY}+7",
        f"UCM+1+{IDENTITY}+{said}",
    ]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("control_number_reused"), "4+26"),
        (Problem("wrong_message_count", "UNZ", 0, 1), "4+29+UNZ+2"),
        (Problem("wrong_control_number", "UNZ", 0, 2), "4+28+UNZ+3"),
        (Problem("missing_trailer", "UNZ"), "4+13+UNZ"),
        (Problem("broken_envelope"), "4+18"),
    ],
)
def test_of_a_refused_interchange_nothing_below_is_told(problem, said):
    read = edifact_read(nameless(sales_report()), problems=(problem,))

    assert answer(read)[1:-2] == [f"{UCI}+{said}"]


def test_an_interchange_whose_number_was_used_before_is_refused():
    assert answer(refused_as_reused(edifact_read(nameless(sales_report()))))[1] == f"{UCI}+4+26"


def test_an_interchange_of_nothing_is_refused():
    assert answer(edifact_read())[1:-2] == [f"{UCI}+4+18"]


def test_groups_are_told_by_their_own_number_and_addresses():
    first = GroupRead("SLSRPT", "9", "D:96A", "STORES", "PLANT", "UN", 1, (sales_report(),))
    rejected = sales_report("R", Problem("unknown_message"))
    second = replace(
        first,
        control_number="10",
        messages=(rejected,),
        problems=(Problem("wrong_message_count", "UNE", 0, 1),),
    )

    assert answer(edifact_read(first, second))[1:-2] == [
        f"{UCI}+7",
        "UCF+9+STORES+PLANT+7",
        f"UCM+1+{IDENTITY}+7",
        "UCF+10+STORES+PLANT+4+29+UNE+2",
    ]


def test_signs_of_the_sender_that_are_delimiters_are_released():
    read = edifact_read(
        nameless(sales_report(reference="A+1")),
        head=head("edifact", sender="O'NEIL:?", control_number="7'"),
    )

    content = acknowledge(read, NUMBERS, MOMENT).content

    assert b"+O?'NEIL?:??:14+" in content
    assert pydifact_segments(content)[1:3] == [
        ("UCI", ["7'", ["O'NEIL:?", "14"], ["MAITE", "14"], "7"]),
        ("UCM", ["A+1", ["SLSRPT", "D", "96A", "UN", "EAN004"], "7"]),
    ]


def test_in_a_very_large_interchange_only_messages_with_a_problem_are_named():
    messages = [sales_report(reference=str(at)) for at in range(1_200)]
    rejected = sales_report("R", Problem("unknown_message"), reference="X")

    assert answer(edifact_read(nameless(*messages, rejected)))[1:-2] == [
        f"{UCI}+7",
        f"UCM+X+{IDENTITY}+4+14",
    ]


def test_a_message_full_of_problems_is_answered_in_short():
    problems = [Problem("bad_code", "QTY", at, 1, 1, "99") for at in range(1, 2_000)]

    segments = answer(edifact_read(nameless(sales_report("R", *problems))))

    assert sum(each.startswith("UCS") for each in segments) == 500


def test_an_acknowledgement_among_other_messages_is_not_answered():
    receipt = sales_report(kind="CONTRL", reference="2")

    assert answer(edifact_read(nameless(sales_report(), receipt)))[1:-2] == [
        f"{UCI}+7",
        f"UCM+1+{IDENTITY}+7",
    ]


@settings(max_examples=60, deadline=None)
@given(
    problems=st.lists(PROBLEMS, max_size=12),
    letter=st.sampled_from(["E", "R"]),
    of_interchange=st.lists(PROBLEMS, max_size=2),
    sender=st.text(
        st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=10
    ),
)
def test_whatever_is_wrong_another_reader_finds_every_segment_again(
    problems, letter, of_interchange, sender
):
    read = edifact_read(
        nameless(sales_report(letter, *problems)),
        head=head("edifact", sender=sender),
        problems=tuple(of_interchange),
    )

    content = acknowledge(read, NUMBERS, MOMENT).content
    found = pydifact_segments(content)

    assert [tag for tag, _elements in found][:2] == ["UNH", "UCI"]
    assert found[1][1][1] == [sender, "14"]
    assert found[-1] == ("UNT", [str(len(found)), "1"])
    [own] = own_reading(content)
    assert (own.head.is_acknowledgement, own.acceptance, own.problems) == (True, "A", ())
    assert {tag for tag, _elements in found} <= {"UNH", "UCI", "UCM", "UCS", "UCD", "UNT"}
