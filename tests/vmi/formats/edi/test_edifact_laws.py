"""Laws of reading EDIFACT: every line counts once, every quantity arrives, in either layout and order."""

import io
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.real_data import real_data
from tests.vmi.formats.edi.edifact_reading import (
    OLD_STOCK,
    SALES,
    STOCK,
    Read,
    interchange,
    message,
)
from vmi.formats.edi.building import Verdict
from vmi.formats.edi.reading import read_edi
from vmi.formats.edi.survey import looks_like_edi
from vmi.formats.shape import Reading

HEAD = "BGM+73E+R1+9 | DTM+137:20261109:102 | DTM+356:2026110220261108:718 | NAD+SE+X::92"
STOCK_HEAD = "BGM+35+R1+9 | DTM+137:20261109:102 | DTM+366:20261108:102 | NAD+GY+X::92"
CODES = {"153": "sold", "61": "returned", "145": "on_hand", "198": "in_transit"}

quantities = st.one_of(
    st.decimals(min_value=-(10**6), max_value=10**6, places=2).map(str),
    st.sampled_from(["0", "12,5", "x", "", "1.23456", "1" * 20]),
)
told = st.dictionaries(st.sampled_from(list(CODES)), quantities, min_size=1, max_size=4)
# For each item (they may come again), for each place, what is told of it.
reports = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.dictionaries(st.sampled_from("STU"), told, min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=5,
)
Sums = dict[tuple[str, str, str], Decimal]


def written(report: list[tuple[str, dict[str, dict[str, str]]]]) -> tuple[Sums, int]:
    """What good lines must add up to, and how many lines there are; one bad quantity spoils its line."""
    sums: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    count = 0
    for item, places in report:
        for place, measures in places.items():
            count += 1
            if all(is_good(text) for text in measures.values()):
                for code, text in measures.items():
                    sums[item, place, CODES[code]] += Decimal(text.replace(",", "."))
    return dict(sums), count


def is_good(text: str) -> bool:
    return text not in {"x", "", "1.23456", "1" * 20}


def came(read: Read) -> Sums:
    sums: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in read.full:
        for measure in CODES.values():
            if line[measure] is not None:
                sums[line["product_code"], line["location_code"], measure] += line[measure]
    return dict(sums)


def held(read: Read, report: list[tuple[str, dict[str, dict[str, str]]]]) -> None:
    sums, count = written(report)
    assert came(read) == sums
    assert len(read.full) + len(read.refused) == count
    assert read.message.acceptance in {"A", "E"}


@settings(max_examples=80, deadline=None)
@given(reports)
def test_sales_of_items_within_places_arrive(report):
    body: list[str] = []
    for item, places in report:
        for place, measures in places.items():
            body += [f"LOC+162+{place}::92", f"LIN+1++{item}:IN"]
            body += [f"QTY+{code}:{text}" for code, text in measures.items()]
    held(Read(interchange(message(SALES, HEAD, *body, "UNS+S"))), report)


@settings(max_examples=80, deadline=None)
@given(reports)
def test_sales_of_places_within_items_arrive(report):
    body = ["GIS+1"]
    for item, places in report:
        body.append(f"LIN+1++{item}:IN")
        for place, measures in places.items():
            body.append(f"LOC+162+{place}::92")
            body += [f"QTY+{code}:{text}" for code, text in measures.items()]
    held(Read(interchange(message(SALES, HEAD, *body, "UNS+S"))), report)


@pytest.mark.parametrize("is_old", [True, False])
@settings(max_examples=80, deadline=None)
@given(report=reports)
def test_stock_arrives_with_inv_before_or_behind(is_old, report):
    body: list[str] = []
    for item, places in report:
        body.append(f"LIN+1++{item}:IN")
        for place, measures in places.items():
            for code, text in measures.items():
                pair = [f"QTY+{code}:{text}", "INV"] if is_old else ["INV", f"QTY+{code}:{text}"]
                body += [*pair, f"LOC+18+{place}::92"]
    kind = OLD_STOCK if is_old else STOCK
    held(Read(interchange(message(kind, STOCK_HEAD, *body))), report)


@pytest.mark.parametrize("verdict", ["resent", "reused"])
def test_lines_that_are_not_taken_are_counted_all_the_same(verdict: Verdict):
    body = ["LOC+162+S::92", "LIN+1++A:IN", "QTY+153:1", "LIN+2++B:IN", "QTY+153:x"]
    content = io.BytesIO(interchange(message(SALES, HEAD, *body)))
    batches = list(read_edi(content, Reading(), verdicts={1: verdict}))
    assert sum(batch.lines.num_rows for batch in batches) == 0
    counted = sum(batch.duplicate_count + len(batch.refused) for batch in batches)
    assert counted == 2


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_within_an_interchange_are_read_to_the_end(noise, place):
    whole = interchange(message(SALES, HEAD, "LOC+162+S::92", "LIN+1++A:IN", "QTY+153:1"))
    place = 60 + place % (len(whole) - 60)
    content = whole[:place] + noise + whole[place:]
    batches = list(read_edi(io.BytesIO(content), Reading()))
    lines = sum(batch.lines.num_rows + len(batch.refused) for batch in batches)
    assert batches[-1].lines_read == lines


PUBLIC = [
    *("examples", "nerdocs+pydifact", "php-edifact+edifact", "xlate+staedi"),
    *("smooks+smooks-edi-cartridge", "indice-co+EDI.Net"),
]


@pytest.mark.real_data
@pytest.mark.parametrize("folder", PUBLIC)
def test_public_interchanges_are_read_with_counts_that_agree(folder):
    readable = 0
    for path in sorted(real_data(f"edi/{folder}").iterdir()):
        content = path.read_bytes()
        if (
            looks_like_edi(content) == "edifact"
            and b"UNH+" in content
            and b"UNB+XXXX'" not in content
        ):
            if b"UNB+UNOD'" in content:
                continue
            read = Read(content)
            readable += 1
            carried = {"SLSRPT", "INVRPT", "SLSFCT", "ORDERS"}
            assert all(one.acceptance == "R" for one in read.messages if one.kind not in carried)
    assert readable > 0
