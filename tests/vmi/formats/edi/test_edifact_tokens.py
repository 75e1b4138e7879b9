"""Segments of EDIFACT: signs, releases, line breaks, blocks; and the same ones as pydifact reads."""

import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydifact.parser import Parser

from tests.real_data import real_data
from tests.vmi.formats.edi.edifact_reading import Read, interchange, message, picked, shown
from tests.vmi.formats.edi.test_edifact_reports import HEAD, ITEM, PLACE
from vmi.formats.edi.edifact_tokens import segments, without_service_string
from vmi.formats.edi.shape import Delimiters

SIGNS = Delimiters("+", ":", "'", "", "?", ".")


def cut(
    text: str, signs: Delimiters = SIGNS, block: int = 10**6
) -> list[tuple[str, list[list[str]]]]:
    blocks = (text[place : place + block] for place in range(0, len(text), block))
    return shown([one for one in segments(blocks, signs) if one])


def test_signs_that_are_released_are_text():
    assert cut("IMD+F++:::a?+b??+c?:d?'e?f'") == [
        ("IMD", [["F"], [""], ["", "", "", "a+b?"], ["c:d'ef"]])
    ]


def test_line_breaks_within_and_between_segments_are_no_text():
    assert cut("LIN+1++54123\r\n45:EN'\r\n\n  QTY+1\n53:3'\r\n") == [
        ("LIN", [["1"], [""], ["5412345", "EN"]]),
        ("QTY", [["153", "3"]]),
    ]


def test_a_line_end_may_end_segments():
    signs = Delimiters("+", ":", "\n", "", "", ".")
    assert cut("LIN+1?'\r\nQTY+153:3\r\n", signs) == [("LIN", [["1?'"]]), ("QTY", [["153", "3"]])]


def test_an_element_that_comes_again_is_kept_once_and_told():
    signs = Delimiters("+", ":", "'", "*", "?", ".")
    (found,) = [one for one in segments(["PIA+5+A:IN*B:BP+C?*:SA'"], signs) if one]
    assert (found.elements, found.repeated) == ([["5"], ["A", "IN"], ["C*", "SA"]], (2,))


def test_what_has_no_terminator_is_only_taken_as_the_end():
    assert cut("QTY+153:3'QTY+153:4") == [("QTY", [["153", "3"]])]
    assert cut("QTY+153:3'UNZ+1+A") == [("QTY", [["153", "3"]]), ("UNZ", [["1"], ["A"]])]


def test_a_segment_that_never_ends_is_cut_and_marked():
    blocks = ["FTX+", *["A" * 1000] * 500, "'QTY+153:3'"]
    found = [one for one in segments(blocks, SIGNS) if one]
    assert [(one.tag, one.flaw, len(one.text)) for one in found] == [
        ("FTX", "too_long", 2000),
        ("QTY", "", 9),
    ]


texts = st.lists(
    st.lists(st.text("A1+:'?é中 ", max_size=6), min_size=1, max_size=3), min_size=1, max_size=4
)


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5), st.integers(1, 30))
def test_what_is_written_with_releases_comes_back_however_it_is_cut_into_blocks(written, block):
    def released(text: str) -> str:
        return "".join(f"?{sign}" if sign in "+:'?" else sign for sign in text)

    lines = ["+".join(":".join(map(released, one)) for one in elements) for elements in written]
    text = "".join(f"TAG+{line}+END'" for line in lines)

    found = cut(text, block=block)
    assert found == [("TAG", [*elements, ["END"]]) for elements in written]


@pytest.mark.parametrize("size", [1, 3, 8, 10, 1000])
def test_the_service_string_is_cut_off_wherever_blocks_end(size):
    text = "\ufeffUNA:+.? '\r\nUNB+UNOC:3'"
    blocks = (text[place : place + size] for place in range(0, len(text), size))
    assert "".join(without_service_string(blocks)).strip() == "UNB+UNOC:3'"


@pytest.mark.parametrize(
    ("una", "sold", "told"),
    [
        ("UNA:+.? '", "1.5", ["1.500"]),
        ("UNA:+.? '", "1,5", ["1.500"]),
        ("UNA:+,? '", "1,5", ["1.500"]),
        ("", "1,500", ["1.500"]),
        # Nobody knows whether these are thousands.
        ("UNA:+,? '", "1.500", []),
        ("UNA:+.? '", "1,500", []),
    ],
)
def test_both_decimal_marks_are_read_where_only_one_meaning_is_left(una, sold, told):
    read = Read(
        interchange(message("SLSRPT:D:01B:UN", HEAD, PLACE, ITEM, f"QTY+153:{sold}"), una=una)
    )
    assert [line["sold"] for line in read.lines] == told
    assert [one.code for one in read.refused] == ["bad_number"] * (1 - len(told))


def test_other_signs_are_followed():
    plain = interchange(message("SLSRPT:D:01B:UN", HEAD, PLACE, ITEM, "QTY+153:3"), una="UNA:+.? '")
    other = plain.decode().translate(str.maketrans(":+?'", "|^\\~")).encode()
    read = Read(other)
    assert picked(read.lines, "location_code", "sold") == [("S1", "3.000")]
    assert read.interchanges[0].delimiters == Delimiters("^", "|", "~", "", "\\", ".")


PUBLIC = [
    *("invoice1", "order", "order2", "patient1", "wikipedia_de", "wikipedia_en"),
    *("invoice_with_colon_at_end", "patient2"),
]


@pytest.mark.real_data
@pytest.mark.parametrize("name", PUBLIC)
def test_public_interchanges_are_cut_as_pydifact_cuts_them(name):
    path = real_data(f"edi/nerdocs+pydifact/tests__data__{name}.edi")
    text = path.read_bytes().decode("latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = [(one.tag, compared(one.elements)) for one in Parser().parse(text)]
    ours = cut("".join(without_service_string([text])))
    assert [(tag, compared(elements)) for tag, elements in ours] == theirs[text.startswith("UNA") :]


def compared(elements: list[Any]) -> list[list[str]]:
    """pydifact keeps line breaks and blanks at the end, and drops an empty component at the end."""
    parts = [one if isinstance(one, list) else [one] for one in elements]
    bare = [["".join(text.split()) for text in one] for one in parts]
    return [one[:-1] if len(one) > 1 and not one[-1] else one for one in bare]
