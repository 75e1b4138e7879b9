"""A sound message, broken in turn: exactly this problem, at exactly this place, and nothing lost."""

import pytest

from tests.vmi.formats.edi.x12_messages import (
    batches,
    brief,
    codes,
    golden,
    interchanges,
    messages,
    notes,
    refused,
    told,
)
from vmi.formats.shape import UnreadableFile

SOUND = "x12_846.edi"


def broken(old: str, new: str, name: str = SOUND) -> bytes:
    text = golden(name).decode()
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new", "problem", "acceptance"),
    [
        ("BIA*00*SI*ADV-1*20261108~\n", "", ("missing_segment", "BIA", 2, 0), "R"),
        ("CTT*2~", "CTT*3~", ("wrong_line_count", "CTT", 16, 1), "R"),
        ("SE*17*0001", "SE*18*0001", ("wrong_segment_count", "SE", 17, 1), "R"),
        ("SE*17*0001", "SE*17*0002", ("wrong_control_number", "SE", 17, 2), "R"),
        ("SE*17*0001~\n", "", ("missing_trailer", "SE", 17, 0), "R"),
        ("LIN*1*BP*10-442*UP*036000291452", "LIN*1", ("missing_element", "LIN", 5, 2), "E"),
        ("*UP*036000291452", "*UP", ("condition_broken", "LIN", 5, 5), "E"),
        ("BIA*00", "BIA*0", ("too_short", "BIA", 2, 1), "E"),
        ("BIA*00", "BIA*000", ("too_long", "BIA", 2, 1), "E"),
        ("DTM*007*20261107", "DTM*007*20261307", ("bad_date", "DTM", 3, 2), "E"),
        ("QTY*33*500*EA", "QTY*33*5OO*EA", ("bad_number", "QTY", 6, 2), "E"),
        ("QTY*33*500*EA", "QTY*33", ("condition_broken", "QTY", 6, 2), "E"),
        ("North depot", "North\x07depot", ("bad_character", "N1", 4, 2), "E"),
        ("BIA*00*SI*ADV-1*20261108", "BIA*00*SI*ADV-1*20261108*1200*1*X", None, "E"),
        ("N1*WH*North depot*92*W1", "N1*WH*North depot*92", ("condition_broken", "N1", 4, 4), "E"),
        ("CTT*2~", "CTT*2~\nCTT*2~", ("too_many_segments", "CTT", 17, 0), "R"),
        ("QTY*33*500*EA~", "QTY*33*500*EA~\nZZZ*1~", ("unknown_segment", "ZZZ", 7, 0), "R"),
        ("QTY*33*500*EA~", "QTY*33*500*EA~\nBEG*00~", ("unexpected_segment", "BEG", 7, 0), "R"),
        ("QTY*33*500*EA~", "QTY*33*500*EA~\nBIA*00~", ("segment_out_of_order", "BIA", 7, 0), "R"),
    ],
)
def test_each_flaw_is_told_with_its_place(old, new, problem, acceptance):
    found = batches(broken(old, new))

    [message] = messages(found)
    if problem:
        assert problem in told(message)
    else:
        assert told(message) == [("too_many_elements", "BIA", 2, 7)]
    assert message.acceptance == acceptance
    # A segment more or less is counted too; nothing else may be said of it.
    assert {code for code, *_place in told(message)} - {"wrong_segment_count"} <= {
        problem[0] if problem else "too_many_elements",
        # What stands in a misplaced segment is looked at as well.
        *(("missing_element",) if "BEG" in new or "BIA*00~" in new else ()),
    }
    if acceptance == "R":
        assert brief(found) == []
        assert {line.code for line in refused(found)} == {"message_rejected"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("GE*1*201", "GE*2*201", "wrong_message_count"),
        ("GE*1*201", "GE*1*202", "wrong_control_number"),
        ("GE*1*201~\n", "", "missing_trailer"),
    ],
)
def test_a_group_that_does_not_agree_is_rejected_with_its_messages(old, new, code):
    found = batches(broken(old, new))

    [one] = interchanges(found)
    assert [problem.code for problem in one.groups[0].problems] == [code]
    assert brief(found) == []
    assert {line.code for line in refused(found)} == {"message_rejected"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("IEA*1*", "IEA*2*", "wrong_group_count"),
        ("IEA*1*000000201", "IEA*1*000000999", "wrong_control_number"),
        ("IEA*1*000000201~\n", "", "missing_trailer"),
        ("ST*846*0001~\n", "", "broken_envelope"),
    ],
)
def test_an_interchange_that_does_not_agree_posts_nothing(old, new, code):
    found = batches(broken(old, new))

    [one] = interchanges(found)
    assert one.problems[0].code == code
    assert one.acceptance == "R"
    assert brief(found) == []


def test_a_rejected_message_leaves_the_other_of_the_group_alone():
    found = batches(broken("SE*17*0001", "SE*99*0001", "x12_852_place_in_head.edi"))

    assert [message.acceptance for message in messages(found)] == ["R", "A"]
    assert [line.line for line in refused(found)] == [1, 2, 3]
    assert [row["sold"] for row in brief(found)] == ["6"]
    assert [one.acceptance for one in interchanges(found)] == ["E"]


def test_a_file_that_breaks_off_posts_nothing_and_loses_nothing():
    whole = golden(SOUND)
    for size in range(200, len(whole) - 20, 37):
        found = batches(whole[:size])

        assert brief(found) == []
        assert interchanges(found)[0].acceptance == "R"


def test_a_message_that_takes_back_an_earlier_one_posts_nothing():
    found = batches(broken("BIA*00", "BIA*01"))

    assert [code for _field, code, _value in codes(found)] == ["taken_back", "taken_back"]
    assert brief(found) == []


def test_a_kind_that_is_not_taken_is_told_and_rejected_and_an_answer_is_not():
    invoice = batches(broken("ST*846", "ST*810"))
    answer = batches(broken("ST*846", "ST*997"))

    assert told(messages(invoice)[0]) == [("unknown_message", "ST", 1, 1)]
    assert notes(invoice) == [("message_not_taken", "ST01", "810", 1)]
    assert (brief(invoice), refused(invoice)) == ([], [])
    assert [message.acceptance for message in messages(answer)] == ["A"]


def test_messages_without_an_envelope_are_read():
    text = golden(SOUND).decode()
    bare = text[text.index("ST*846") : text.index("GE*1")].encode()
    grouped = text[text.index("GS*IB") : text.index("IEA*1")].encode()

    for content in (bare, grouped):
        found = batches(content)
        assert len(brief(found)) == 2
        [one] = interchanges(found)
        assert (one.head.is_enveloped, one.acceptance) == (False, "A")


def test_the_same_control_number_twice_in_a_row_is_told():
    found = batches(
        golden("x12_852_place_in_head.edi").replace(b"*0002~", b"*0001~"),
    )

    assert told(messages(found)[1]) == [("control_number_twice", "ST", 1, 2)]
    assert [message.acceptance for message in messages(found)] == ["A", "E"]


def test_a_segment_that_never_ends_is_refused_at_once():
    endless = golden(SOUND).replace(b"North depot", b"x" * 600_000)

    with pytest.raises(UnreadableFile) as problem:
        batches(endless)

    assert problem.value.code == "segment_too_long"


@pytest.mark.parametrize(
    "content",
    [
        b"ISA*00*          *00*",
        b"ISA*00*          *00*          *ZZ*SENDER",
        golden(SOUND)[:90],
        b"UNA:+.? '",
    ],
)
def test_half_an_opening_is_refused_with_its_reason(content):
    with pytest.raises(UnreadableFile) as problem:
        batches(content)

    assert problem.value.code == "broken_envelope"
