"""Laws of reading: every line counts once, and what was written comes back exactly."""

import csv
import io
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vmi.formats.reading import read_bytes
from vmi.formats import limits
from vmi.formats.csv_rows import CsvRows, joined
from vmi.formats.rows import PlainChunk
from vmi.formats.shape import Reading

COLUMNS = {
    "day": "D",
    "location_code": "L",
    "product_code": "P",
    "sold": "Q",
    "sold_value": "V",
    "on_hand": "H",
}
HEADER = ["D", "L", "P", "Q", "V", "H", "N"]
ANSWERED = Reading(
    columns=COLUMNS, date_order="DMY", decimal_mark=".", encoding="utf-8", delimiter=","
)

rough_cells = st.one_of(
    st.sampled_from(
        ["", "-", "3", "1,5", "05/11/2026", "31/02/2026", "=1", '"', '"x', 'x"y"', "\x00", "�", " "]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(rough_cells, max_size=9), max_size=30))
def test_every_row_that_is_not_blank_is_good_or_refused(rows):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    writer.writerows(rows)

    lines, refused = read_bytes(buffer.getvalue().encode(), ANSWERED)

    written = [number for number, row in enumerate(rows, 2) if "\t".join(row).strip()]
    assert sorted([line["line"] for line in lines] + [line.line for line in refused]) == written


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_below_the_header_are_read_to_the_end(content):
    lines, refused = read_bytes(b"D,L,P,Q,V,H\n" + content, ANSWERED)
    numbers = [line["line"] for line in lines] + [line.line for line in refused]
    assert len(numbers) == len(set(numbers))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='a1",\n\r\t\x00 ', max_size=120), st.integers(1, 40))
def test_where_blocks_end_makes_no_difference(text, block):
    content = b"D,L,P\n" + text.encode()

    def rows(head: int) -> list[tuple[int, list[str]]]:
        source = CsvRows(content[:head], io.BytesIO(content[head:]), ANSWERED)
        found = []
        for chunk in joined(source.chunks(".")):
            plain = chunk.as_chunk() if isinstance(chunk, PlainChunk) else chunk
            found += list(zip(plain.numbers, plain.rows, strict=True))
        return found

    kept = limits.BLOCK_BYTES, limits.BATCH_TEXT_CHARACTERS
    try:
        whole = rows(len(content))
        limits.BLOCK_BYTES = limits.BATCH_TEXT_CHARACTERS = block  # type: ignore[misc]
        assert rows(6) == whole
    finally:
        limits.BLOCK_BYTES, limits.BATCH_TEXT_CHARACTERS = kept  # type: ignore[misc]


quantities = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
values = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
# Texts that no encoding of the law lacks, and that stripping leaves as they are.
names = (
    st.text("abcXYZ0189 ,;|\"'\n\t-äö", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text not in {"", "-"} and not text.startswith(("=", "#")))
)
written_lines = st.tuples(
    st.dates(date(1981, 1, 1), date(2099, 12, 31)),
    names,
    names,
    quantities,
    values,
    st.none() | quantities,
)
DAY_FORMS = {"YMD": "%Y-%m-%d", "DMY": "%d.%m.%Y", "MDY": "%m/%d/%Y"}


def number_text(number: Decimal | None, mark: str, *, is_grouped: bool) -> str:
    if number is None:
        return ""
    text = f"{number:,f}" if is_grouped else f"{number:f}"
    return text if mark == "." else text.translate({ord("."): ",", ord(","): "."})


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(written_lines, min_size=1, max_size=20),
    order=st.sampled_from(list(DAY_FORMS)),
    mark=st.sampled_from([".", ","]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1", "cp1252"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    is_grouped=st.booleans(),
)
def test_what_is_written_in_any_dialect_comes_back_exactly(  # noqa: PLR0917 - a dialect has many parts
    rows, order, mark, delimiter, encoding, quoting, line_end, is_grouped
):
    # The standard writer leaves a line feed unquoted where lines end otherwise.
    quoting = csv.QUOTE_ALL if line_end == "\r" else quoting
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerow(["D", "L", "P", "Q", "V", "H"])
    for day, place, product, sold, value, on_hand in rows:
        numbers = [number_text(n, mark, is_grouped=is_grouped) for n in (sold, value, on_hand)]
        writer.writerow([day.strftime(DAY_FORMS[order]), place, product, *numbers])
    reading = Reading(
        columns=COLUMNS, date_order=order, decimal_mark=mark, encoding=encoding, delimiter=delimiter
    )

    lines, refused = read_bytes(buffer.getvalue().encode(encoding), reading)

    assert refused == []
    fields = ("last_day", "location_code", "product_code", "sold", "sold_value", "on_hand")
    assert [tuple(line[name] for name in fields) for line in lines] == rows
