"""What docs/edi.md and docs/files.md say of formats is what the readers do."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.vmi.formats.edi.x12_messages import batches, interchanges, rows
from tests.vmi.formats.edi_answers import MOMENT, NUMBERS, segments_of
from vmi.formats import columns
from vmi.formats.edi import edifact_codes, x12_activities
from vmi.formats.edi.acknowledging import acknowledge
from vmi.formats.shape import FIELDS, MEASURES
from vmi.rules.units import unit_kind

DOCS = Path(__file__).resolve().parents[3] / "docs"
EDI = (DOCS / "edi.md").read_text()
X12, EDIFACT = re.findall(r"```edi\n(.*?)```", EDI, flags=re.DOTALL)


def table_after(page: str, head: str) -> list[list[str]]:
    """The cells of the rows of the first table whose head begins so."""
    begin = page.index(f"| {head} |")
    lines = page[begin:].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]] for line in lines]


@pytest.mark.parametrize(
    ("message", "title"), [(X12, "## An 852"), (EDIFACT, "## An INVRPT")], ids=["852", "INVRPT"]
)
def test_an_example_is_read_without_a_fault_as_its_table_says(message, title):
    found = batches(message.encode())

    [read] = interchanges(found)
    assert read.acceptance == "A"
    said = table_after(EDI[EDI.index(title) :], "product")
    assert sorted(line_as_told(row) for row in rows(found)) == sorted(said)


def line_as_told(row: Mapping[str, object]) -> list[str]:
    measures = [
        f"{name} {row[name].normalize():f}"  # type: ignore[attr-defined]
        for name in (*FIELDS, "pack")
        if name in MEASURES and name in row
    ]
    if "pack" in row:
        measures.append(f"pack {row['pack'].normalize():f}")  # type: ignore[attr-defined]
    keys = ("product_code", "location_code", "unit")
    return [*(str(row.get(name, "")) for name in keys), ", ".join(measures)]


def test_the_answer_of_the_page_is_what_its_fault_gets():
    found = batches(X12.replace("0001*14", "0001*1O").encode())

    [read] = interchanges(found)
    answer = segments_of(acknowledge(read, NUMBERS, MOMENT).content)

    [told] = re.findall(r"```997\n(.*?)```", EDI, flags=re.DOTALL)
    assert [each for each in answer if each.startswith("AK")] == told.split()


Meaning = x12_activities.Meaning | edifact_codes.Meaning

# What is done to the examples for each row of the table of answers, and how the answer begins then.
FAULTS = [
    *(
        (X12, "0011*5", "0011*x", "AK5*E"),
        (EDIFACT, "145:48", "145:x", "UCM+1+INVRPT:D:01B:UN:EAN008+7"),
    ),
    *(
        (X12, "XQ*H*20260504*20260510", "XQ**20260510", "AK5*E"),
        (EDIFACT, "LIN+1++6909876000103:SRV", "LIN", "UCM"),
    ),
    *(
        (X12, "SE*17", "SE*16", "AK5*R*4"),
        (EDIFACT, "UNT+17", "UNT+16", "UCM+1+INVRPT:D:01B:UN:EAN008+4"),
    ),
    *(
        (X12, "ST*852", "ST*810", "AK5*R*1"),
        (
            EDIFACT,
            "INVRPT:D:01B:UN:EAN008",
            "INVOIC:D:01B:UN:EAN008",
            "UCM+1+INVOIC:D:01B:UN:EAN008+4",
        ),
    ),
    *((X12, "GE*1*101", "GE*2*101", "AK9*R"), (EDIFACT, "UNZ+1+IR19", "UNZ+2+IR19", "UCI+IR19")),
    (X12, "IEA*1*000000101", "IEA*1*000000102", "TA1*000000101*260511*0600*R"),
]


@pytest.mark.parametrize(("message", "old", "new", "begin"), FAULTS)
def test_faults_are_answered_as_the_table_says(message, old, new, begin):
    assert old in message
    [read] = interchanges(batches(message.replace(old, new).encode()))
    signs = read.delimiters

    answer = acknowledge(read, NUMBERS, MOMENT).content.decode()

    segments = [each.strip() for each in answer.split(signs.segment)]
    assert any(each.startswith(begin) for each in segments), segments


def codes_in_order(table: Mapping[str, Meaning], measure: str) -> str:
    """The codes of a measure, the most telling first; + joins those of one rank."""
    ranks: dict[int, list[str]] = {}
    for code, meaning in table.items():
        if meaning.measure == measure:
            ranks.setdefault(meaning.rank, []).append(code)
    return " > ".join(" + ".join(ranks[rank]) for rank in sorted(ranks))


def test_the_table_of_codes_is_that_of_the_readers():
    tables: tuple[Mapping[str, Meaning], ...] = (
        x12_activities.ACTIVITIES,
        x12_activities.QUANTITIES,
        x12_activities.MOVEMENTS,
        edifact_codes.QUANTITIES,
    )
    told = {
        row[0].strip("`").replace("told, not counted", ""): row[2:]
        for row in table_after(EDI, "measure")
    }

    assert told == {
        measure: [codes_in_order(table, measure) for table in tables]
        for measure in (*MEASURES, "")
        if measure != "sold_value"
    }
    expected = codes_in_order(edifact_codes.FORECASTS, "forecast")
    assert f"`forecast` is {expected}." in EDI


FILES = (DOCS / "files.md").read_text()


def test_every_column_of_the_page_is_recognised_as_its_field():
    told = {row[0].strip("`"): row[1].split(",") for row in table_after(FILES, "field")}

    assert told.keys() == {*FIELDS}
    for name, headers in told.items():
        if headers == ["by name only"]:
            assert name not in columns.suggest([name, "sku code"], [["1", "A"]]).columns
            continue
        # A pack is of interest only beside a unit.
        beside = "sku code" if name == "unit" else "uom"
        for header in map(str.strip, headers):
            row = ["1", "EA"]
            found = columns.suggest([header, beside], [row], [row]).columns
            assert found.get(name) == header


def test_every_unit_of_the_page_counts_what_it_says():
    for kind, words in table_after(FILES, "one of it is"):
        assert {unit_kind(word.strip()) for word in words.split(",")} == {kind.strip("`")}
