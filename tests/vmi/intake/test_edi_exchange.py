"""EDI files from their bytes to the lines that count and the answer that goes back."""

import pytest

from accounts.tenancy import active
from tests.vmi.formats.edi_answers import (
    MOMENT,
    NUMBERS,
    answer_of,
    group,
    message,
    segments_of,
    x12_read,
)
from tests.vmi.intake.sums import sold
from vmi.actions.read_report import read_report
from vmi.formats.edi.acknowledging import acknowledge
from vmi.models import Interchange

LINE = ("LIN**CB*P1", "ZA*QS*5*EA")
OTHER = ("LIN**CB*P2", "ZA*QS*3*EA")


def activity(number: int, *detail: str, trailer: str = "", place: str = "S1") -> str:
    """One 852 about one store and week."""
    lines = sum(1 for segment in detail if segment.startswith("LIN"))
    text = f"{number:09}"
    segments = [
        f"ISA*00*          *00*          *ZZ*RETAILER       *ZZ*MAITE          *260511*0600*U*00401*{text}*0*P*>",
        "GS*PD*STORES*PLANT*20260511*0600*7*X*004010VICS",
        *("ST*852*0001", "XQ*H*20260504*20260510", f"N1*RL**92*{place}"),
        *detail,
        *(f"CTT*{lines}", f"SE*{len(detail) + 5}*0001", "GE*1*7"),
        trailer or f"IEA*1*{text}",
    ]
    return "~".join(segments) + "~"


def counts(document) -> dict[str, int]:
    named = ("in", "posted", "parked", "refused", "duplicate")
    return {name: getattr(document, f"lines_{name}") for name in named}


@pytest.fixture
def only(bo):
    """The one interchange of a document."""

    def find(document) -> Interchange:
        with active(bo.scope):
            return Interchange.objects.select_related("first").get(document=document)

    return find


def test_a_good_file_posts_and_is_answered(send, only, bo):
    document = send(activity(7, *LINE, *OTHER), filename="week.edi")

    row = only(document)
    assert (document.state, counts(document)) == (
        "posted",
        {"in": 2, "posted": 2, "parked": 0, "refused": 0, "duplicate": 0},
    )
    assert sold(bo.scope) == 8
    assert (row.state, row.acceptance, row.answer_kinds, row.lines) == ("settled", "A", "997", 2)
    assert segments_of(answer_of(row))[3:-2] == [
        *("AK1*PD*7", "AK2*852*0001", "AK5*A", "AK9*A*1*1*1", "SE*6*0001")
    ]


def test_the_same_interchange_in_another_file_counts_once_and_has_the_first_answer(send, only, bo):
    first = send(activity(7, *LINE), filename="week.edi")

    again = send("\n" + activity(7, *LINE) + "\r\n", filename="week again.edi")

    assert (again.state, counts(again)) == (
        "posted",
        {"in": 1, "posted": 0, "parked": 0, "refused": 0, "duplicate": 1},
    )
    assert sold(bo.scope) == 5
    row = only(again)
    assert (row.state, row.first, row.answered_at) == ("resent", only(first), None)


def test_another_content_under_the_same_number_is_refused_whole(send, only, bo):
    send(activity(7, *LINE), filename="week.edi")

    other = send(activity(7, *OTHER), filename="other.edi")

    assert (other.state, counts(other)) == (
        "refused",
        {"in": 1, "posted": 0, "parked": 0, "refused": 1, "duplicate": 0},
    )
    assert sold(bo.scope) == 5
    row = only(other)
    assert (row.state, row.answer_kinds) == ("reused", "TA1")
    assert segments_of(answer_of(row))[1].endswith("*R*025")


def test_a_file_cut_off_is_rejected_and_the_whole_one_takes_its_number(send, only, bo):
    whole = activity(7, *LINE)
    cut = send(whole[: whole.index("GE*")], filename="cut.edi")

    row = only(cut)
    assert (cut.state, counts(cut)["refused"], row.state) == ("refused", 1, "rejected")
    assert segments_of(answer_of(row))[1].endswith("*R*023")

    good = send(whole, filename="whole.edi")
    assert (good.state, only(good).state) == ("posted", "settled")
    assert sold(bo.scope) == 5


def test_a_line_that_breaks_the_standard_is_refused_and_the_others_post(send, only, bo):
    document = send(
        activity(7, *LINE, "LIN**CB*P2", "ZA*QS*three*EA"),
        filename="week.edi",
    )

    row = only(document)
    assert (document.state, counts(document)) == (
        "partly",
        {"in": 2, "posted": 1, "parked": 0, "refused": 1, "duplicate": 0},
    )
    assert (row.state, row.acceptance) == ("settled", "E")
    assert segments_of(answer_of(row))[5:8] == [*("AK3*ZA*7**8", "AK4*2**6*three", "AK5*E*5")]


def test_read_again_the_document_keeps_its_number_and_its_answer(send, only, bo):
    document = send(activity(7, *LINE), filename="week.edi")
    before = only(document)

    again = read_report(bo.scope, document.pk, again=True)

    after = only(again)
    assert again.state == "posted"
    assert sold(bo.scope) == 5
    assert (after.pk, answer_of(after)) == (before.pk, answer_of(before))
    assert after.answered_at == before.answered_at


def test_a_code_that_nobody_knows_waits_and_the_syntax_is_in_order_all_the_same(send, only):
    document = send(activity(7, "LIN**CB*NEW", "ZA*QS*5*EA"), filename="week.edi")

    assert (document.state, counts(document)["parked"]) == ("parked", 1)
    assert only(document).acceptance == "A"


def test_several_interchanges_in_one_file_are_judged_one_by_one(send, bo):
    document = send(
        activity(7, *LINE) + activity(8, *OTHER, trailer="IEA*2*000000008") + activity(7, *LINE),
        filename="week.edi",
    )

    with active(bo.scope):
        rows = list(Interchange.objects.filter(document=document).order_by("position"))
    assert counts(document) == {"in": 3, "posted": 1, "parked": 0, "refused": 1, "duplicate": 1}
    assert [(row.state, row.answer_kinds, row.answer_number) for row in rows] == [
        ("settled", "997", "000000001"),
        ("rejected", "TA1", "000000002"),
        ("resent", "", ""),
    ]


def test_an_acknowledgement_is_taken_down_and_neither_posted_nor_answered(send, only):
    ours = acknowledge(x12_read(group(message())), NUMBERS, MOMENT).content

    document = send(ours, filename="997.edi")

    row = only(document)
    assert (document.state, document.problem_code, counts(document)["in"]) == ("posted", "", 0)
    assert (row.kinds, row.is_acknowledgement, row.acknowledgement) == (["997"], True, None)


def test_a_kind_of_message_that_we_do_not_take_is_said_to_be_none(send, only):
    text = activity(7, *LINE).replace("ST*852", "ST*810").replace("GS*PD", "GS*IN")

    document = send(text, filename="invoice.edi")

    row = only(document)
    assert (document.state, document.problem_code) == ("refused", "no_message_taken")
    assert segments_of(answer_of(row))[3:7] == [
        *("AK1*IN*7", "AK2*810*0001", "AK5*R*1", "AK9*R*1*1*0")
    ]
