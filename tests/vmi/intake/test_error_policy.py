"""What bad lines mean for good ones is said with each report."""

from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command

from accounts.tenancy import active
from tests.vmi.intake.conftest import lines
from tests.vmi.intake.sums import posting_states, sold, sold_by_day
from vmi.actions.map_code import map_product_code
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.models import DocumentLine, Posting, ReportDocument, Supersession
from vmi.selectors.restatements import restatement_of

GOOD, PARKED, BAD = "2026-03-01,P1,S1,5,20", "2026-03-02,X9,S1,6,20", "nonsense,P1,S1,1,1"


@pytest.fixture
def submit(bo, partner_a, catalogue, places):
    """Keep and read lines of A with a policy."""

    def send(*rows: str, policy: str = "refuse_all") -> ReportDocument:
        content = BytesIO(lines(*rows).encode())
        receipt = receive_report(
            bo.scope, partner_a.pk, content, filename="r.csv", door="upload", error_policy=policy
        )
        return read_report(bo.scope, receipt.document_id)

    return send


def counts(document: ReportDocument) -> tuple[str, int, int, int, int]:
    return (
        document.state,
        document.lines_in,
        document.lines_posted,
        document.lines_parked,
        document.lines_refused,
    )


def test_a_bad_line_refuses_all_and_each_is_told_why(submit, bo, partner_a, catalogue):
    document = submit(GOOD, PARKED, BAD)

    assert counts(document) == ("refused", 3, 0, 0, 3)
    assert (document.problem_code, document.first_day, document.covered) == (
        "lines_refused",
        None,
        [],
    )
    assert sold(bo.scope) is None
    with active(bo.scope):
        kept = DocumentLine.objects.order_by("line").values_list("state", "reason")
        assert [state for state, _reason in kept] == ["refused", "refused"]
        assert "unknown_product" in {reason for _state, reason in kept}
    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)
    assert release_parked_lines(bo.scope, partner_a.pk) == 0
    assert sold(bo.scope) is None


def test_lines_that_only_wait_for_a_code_refuse_nothing(submit, bo, partner_a, catalogue):
    document = submit(GOOD, PARKED)
    assert counts(document) == ("partly", 2, 1, 1, 0)

    map_product_code(bo.scope, partner_a.pk, "X9", catalogue["P3"].pk)
    assert release_parked_lines(bo.scope, partner_a.pk) == 1
    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(5), "2026-03-02": Decimal(6)}


def test_a_refused_report_replaces_nothing(submit, bo):
    submit(GOOD)
    refused = submit("2026-03-01,P1,S1,9,20", BAD)

    assert refused.state == "refused"
    assert sold(bo.scope) == 5
    assert restatement_of(bo.scope, refused.pk) is None
    with active(bo.scope):
        assert Supersession.objects.count() == 0


def test_the_same_bytes_with_the_wish_to_post_the_good_lines_are_read_again(submit, bo):
    refused = submit(GOOD, BAD)
    assert submit(GOOD, BAD).state == "refused"

    posted = submit(GOOD, BAD, policy="post_good")

    assert posted.pk == refused.pk
    assert counts(posted) == ("partly", 2, 1, 0, 1)
    assert sold(bo.scope) == 5
    assert posting_states(posted.pk) == ["read_anew", "current"]
    # What is posted stays posted: a stricter wish for the same bytes comes too late.
    assert counts(submit(GOOD, BAD)) == ("partly", 2, 1, 0, 1)


def test_a_posted_report_that_is_refused_in_a_new_reading_gives_back_what_it_replaced(submit, bo):
    submit(GOOD)
    document = submit("2026-03-01,P1,S1,9,20", BAD, policy="post_good")
    assert sold(bo.scope) == 9
    with active(bo.scope):
        ReportDocument.objects.filter(pk=document.pk).update(error_policy="refuse_all")

    again = read_report(bo.scope, document.pk, again=True)

    assert counts(again) == ("refused", 2, 0, 0, 2)
    assert sold(bo.scope) == 5
    with active(bo.scope):
        assert Posting.objects.filter(state="superseded").count() == 0
        assert DocumentLine.objects.filter(document=document).count() == 1


def test_the_shell_takes_the_policy_too(bo, partner_a, catalogue, places, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(lines(GOOD, BAD))

    with pytest.raises(SystemExit):
        call_command("post", str(path), partner="A", error_policy="refuse_all", stdout=StringIO())

    with active(bo.scope):
        assert counts(ReportDocument.objects.get()) == ("refused", 2, 0, 0, 2)


def test_codes_are_listed_and_mapped_from_the_shell(submit, bo, partner_a, tmp_path):
    document = submit(GOOD, PARKED, "2026-03-03,P1,S9,1,1")
    path, out = tmp_path / "codes.csv", StringIO()
    call_command("waiting_codes", partner="A", output=path, stdout=out)
    assert out.getvalue() == f"2 codes in {path}\n"
    heads, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    filled = [
        row.replace(",X9,,,", ",X9,,P3,").replace(",S9,,,", ",S9,,new,").replace(",P1,,", ",P1,,")
        for row in rows
    ]
    path.write_text("\n".join([heads, *filled, "0,A,product,Z1,,P99"]))

    call_command("map_codes", str(path), partner="A", check=True, stdout=out)
    with active(bo.scope):
        document.refresh_from_db()
    assert document.lines_parked == 2
    call_command("map_codes", str(path), partner="A", stdout=out)

    said = "1 new, 1 new places, 0 changed, 0 known already, 1 left out\n    line 4: There is no product “P99”.\n"
    assert out.getvalue().endswith(said + said + "2 lines that waited are posted now\n")
    with active(bo.scope):
        document.refresh_from_db()
    assert counts(document) == ("posted", 3, 3, 0, 0)
