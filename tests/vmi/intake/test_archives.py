"""Archives through the real intake: each file in them is a report of its own."""

import gzip
from datetime import date

import pytest

from accounts.tenancy import active
from portal.kernel.errors import NotFound
from tests.vmi.formats.reading import workbook
from tests.vmi.formats.sheets_by_hand import day, number, ods, row, table, text, texts, zipped
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import sold
from vmi.actions import unpack_archive as unpacking
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.formats.shape import Reading
from vmi.models import ReportDocument
from vmi.selectors.parts import parts_of

FIRST, SECOND = lines("2026-03-01,P1,S1,3,"), lines("2026-03-02,P1,S1,4,")
COLUMNS = ("date", "product code", "store code", "units sold")


def read_parts(scope, document) -> list[ReportDocument]:
    return [read_report(scope, part.document.pk) for part in parts_of(scope, document.pk).parts]


def test_every_kind_of_file_in_a_zip_is_read(send, bo):
    document = send(
        zipped(
            {
                "week/b.csv": FIRST,
                "a.xlsx": workbook(COLUMNS, (date(2026, 3, 2), "P1", "S1", 4)),
                "c.ods": ods(
                    table(
                        texts(*COLUMNS),
                        row(day("2026-03-03"), text("P1"), text("S1"), number("5")),
                    )
                ),
                "d.csv.gz": gzip.compress(SECOND.encode()),
                "__MACOSX/._b.csv": "x",
            }
        ),
        filename="week.zip",
    )

    assert (document.state, document.kind, document.lines_in) == ("unpacked", "archive", 0)
    found = parts_of(bo.scope, document.pk)
    assert [part.document.filename for part in found.parts] == [
        "b.csv",
        "a.xlsx",
        "c.ods",
        "d.csv.gz",
    ]
    assert [part.was_here for part in found.parts] == [False] * 4
    assert found.skipped == ("__MACOSX/._b.csv",)
    states = [(part.state, part.problem_code) for part in read_parts(bo.scope, document)]
    assert states == [("posted", ""), ("posted", ""), ("posted", ""), ("refused", "nested_archive")]
    assert sold(bo.scope) == 12


def test_a_part_goes_by_what_was_said_of_the_whole(send, bo):
    reading = Reading(default_currency="EUR", date_order="DMY")

    document = send(gzip.compress(b"x"), filename="a.csv.gz", reading=reading)

    (part,) = parts_of(bo.scope, document.pk).parts
    whole = document
    assert part.document.filename == "a.csv"
    assert part.document.parent_id == whole.pk
    for name in ("door", "sender", "reading", "error_policy", "partner_id"):
        assert getattr(part.document, name) == getattr(whole, name)


def test_a_part_that_was_here_before_is_not_counted_again(send, bo):
    alone = send(FIRST)

    document = send(zipped({"a.csv": FIRST, "b.csv": SECOND, "c.csv": SECOND}))

    found = parts_of(bo.scope, document.pk).parts
    assert [part.was_here for part in found] == [True, False, True]
    assert found[0].document.pk == alone.pk
    assert found[1].document.pk == found[2].document.pk
    read_parts(bo.scope, document)
    assert sold(bo.scope) == 7


def test_the_same_archive_again_is_the_same_document(send, bo):
    content = zipped({"a.csv": FIRST, "b.csv": SECOND})
    first = send(content)

    again = send(content)
    anew = read_report(bo.scope, first.pk, again=True)

    assert (again.pk, anew.pk, anew.state) == (first.pk, first.pk, "unpacked")
    with active(bo.scope):
        assert ReportDocument.objects.count() == 3


def test_an_unpacking_cut_short_is_finished_by_the_next_one(send, bo, monkeypatch):
    kept: list[str] = []

    def die_at_the_second(*args, **said):
        if kept:
            raise KeyboardInterrupt
        kept.append(said["filename"])
        return receive_report(*args, **said)

    monkeypatch.setattr(unpacking, "receive_report", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        send(zipped({"a.csv": FIRST, "b.csv": SECOND}))
    monkeypatch.setattr(unpacking, "receive_report", receive_report)
    with active(bo.scope):
        whole = ReportDocument.objects.get(parent=None)
        assert whole.state == "received"

    read_report(bo.scope, whole.pk)

    found = parts_of(bo.scope, whole.pk).parts
    assert [(part.document.filename, part.was_here) for part in found] == [
        ("a.csv", False),
        ("b.csv", False),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped({}), "empty_archive"),
        (zipped({"a.csv": FIRST * 100})[:-200], "damaged_workbook"),
        (gzip.compress(FIRST.encode(), mtime=0)[:-9], "damaged_archive"),
        (zipped({"a.csv": FIRST, "b.csv": b"0" * 20_000_000}), "zip_bomb"),
    ],
)
def test_nothing_is_kept_of_an_archive_that_is_not_sound(send, bo, content, code):
    document = send(content, filename="a.zip")

    assert (document.state, document.problem_code) == ("refused", code)
    with active(bo.scope):
        assert ReportDocument.objects.count() == 1
    assert not parts_of(bo.scope, document.pk)


def test_nobody_else_learns_of_the_parts(send, bo, chen):
    document = send(zipped({"a.csv": FIRST}))

    with pytest.raises(NotFound):
        parts_of(chen.scope, document.pk)

    assert len(parts_of(bo.scope, document.pk).parts) == 1
