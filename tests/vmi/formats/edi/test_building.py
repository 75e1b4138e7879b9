"""Lines of an interchange: merged, numbered, held back until the verdict, and none lost."""

from datetime import date
from decimal import Decimal

import pyarrow as pa

from vmi.formats import limits
from vmi.formats.edi.building import Days, InterchangeLines, Item, Place, Verdict
from vmi.formats.edi.shape import InterchangeHead, InterchangeRead, SyntaxProblem
from vmi.formats.shape import LINE_SCHEMA, Batch, Reading

HEAD = InterchangeHead(1, "x12", "A", "ZZ", "B", "ZZ", "1", "00401", False, "", 0, 0)
ITEM, PLACE = Item("A1", "00036000291452"), Place("4022")
DAYS = Days(date(2026, 11, 1), date(2026, 11, 7))


def gathered(lines: InterchangeLines, *problems: SyntaxProblem) -> list[Batch]:
    return list(lines.batches(InterchangeRead(HEAD, (), problems), 10))


def rows(batches: list[Batch]) -> list[dict[str, object]]:
    found = pa.Table.from_batches([batch.lines for batch in batches], LINE_SCHEMA).to_pylist()
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def test_measures_of_one_item_place_and_days_are_one_line():
    lines = InterchangeLines(Reading(), first_line=7)
    lines.begin_message()
    lines.line(ITEM, PLACE, DAYS, unit="EA").add("sold", Decimal(12))
    lines.line(ITEM, PLACE, DAYS, unit="EA").see(5, "ZA*QS*12*EA")
    lines.line(ITEM, PLACE, DAYS, unit="EA").add("on_hand", Decimal(3))
    lines.line(ITEM, PLACE, DAYS, unit="EA").see(4, "LIN**UP*1")
    lines.end_message(is_rejected=False)

    assert rows(gathered(lines)) == [
        {
            "line": 7,
            "product_code": "A1",
            "gtin": "00036000291452",
            "location_code": "4022",
            "unit": "EA",
            "currency": "CNY",
            "first_day": DAYS.first,
            "last_day": DAYS.last,
            "sold": Decimal(12),
            "on_hand": Decimal(3),
            "raw": "4 LIN**UP*1 | 5 ZA*QS*12*EA",
        }
    ]


def test_the_lower_rank_counts_alone_and_the_other_is_noted():
    lines = InterchangeLines(Reading())
    lines.begin_message()
    line = lines.line(ITEM, PLACE, DAYS)
    line.add("sold", Decimal(9), code="TS", rank=2)
    line.add("sold", Decimal(5), code="QS")
    line.add("sold", Decimal(1), code="QS")
    lines.end_message(is_rejected=False)

    batches = gathered(lines)

    assert [row["sold"] for row in rows(batches)] == [Decimal(6)]
    assert [(note.code, note.value) for note in batches[-1].notes] == [
        ("activity_passed_over", "TS")
    ]


def three_messages(verdict: Verdict = "take") -> InterchangeLines:
    """One good line, then a rejected message of one good and one bad line, then a good line."""
    lines = InterchangeLines(Reading(), verdict=verdict)
    lines.begin_group()
    for number in range(3):
        lines.begin_message()
        lines.line(ITEM, PLACE, DAYS).add("sold", Decimal(number))
        lines.close_item()
        if number == 1:
            lines.refuse("sold", "bad_number", "1O", "7 ZA*QS*1O*EA")
            assert lines.lines_in_message == 2
        lines.end_message(is_rejected=number == 1)
    return lines


def test_a_rejected_message_posts_nothing_and_its_lines_are_refused():
    batches = gathered(three_messages())

    assert [(row["line"], row["sold"]) for row in rows(batches)] == [(1, 0), (4, 2)]
    assert [(one.line, one.code) for batch in batches for one in batch.refused] == [
        (2, "message_rejected"),
        (3, "bad_number"),
    ]
    assert batches[-1].lines_read == 4


def test_a_rejected_group_and_a_broken_envelope_reject_all_their_messages():
    of_group = three_messages()
    of_group.end_group(is_rejected=True)
    broken = gathered(three_messages(), SyntaxProblem("missing_trailer"))

    for batches in (gathered(of_group), broken):
        assert rows(batches) == []
        assert [one.line for batch in batches for one in batch.refused] == [1, 2, 3, 4]


def test_an_interchange_sent_again_counts_as_duplicates_and_a_reused_number_is_refused():
    resent, reused = gathered(three_messages("resent")), gathered(three_messages("reused"))

    assert (rows(resent), rows(reused)) == ([], [])
    assert sum(batch.duplicate_count for batch in resent) == 4
    assert [one.line for batch in resent for one in batch.duplicates] == [1, 2, 3, 4]
    assert [one.code for batch in reused for one in batch.refused] == [
        *("control_number_reused", "control_number_reused"),
        *("bad_number", "control_number_reused"),
    ]


def test_lines_beyond_a_batch_wait_on_disk_and_come_back_in_order(monkeypatch):
    monkeypatch.setattr(limits, "BATCH_ROWS", 3)
    lines = InterchangeLines(Reading())
    for message in range(5):
        lines.begin_message()
        for number in range(4):
            lines.line(Item(f"A{message}{number}"), PLACE, DAYS).add("sold", Decimal(1))
            lines.close_item()
        lines.end_message(is_rejected=message == 3)

    batches = gathered(lines)

    assert len(batches) == 8
    assert [row["line"] for row in rows(batches)] == [*range(1, 13), *range(17, 21)]
    assert [one.line for batch in batches for one in batch.refused] == [13, 14, 15, 16]


def test_a_line_lacks_what_it_needs_unless_the_reading_brings_it():
    lines = InterchangeLines(Reading())
    whole = InterchangeLines(Reading(default_location="X", first_day=date(2026, 1, 1)))
    for one in (lines, whole):
        one.begin_message()
        one.line(ITEM, Place(), DAYS).add("sold", Decimal(1))
        one.line(ITEM, PLACE, Days()).add("sold", Decimal(1))
        one.line(Item(), PLACE, DAYS).add("sold", Decimal(1))
        one.line(Item("B"), PLACE, DAYS).see(2, "LIN")
        one.line(Item("C"), PLACE, DAYS).refuse("sold", "bad_number", "x")
        for _twice in range(2):
            one.line(Item("D"), PLACE, DAYS).add("sold", Decimal(6) * 10**14)
        one.end_message(is_rejected=False)

    codes = ["missing_product", "no_measure", "bad_number", "number_too_large"]
    refused = [line.code for batch in gathered(lines) for line in batch.refused]
    assert refused == ["missing_location", "no_date", *codes]
    assert [line.code for batch in gathered(whole) for line in batch.refused] == codes


def test_notes_are_counted_and_bounded(monkeypatch):
    monkeypatch.setattr(limits, "NOTES_TOLD", 2)
    lines = InterchangeLines(Reading())
    for value in ("XX", "XX", "YY", "ZZ", "AA"):
        lines.note("unknown_activity", "ZA01", value, f"4 ZA*{value}*1*EA")

    notes = gathered(lines)[-1].notes

    assert [(note.value, note.count) for note in notes] == [("XX", 2), ("YY", 1), ("…", 2)]
