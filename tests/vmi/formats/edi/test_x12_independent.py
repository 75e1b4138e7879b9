"""Our reading of X12 beside pyx12, which shares nothing with it."""

import io

import pytest
from pyx12.x12file import X12Reader

from tests.vmi.formats.edi.x12_messages import GOLDEN, activity, batches, golden, messages

NAMES = sorted(path.name for path in GOLDEN.glob("x12_*.edi"))


def as_pyx12_reads(content: bytes) -> tuple[list[tuple[str, str]], set[str]]:
    """The segments, and the codes of what is wrong with envelopes and counts."""
    reader = X12Reader(io.StringIO(content.decode()))
    found = [(one.get_seg_id(), one.format()) for one in reader]
    return found, {error[1] for error in reader.pop_errors()}


@pytest.mark.parametrize("name", NAMES)
def test_golden_messages_are_sound_to_another_reader_too(name):
    segments, errors = as_pyx12_reads(golden(name))

    assert errors == set()
    kinds = [text.split(text[2])[1] for tag, text in segments if tag == "ST"]
    assert kinds == [message.kind for message in messages(batches(golden(name)))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"SE*17*0001", b"SE*16*0001"),
        (b"SE*17*0001", b"SE*17*0002"),
        (b"GE*1*201", b"GE*2*201"),
        (b"GE*1*201", b"GE*1*202"),
        (b"IEA*1*000000201", b"IEA*2*000000201"),
        (b"IEA*1*000000201", b"IEA*1*000000202"),
    ],
)
def test_both_readers_reject_the_same_envelopes(old, new):
    content = golden("x12_846.edi").replace(old, new)

    assert as_pyx12_reads(content)[1] != set()
    found = batches(content)
    assert sum(batch.lines.num_rows for batch in found) == 0
    assert {line.code for batch in found for line in batch.refused} == {"message_rejected"}


def test_positions_of_segments_are_those_of_another_reader():
    content = activity("LIN**CB*A1", "ZA*QS*1*EA", "LIN**CB*A2", "ZA*QS*x*EA", "CTT*2")
    segments, _errors = as_pyx12_reads(content)
    first = [tag for tag, _text in segments].index("ST")

    [problem] = messages(batches(content))[0].problems

    assert segments[first + problem.segment_position - 1][1] == "ZA*QS*x*EA~"
