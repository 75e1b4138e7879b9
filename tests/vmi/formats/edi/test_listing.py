"""Segments one by one, as they stand."""

import io

import pytest

from tests.vmi.formats.edi.edifact_reading import SALES, message
from tests.vmi.formats.edi.edifact_reading import interchange as edifact
from tests.vmi.formats.edi.x12_messages import activity, golden
from vmi.formats.edi.listing import ListedSegment, listed_segments
from vmi.formats.edi.survey import survey
from vmi.formats.shape import Reading


def listed(content: bytes, *, most: int = 1_000, at: int = 0) -> list[ListedSegment]:
    stream = io.BytesIO(content)
    return listed_segments(stream, survey(stream)[at], Reading(), most=most)


def test_x12_is_listed_from_the_header_to_the_trailer():
    found = listed(activity("LIN**CB*7788*UP*036000291452", "ZA*QS*12>5*EA"))

    assert [segment.tag for segment in found] == [
        *("ISA", "GS", "ST", "XQ", "N1", "LIN", "ZA", "SE", "GE", "IEA")
    ]
    assert [segment.position for segment in found] == list(range(1, 11))
    assert found[5].elements == (("",), ("CB",), ("7788",), ("UP",), ("036000291452",))
    assert found[6].elements == (("QS",), ("12", "5"), ("EA",))
    assert found[6].text.strip() == "ZA*QS*12>5*EA"
    # The header names the component sign itself, and is not split by it.
    assert found[0].elements[-1] == (">",)


def test_edifact_is_listed_with_its_components_and_released_signs():
    found = listed(edifact(message(SALES, "BGM+73E::9+47?+11+9", "LIN+1++5412345000105:EN")))

    assert [segment.tag for segment in found] == ["UNB", "UNH", "BGM", "LIN", "UNT", "UNZ"]
    assert found[2].elements == (("73E", "", "9"), ("47+11",), ("9",))
    assert found[3].elements == (("1",), ("",), ("5412345000105", "EN"))
    assert {segment.standard for segment in found} == {"edifact"}


def test_service_signs_of_its_own_are_followed():
    found = listed(edifact(message(SALES, "BGM+73E::9+4711+9"), una="UNA:+,? '"))

    assert [segment.tag for segment in found][:2] == ["UNB", "UNH"]


def test_no_more_is_listed_than_is_asked_for():
    assert [segment.tag for segment in listed(activity("LIN**CB*1"), most=2)] == ["ISA", "GS"]


def test_each_interchange_is_listed_by_itself():
    both = activity("LIN**CB*1", "ZA*QS*1*EA") + b"\n" + activity("LIN**CB*2", "ZA*QS*2*EA")

    assert ("2",) in listed(both, at=1)[5].elements
    assert ("1",) in listed(both, at=0)[5].elements


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("x12_852_split.edi", "ISA", "IEA"),
        ("x12_867.edi", "ISA", "IEA"),
        ("edifact_slsrpt_places_within_items.edi", "UNB", "UNZ"),
        ("edifact_orders_d96a.edi", "UNB", "UNZ"),
    ],
)
def test_every_example_is_listed_to_its_end(name, first, last):
    found = listed(golden(name))

    assert (found[0].tag, found[-1].tag) == (first, last)
