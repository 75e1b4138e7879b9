"""What is odd in a file is kept with it, until its sender settles it or it is no longer so."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from accounts.tenancy import active, system_scope
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, Invalid, NotFound
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import posting_states, sold
from vmi.actions.check_lines import check_lines
from vmi.actions.confirm_finding import confirm_finding
from vmi.actions.correct_line import correct_line
from vmi.actions.leave_line_out import leave_line_out
from vmi.actions.read_report import read_report
from vmi.models import Finding, FindingCount, LineCorrection, ReportDocument
from vmi.selectors.findings import kinds_of_findings, words_of
from vmi.selectors.line_as_read import line_as_read
from vmi.selectors.quality import quality_of

pytestmark = pytest.mark.django_db
STOCK = "date,product code,store code,units sold,units received,on hand\n"


def found_in(scope, document):
    with active(scope):
        rows = Finding.objects.filter(document=document).order_by("line", "kind")
        return [(row.line, row.kind, row.field, row.state) for row in rows]


def counts_of(scope, document):
    with active(scope):
        return dict(FindingCount.objects.filter(document=document).values_list("kind", "lines"))


def correct(player, document, line, values, reason="typing error") -> ReportDocument:
    correct_line(player.scope, document.pk, line, values, reason=reason)
    return read_report(player.scope, document.pk)


def test_an_odd_line_counts_and_is_told(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,-20", "2026-03-02,P1,S1,3,10"))

    assert (document.state, document.lines_posted) == ("posted", 2)
    assert found_in(bo.scope, document) == [(2, "negative_stock", "on_hand", "open")]
    assert counts_of(bo.scope, document) == {"": 1, "negative_stock": 1}
    [kind] = kinds_of_findings(bo.scope, document.pk)
    assert (kind.count, kind.open_count, kind.examples[0].product) == (1, 1, "P1")


def test_stock_that_does_not_follow_is_found_once_it_has_posted(send, bo):
    document = send(
        STOCK + "2026-03-01,P1,S1,5,0,20\n2026-03-02,P1,S1,3,10,27\n2026-03-03,P1,S1,3,0,99\n"
    )

    assert check_lines(bo.scope, document.pk) == 1
    assert found_in(bo.scope, document) == [(4, "balance", "on_hand", "open")]
    with active(bo.scope):
        [row] = Finding.objects.values_list("value", "expected", "product__code", "location__code")
    assert row == ("99", "24", "P1", "S1")


def test_checking_again_changes_nothing(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,P1,S1,5,20"))

    assert [check_lines(bo.scope, document.pk) for _ in range(2)] == [1, 1]
    assert found_in(bo.scope, document) == [(3, "may_be_copy", "line", "open")]


def test_a_column_of_references_answers_for_lines_that_are_equal(send, bo):
    document = send(
        "date,product code,store code,units sold,reference\n"
        "2026-03-01,P1,S1,5,A-1\n2026-03-01,P1,S1,5,A-2\n"
    )

    assert check_lines(bo.scope, document.pk) == 0


def test_a_corrected_line_is_posted_in_place_of_what_the_file_says(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,-20", "2026-03-02,P1,S1,3,10"))

    settled = correct(bo, document, 2, {"on_hand": "20", "sold": "6"})

    assert (settled.state, settled.lines_posted) == ("posted", 2)
    assert sold(bo.scope) == 9
    assert posting_states(document.pk) == ["read_anew", "current"]
    assert found_in(bo.scope, document) == [(2, "negative_stock", "on_hand", "corrected")]
    assert counts_of(bo.scope, document) == {}
    assert line_as_read(bo.scope, document.pk, 2).values["on_hand"] == "20"
    with system_scope(reason="look"):
        entry = AuditEntry.objects.get(verb="correct_line")
    assert (entry.actor_name, entry.details) == (
        "Bo",
        {
            "line": 2,
            "was": {"on_hand": "-20", "sold": "5"},
            "now": {"on_hand": "20", "sold": "6"},
            "reason": "typing error",
        },
    )


def test_a_refused_line_becomes_good_and_a_parked_one_finds_its_product(send, bo):
    document = send(lines("nonsense,P1,S1,5,20", "2026-03-02,X9,S1,3,10"))
    assert (document.lines_refused, document.lines_parked) == (1, 1)

    correct(bo, document, 2, {"first_day": "2026-03-01", "last_day": "2026-03-01"})
    settled = correct(bo, document, 3, {"product_code": "P2"})

    assert (settled.state, settled.lines_posted) == ("posted", 2)
    assert sold(bo.scope) == 8


def test_a_correction_that_does_not_help_leaves_the_finding_open(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,-20"))

    correct(bo, document, 2, {"on_hand": "-19"})

    assert found_in(bo.scope, document) == [(2, "negative_stock", "on_hand", "open")]


def test_the_later_of_two_corrections_of_a_value_counts(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20"))

    correct(bo, document, 2, {"sold": "50"})
    correct(bo, document, 2, {"sold": "7"})

    assert sold(bo.scope) == 7
    with active(bo.scope):
        assert LineCorrection.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "values", "reason", "code"),
    [
        (2, {"sold": "a lot"}, "typing error", "bad_number"),
        (2, {"sold": "6"}, "  ", "reason_missing"),
        (2, {"sold": "5"}, "typing error", "nothing_corrected"),
        (2, {"raw": "x"}, "typing error", "unknown_field"),
        (2, {"last_day": "2026-02-28"}, "typing error", "period_backwards"),
        (2, {"product_code": None}, "typing error", "missing_product"),
        (9, {"sold": "6"}, "typing error", "line_not_found"),
    ],
)
def test_what_can_not_be_is_refused_and_changes_nothing(send, bo, line, values, reason, code):
    document = send(lines("2026-03-01,P1,S1,5,-20"))

    with pytest.raises((Invalid, NotFound)) as refusal:
        correct_line(bo.scope, document.pk, line, values, reason=reason)

    assert refusal.value.code == code
    with active(bo.scope):
        assert LineCorrection.objects.count() == 0
        assert ReportDocument.objects.get().state == "posted"
    assert found_in(bo.scope, document) == [(2, "negative_stock", "on_hand", "open")]


def test_the_same_request_twice_corrects_once_and_its_key_is_for_it_alone(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20"))
    asked = {"reason": "typing error", "key": "k1"}

    correct_line(bo.scope, document.pk, 2, {"sold": "6"}, **asked)
    read_report(bo.scope, document.pk)
    correct_line(bo.scope, document.pk, 2, {"sold": "6"}, **asked)
    with pytest.raises(Conflict) as refusal:
        correct_line(bo.scope, document.pk, 2, {"sold": "7"}, **asked)

    assert refusal.value.code == "key_reused"
    with active(bo.scope):
        assert LineCorrection.objects.count() == 1


def test_a_line_is_not_corrected_while_the_file_is_read(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20"))
    correct_line(bo.scope, document.pk, 2, {"sold": "6"}, reason="typing error")

    with pytest.raises(Conflict) as refusal:
        correct_line(bo.scope, document.pk, 2, {"sold": "7"}, reason="typing error")

    assert refusal.value.code == "being_read"


def test_a_confirmed_finding_stays_so_until_the_line_says_something_else(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,-20", "2026-03-02,P1,S1,3,10"))
    with active(bo.scope):
        found = Finding.objects.get()

    confirm_finding(bo.scope, found.pk, reason="sold before it was booked in")
    correct(bo, document, 3, {"sold": "4"})
    assert found_in(bo.scope, document) == [(2, "negative_stock", "on_hand", "confirmed")]

    correct(bo, document, 2, {"on_hand": "-21"})
    assert found_in(bo.scope, document) == [(2, "negative_stock", "on_hand", "open")]


def test_a_line_of_totals_is_left_out_with_a_reason(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20", "total,,,5,20"))

    leave_line_out(bo.scope, document.pk, 3, reason="line of totals")
    with pytest.raises(NotFound):
        leave_line_out(bo.scope, document.pk, 2, reason="it posted")

    assert found_in(bo.scope, document) == [(3, "left_out", "day", "confirmed")]


def test_findings_of_a_report_that_was_replaced_are_over(send, bo):
    first = send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,P1,S1,5,20"))
    check_lines(bo.scope, first.pk)
    second = send(lines("2026-03-01,P1,S1,5,20"), filename="again.csv")
    check_lines(bo.scope, second.pk)

    assert found_in(bo.scope, first) == [(3, "may_be_copy", "line", "over")]


def test_another_partner_settles_nothing(send, bo, chen):
    document = send(lines("2026-03-01,P1,S1,5,-20"))
    with active(bo.scope):
        found = Finding.objects.get()

    for attempt in (
        lambda: confirm_finding(chen.scope, found.pk, reason="no"),
        lambda: correct_line(chen.scope, document.pk, 2, {"sold": "1"}, reason="no"),
        lambda: leave_line_out(chen.scope, document.pk, 2, reason="no"),
        lambda: check_lines(chen.scope, document.pk),
        lambda: quality_of(chen.scope, document.partner_id),
        lambda: line_as_read(chen.scope, document.pk, 2),
    ):
        with pytest.raises(NotFound):
            attempt()

    assert found_in(bo.scope, document) == [(2, "negative_stock", "on_hand", "open")]
    assert sold(bo.scope) == 5


def test_the_quality_of_a_partner_is_told_by_month_and_kind(send, bo, partner_a):
    document = send(
        lines(
            "2026-03-01,P1,S1,5,-20",
            f"{today() + timedelta(days=9)},P1,S1,3,10",
            "2026-03-03,P2,S1,1,1",
        )
    )

    found = quality_of(bo.scope, partner_a.pk)

    assert (found.lines, found.odd_lines, found.open_count, found.settled) == (3, 2, 2, 0)
    [month] = found.months
    assert month.by_kind == {"": 2, "negative_stock": 1, "future_day": 1}
    assert [each.document_id for each in found.open_kinds] == [document.pk, document.pk]
    assert [(row.document.pk, row.count) for row in found.open_reports] == [(document.pk, 2)]


def test_a_kind_without_words_is_told_by_its_name():
    assert words_of("unheard_of").what == "unheard_of"
