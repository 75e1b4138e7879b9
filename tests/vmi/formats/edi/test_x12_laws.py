"""Laws of reading X12: every line is accounted for, and no quantity comes or goes."""

import tracemalloc
from decimal import Decimal
from io import BytesIO, RawIOBase
from typing import Any, BinaryIO, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vmi.formats.edi.x12_messages import batches, interchange, messages, rows
from vmi.formats.files import read
from vmi.formats.shape import Reading

quantities = st.decimals(min_value=-9999, max_value=9999, places=2)
shares = st.lists(st.tuples(st.integers(0, 30), quantities), min_size=1, max_size=10)
activities = st.one_of(
    st.tuples(st.sampled_from(["QS", "QA", "QU", "QP"]), quantities),
    st.tuples(st.sampled_from(["QS", "QA", "QU", "QP"]), shares),
    st.tuples(st.sampled_from(["QS", "QA"]), st.just("broken")),
)
items = st.lists(st.lists(activities, min_size=1, max_size=4), min_size=1, max_size=4)
MEASURES = {"QS": "sold", "QA": "on_hand", "QU": "returned", "QP": "on_order"}


def written(reports: list[list[list[Any]]]) -> bytes:
    sets = []
    for number, report in enumerate(reports, start=1):
        segments = [f"ST*852*{number:04d}", "XQ*H*20261107", "N1*ST**92*HQ"]
        for place, item in enumerate(report):
            segments.append(f"LIN*{place}*CB*A{place}")
            for code, said in item:
                if said == "broken":
                    segments.append(f"ZA*{code}*1O*EA")
                elif isinstance(said, list):
                    segments.append(f"ZA*{code}**EA")
                    pairs = "".join(f"*{store:03d}*{amount}" for store, amount in said)
                    segments.append(f"SDQ*EA*92{pairs}")
                else:
                    segments.append(f"ZA*{code}*{said}*EA")
        segments.append(f"CTT*{len(report)}")
        sets.append(segments)
    return interchange(*sets)


def said_in(reports: list[list[list[Any]]]) -> dict[str, Decimal]:
    """What a reader of the list itself adds up, but for lines of an item's head place that are broken."""
    sums = dict.fromkeys(MEASURES.values(), Decimal(0))
    for report in reports:
        for item in report:
            is_broken = any(said == "broken" for _code, said in item)
            for code, said in item:
                if isinstance(said, list):
                    sums[MEASURES[code]] += sum(amount for _store, amount in said)
                elif said != "broken" and not is_broken:
                    sums[MEASURES[code]] += said
    return sums


@settings(max_examples=150, deadline=None)
@given(st.lists(items, min_size=1, max_size=3))
def test_every_line_is_accounted_for_and_quantities_are_conserved(reports):
    found = batches(written(reports))

    good = rows(found)
    refused = [line for batch in found for line in batch.refused]
    numbers = [row["line"] for row in good] + [line.line for line in refused]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert sum(message.lines for message in messages(found)) == len(numbers)
    assert {message.acceptance for message in messages(found)} <= {"A", "E"}
    sums = {
        measure: sum((row[measure] for row in good if measure in row), Decimal(0))
        for measure in MEASURES.values()
    }
    assert sums == said_in(reports)


@settings(max_examples=60, deadline=None)
@given(st.lists(items, min_size=1, max_size=2), st.sampled_from(["resent", "reused"]))
def test_what_is_not_taken_is_counted_line_by_line(reports, verdict):
    content = written(reports)
    lines = batches(content)[-1].lines_read

    found = list(read(BytesIO(content), "x", Reading(), verdicts={1: verdict}))

    assert sum(batch.lines.num_rows for batch in found) == 0
    refused = sum(len(batch.refused) for batch in found)
    again = sum(batch.duplicate_count for batch in found)
    assert (refused, again) == ((lines, 0) if verdict == "reused" else (0, lines))


class Endless(RawIOBase):
    """A report made as it is read: its parts are asked for by number, so that it can be read twice."""

    def __init__(self, sets: int) -> None:
        self._sets = sets
        begin, end = interchange().decode().split("GE*0")
        self._head, self._tail = begin.encode(), f"GE*{sets}{end}".encode()
        self._one = self._set(1)
        self._size = len(self._head) + sets * len(self._one) + len(self._tail)
        self._place = 0

    def _set(self, number: int) -> bytes:
        detail = [f"LIN*{at}*CB*A{at:04d}~ZA*QS*{at}*EA~ZA*QA*{at}*EA~" for at in range(2_000)]
        head = f"ST*852*{number:06d}~XQ*H*20261107~N1*RL**92*{number:06d}~"
        return f"{head}{''.join(detail)}CTT*2000~SE*6005*{number:06d}~".encode()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = offset + (self._size if whence == 2 else 0)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer) -> int:
        piece = self._piece()[: len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _piece(self) -> bytes:
        if self._place < len(self._head):
            return self._head[self._place :]
        number, at = divmod(self._place - len(self._head), len(self._one))
        if number < self._sets:
            return self._set(number + 1)[at:]
        return self._tail[self._place - (self._size - len(self._tail)) :]


def peak(sets: int) -> tuple[int, int]:
    """Lines read, and the most memory that Python held meanwhile."""
    tracemalloc.start()
    try:
        lines = sum(
            batch.lines.num_rows for batch in read(cast("BinaryIO", Endless(sets)), "x", Reading())
        )
        return lines, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_stays_flat_whatever_the_size_of_an_interchange():
    small, large = peak(30), peak(90)

    assert (small[0], large[0]) == (60_000, 180_000)
    assert large[1] < small[1] * 1.3
