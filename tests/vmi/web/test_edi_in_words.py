"""EDI segments in plain words."""

import io

import pytest
from django.utils import translation

from tests.vmi.formats.edi.x12_messages import golden
from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.listing import listed_segments
from vmi.formats.edi.survey import survey
from vmi.formats.shape import Reading
from vmi.selectors.edi_segments import SegmentInWords, in_words


def words_of(content: bytes, *unknown: str, dialect: Dialect | None = None) -> list[SegmentInWords]:
    stream = io.BytesIO(content)
    segments = listed_segments(stream, survey(stream)[0], Reading(), most=1_000)
    return list(in_words(segments, dialect or Dialect(), frozenset(unknown)))


def meanings(found: list[SegmentInWords], tag: str) -> list[tuple[str, str]]:
    """What the codes of the segments with this tag mean."""
    return [
        (part.value, part.meaning)
        for segment in found
        if segment.tag == tag
        for part in segment.parts
        if part.meaning
    ]


X12 = golden("x12_852_place_in_head.edi")
SALES = golden("edifact_slsrpt_places_within_items.edi")


def test_codes_of_quantities_are_told_as_our_measures():
    assert ("QS", "sold") in meanings(words_of(X12), "ZA")
    assert meanings(words_of(SALES), "QTY")[:2] == [("153", "sold"), ("61", "returned")]


def test_a_forecast_and_a_movement_have_codes_of_their_own():
    forecast = meanings(words_of(golden("edifact_slsfct_d01b.edi")), "QTY")
    resale = meanings(words_of(golden("x12_867.edi")), "PTD")

    assert {meaning for _code, meaning in forecast} == {"forecast"}
    assert [meaning for _code, meaning in resale][:1] == ["sold"]


def test_what_the_dialect_says_goes_before_the_standard():
    dialect = Dialect(activities={"QS": "withdrawn", "QA": ""})
    found = dict(meanings(words_of(X12, dialect=dialect), "ZA"))

    assert found["QS"] == "withdrawn"
    assert found.get("QA", "left out, as agreed") == "left out, as agreed"


def test_a_code_that_reading_did_not_understand_is_marked():
    changed = X12.replace(b"ZA*QS*", b"ZA*W9*", 1)

    marked = [segment for segment in words_of(changed, "W9") if segment.unknown_code]
    unmarked = [segment for segment in words_of(changed) if segment.unknown_code]

    assert [(segment.tag, segment.unknown_code) for segment in marked] == [("ZA", "W9")]
    assert unmarked == []


def test_segments_and_elements_have_names_and_unknown_ones_say_so():
    found = words_of(X12.replace(b"XQ*", b"XX*", 1))

    assert found[0].name == "interchange header"
    assert [segment.name for segment in found if segment.tag == "XX"] == ["not known to us"]
    assert [part.name for part in found[-1].parts] == ["IEA01 count", "IEA02 control number"]


@pytest.mark.parametrize(("content", "word"), [(X12, "销量"), (SALES, "销量")])
def test_they_are_told_in_chinese_too(content, word):
    with translation.override("zh-hans"):
        found = words_of(content)

        assert word in {meaning for tag in ("ZA", "QTY") for _, meaning in meanings(found, tag)}
        assert found[0].name == "交换头"
