"""Every public sample of X12 is read without a crash, and counted as others counted it."""

import csv

import pytest

from tests.real_data import FOLDER, real_data
from tests.vmi.formats.edi.x12_messages import batches, brief, interchanges, messages, notes
from vmi.formats.shape import UnreadableFile

pytestmark = pytest.mark.real_data

INDEX = FOLDER / "edi" / "index.csv"
SAMPLES = (
    [
        row
        for row in csv.DictReader(INDEX.read_text().splitlines())
        if row["standard"] == "X12" and row["types"] and (INDEX.parent / row["path"]).exists()
    ]
    if INDEX.exists()
    else []
)
# Where we judge otherwise than the index does, and why.
OTHERWISE = {
    # Line 21 lacks its terminator; the index lets the line end stand for it.
    "x12.850.issue135.edi": True,
    # SE02 has zeros in front that ST02 has not.
    "ORD___820__Example6.txt": False,
    # Wrapped at 80 characters, in the middle of ST02.
    "ts210_80char.edi": False,
    # A line end ends the segments, and all of them are there.
    "ORD___850__Example4_Adobe_ShrinkWrapped.txt": False,
}
COUNTS = {"wrong_segment_count", "wrong_control_number", "missing_trailer"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["path"])
def test_a_public_sample_is_read_and_its_counts_judged_alike(sample):
    found = batches(real_data(f"edi/{sample['path']}").read_bytes())

    taken = [message for message in messages(found) if message.kind.isdigit()]
    assert len(taken) == int(sample["messages"])
    wrong = {problem.code for message in taken for problem in message.problems} & COUNTS
    name = next((name for name in OTHERWISE if sample["path"].endswith(name)), None)
    is_wrong = OTHERWISE[name] if name else sample["counts_consistent"] == "False"
    assert bool(wrong) == is_wrong
    for message in taken:
        if "unknown_message" in {problem.code for problem in message.problems}:
            assert message.lines == 0
    assert sum(message.lines for message in taken) == found[-1].lines_read


def test_what_is_no_edi_is_no_edi():
    with pytest.raises(UnreadableFile):
        batches(
            real_data("edi/olmelabs+EdiEngine/EdiEngine.Tests__TestData__NonEdi.edi").read_bytes()
        )


def test_the_example_852_is_understood():
    found = batches(real_data("edi/examples/852_sample.edi").read_bytes())

    assert [(row["product_code"], row["sold"], row["on_hand"]) for row in brief(found)] == [
        ("SKU-A101", "48", "120"),
        ("SKU-B202", "22", "40"),
    ]
    assert [one.acceptance for one in interchanges(found)] == ["A"]
    assert notes(found) == []
