"""Which interchange is taken, which came before, and what each is answered."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from accounts.tenancy import active
from tests.vmi.formats.edi_answers import (
    answer_of,
    edifact_read,
    group,
    message,
    nameless,
    sales_report,
    segments_of,
    x12_read,
)
from tests.vmi.formats.edi_answers import head as any_head
from vmi.actions.admit_interchanges import admit_interchanges, let_go_of_interchanges
from vmi.actions.receive_report import receive_report
from vmi.actions.settle_interchanges import settle_interchanges
from vmi.formats.edi.shape import InterchangeHead, InterchangeRead
from vmi.formats.edi.shape import SyntaxProblem as Problem
from vmi.models import ControlNumber, Interchange, ReportDocument

Receive = Callable[..., ReportDocument]


@pytest.fixture
def receive(bo, partner_a) -> Receive:
    """Keep a document of A, each with other bytes."""
    made: list[int] = []

    def keep(scope: Any = None, partner_id: int | None = None) -> ReportDocument:
        made.append(len(made))
        receipt = receive_report(
            scope or bo.scope,
            partner_id or partner_a.pk,
            io.BytesIO(f"file {len(made)}".encode()),
            filename="day.edi",
            door="upload",
        )
        with active(scope or bo.scope):
            return ReportDocument.objects.get(pk=receipt.document_id)

    return keep


@pytest.fixture
def inside(bo):
    with active(bo.scope):
        yield


def head(number: int | str, content: str = "", **changes: Any) -> InterchangeHead:
    text = f"{number:09}" if isinstance(number, int) else number
    return any_head(control_number=text, sha256=content or f"content of {text}", **changes)


def admitted(document: ReportDocument, *heads: InterchangeHead) -> list[str]:
    placed = [replace(one, position=at) for at, one in enumerate(heads, 1)]
    return list(admit_interchanges(document, placed).values())


def first_document(row: Interchange) -> int | None:
    """The document whose interchange took the number."""
    return row.first.document_id if row.first else None


def settled(document: ReportDocument, *reads: InterchangeRead) -> list[Interchange]:
    settle_interchanges(document, reads)
    return list(Interchange.objects.filter(document=document).order_by("position"))


def read_of(
    one: InterchangeHead, *groups: Any, problems: Sequence[Problem] = ()
) -> InterchangeRead:
    return x12_read(*(groups or (group(message()),)), head=one, problems=tuple(problems))


def test_a_new_number_is_taken(receive, inside):
    document = receive()

    assert admitted(document, head(7), head(8)) == ["take", "take"]
    assert list(
        Interchange.objects.order_by("position").values_list("control_number", "state", "sequence")
    ) == [("000000007", "taken", 7), ("000000008", "taken", 8)]


def test_the_same_interchange_in_another_file_was_sent_again(receive, inside):
    first, second = receive(), receive()
    admitted(first, head(7))

    assert admitted(second, head(7)) == ["resent"]
    row = Interchange.objects.get(document=second)
    assert (row.state, first_document(row)) == ("resent", first.pk)


def test_the_same_number_with_other_content_is_refused(receive, inside):
    first, second = receive(), receive()
    admitted(first, head(7))

    assert admitted(second, head(7, "other")) == ["reused"]
    row = Interchange.objects.get(document=second)
    assert (row.state, first_document(row)) == ("reused", first.pk)


def test_inside_one_file_the_first_one_takes_the_number(receive, inside):
    document = receive()

    verdicts = admitted(document, head(7), head(7), head(7, "other"), head(8))

    assert verdicts == ["take", "resent", "reused", "take"]
    first = Interchange.objects.get(document=document, position=1)
    assert {row.first_id for row in Interchange.objects.filter(position__in=[2, 3])} == {first.pk}


@pytest.mark.parametrize(
    "changes",
    [{"sender": "OTHER"}, {"sender_qualifier": "08"}, {"standard": "edifact"}],
)
def test_another_sender_has_numbers_of_its_own(changes, receive, inside):
    first, second = receive(), receive()
    admitted(first, head(7))

    assert admitted(second, replace(head(7, "other"), **changes)) == ["take"]


def test_another_partner_has_numbers_of_its_own(receive, bo, chen, partner_b):
    mine, theirs = receive(), receive(chen.scope, partner_b.pk)
    with active(bo.scope):
        assert admitted(mine, head(7)) == ["take"]

    with active(chen.scope):
        assert admitted(theirs, head(7, "other")) == ["take"]
        assert admitted(theirs, head(7, "other")) == ["take"]
        assert Interchange.objects.count() == 1


def test_a_document_that_is_read_again_has_what_it_had(receive, inside):
    first, second = receive(), receive()
    heads = (head(7), head(7, "other"), head(8))
    before = admitted(first, *heads)
    admitted(second, head(7), head(9))

    assert admitted(first, *heads) == before == ["take", "reused", "take"]
    assert admitted(second, head(7), head(9)) == ["resent", "take"]
    assert Interchange.objects.count() == 5


def test_without_a_number_or_an_envelope_nothing_is_taken_away(receive, inside):
    first, second = receive(), receive()
    bare = head(7, is_enveloped=False)

    assert admitted(first, head(""), bare) == ["take", "take"]
    assert admitted(second, head("", "other"), replace(bare, sha256="other"), head(7)) == [
        *("take", "take"),
        "take",
    ]


def test_a_number_comes_again_after_the_roll_over(receive, inside):
    first, second, third = receive(), receive(), receive()
    admitted(first, head(1), head(999_999_998), head(999_999_999))

    assert admitted(second, head(1, "a year later"), head(2)) == ["take", "take"]
    rows = Interchange.objects.filter(document=second).order_by("position")
    assert list(rows.values_list("cycle", "sequence")) == [
        (1, 1_000_000_000),
        (1, 1_000_000_001),
    ]
    assert admitted(third, head(1, "another still")) == ["reused"]


def test_what_was_rejected_gives_its_number_back(receive, inside):
    first, second, third = receive(), receive(), receive()
    admitted(first, head(7))
    broken = read_of(head(7), problems=[Problem("missing_trailer")])
    [row] = settled(first, broken)
    assert (row.state, row.acceptance) == ("rejected", "R")

    # The corrected one, and the broken one once more.
    assert admitted(second, head(7, "corrected")) == ["take"]
    assert admitted(third, head(7)) == ["resent"]
    # Read again, it finds its number taken.
    assert admitted(first, head(7)) == ["reused"]
    assert first_document(Interchange.objects.get(document=first)) == second.pk


def test_a_rejected_interchange_that_is_read_again_takes_its_number_again(receive, inside):
    first, second = receive(), receive()
    admitted(first, head(7))
    settled(first, read_of(head(7), problems=[Problem("missing_trailer")]))

    assert admitted(first, head(7)) == ["take"]
    assert admitted(second, head(7, "other")) == ["reused"]


def test_what_could_not_be_read_at_all_lets_its_number_go(receive, inside):
    first, second = receive(), receive()
    admitted(first, head(7), head(8))

    let_go_of_interchanges(first)

    assert Interchange.objects.count() == 0
    assert admitted(second, head(7, "other")) == ["take"]


def test_an_interchange_is_answered_and_the_answer_stays(receive, inside):
    document = receive()
    admitted(document, head(7))

    [row] = settled(document, read_of(head(7)))
    answer = answer_of(row)
    [again] = settled(document, read_of(head(7), group(message("R", Problem("bad_date", "XQ", 2)))))

    assert (row.state, row.acceptance, row.answer_kinds, row.answer_number) == (
        *("settled", "A", "997"),
        "000000001",
    )
    assert answer_of(again) == answer
    assert (again.state, again.acceptance, again.answered_at) == ("rejected", "R", row.answered_at)
    assert list(ControlNumber.objects.order_by("kind").values_list("kind", "last")) == [
        ("group", 1),
        ("interchange", 1),
    ]


def test_our_numbers_run_without_gaps_for_each_standard_and_partner(receive, inside):
    document = receive()
    heads = [head(7), head(8), replace(head("R1"), standard="edifact"), head(9)]
    admitted(document, *heads)
    placed = [replace(one, position=at) for at, one in enumerate(heads, 1)]

    rows = settled(
        document,
        read_of(placed[0], group(message()), group(message(), control_number="8")),
        read_of(placed[1], problems=[Problem("missing_trailer")]),
        edifact_read(nameless(sales_report()), head=placed[2]),
        read_of(placed[3]),
    )

    assert [(row.answer_kinds, row.answer_number) for row in rows] == [
        ("997", "000000001"),
        ("TA1", "000000002"),
        ("CONTRL", "000000001"),
        ("997", "000000003"),
    ]
    groups = [
        each.split("*")[6]
        for row in rows
        for each in segments_of(answer_of(row))
        if each.startswith("GS*")
    ]
    assert groups == ["1", "2", "3"]


def test_what_was_sent_again_has_no_answer_of_its_own(receive, inside):
    first, second = receive(), receive()
    admitted(first, head(7))
    [answered] = settled(first, read_of(head(7)))
    admitted(second, head(7))

    [row] = settled(second, read_of(head(7)))

    assert (row.state, row.acknowledgement, row.answered_at) == ("resent", None, None)
    assert row.first == answered
    assert ControlNumber.objects.get(kind="interchange").last == 1


def test_a_number_used_again_is_answered_by_a_refusal(receive, inside):
    first, second = receive(), receive()
    admitted(first, head(7))
    admitted(second, head(7, "other"))

    [row] = settled(second, read_of(head(7, "other")))

    assert (row.state, row.acceptance, row.answer_kinds) == ("reused", "R", "TA1")
    assert segments_of(answer_of(row))[1] == "TA1*000000007*260513*2300*R*025"
    assert [problem["code"] for problem in row.problems] == ["control_number_reused"]


def test_acknowledgements_are_taken_down_and_never_answered(receive, inside):
    document = receive()
    receipt = head(7, is_acknowledgement=True, messages=("997",))
    admitted(document, receipt)

    [row] = settled(
        document, read_of(receipt, group(message("R", Problem("unknown_message"), kind="997")))
    )

    assert (row.state, row.acceptance, row.problem_count, row.kinds) == ("settled", "", 0, ["997"])
    assert (row.acknowledgement, ControlNumber.objects.count()) == (None, 0)


def test_messages_without_an_envelope_are_not_answered(receive, inside):
    document = receive()
    bare = head("", is_enveloped=False)
    admitted(document, bare)

    [row] = settled(document, read_of(bare))

    assert (row.state, row.acceptance, row.acknowledgement) == ("settled", "A", None)


def test_of_a_very_large_interchange_what_is_wrong_is_kept_and_all_is_counted(receive, inside):
    document = receive()
    admitted(document, head(7))
    good = [message(reference=f"{at}") for at in range(1_500)]
    problems = [Problem("bad_code", "ZA", at, 1, 0, "x\x00") for at in range(400)]
    bad = [message("E", *problems, reference=f"E{at}") for at in range(3)]

    [row] = settled(document, read_of(head(7), group(*good, *bad)))

    row.refresh_from_db()
    assert (row.message_count, row.rejected_count, row.problem_count, row.lines) == (
        *(1_503, 0, 1_200),
        4_509,
    )
    told = [len(each["problems"]) for each in row.groups[0]["messages"] if each["problems"]]
    assert (len(row.groups[0]["messages"]), told) == (1_000, [400, 100])
    assert row.groups[0]["messages"][-1]["problems"] == []
    assert row.groups[0]["messages"][-3]["problems"][0]["value"] == "x␀"
