"""A file becomes lines in the facts, or says why not."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from accounts.tenancy import active
from portal.kernel.errors import Invalid, NotFound
from tests.vmi.intake.conftest import HEADER, lines
from tests.vmi.intake.sums import posting_states, sold, sold_by_day
from vmi.actions import streams
from vmi.actions.name_columns import name_columns
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.formats.shape import Reading
from vmi.models import ReadingProfile, ReportDocument
from vmi.models.documents import document_storage
from vmi.rules.settlement import LinesLost
from vmi.selectors.documents import document_outline


def test_a_clean_file_posts_every_line(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,P2,S2,3,10"))

    assert (document.state, document.lines_in, document.lines_posted) == ("posted", 2, 2)
    assert (document.first_day, document.last_day) == (date(2026, 3, 1), date(2026, 3, 2))
    assert (document.speaks_of_flow, document.speaks_of_stock) == (True, True)
    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(5), "2026-03-02": Decimal(3)}


def test_unknown_codes_wait_bad_lines_are_refused_and_the_rest_posts(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,X9,S2,3,10", "nonsense,P1,S1,1,1"))

    assert document.state == "partly"
    counts = (document.lines_posted, document.lines_parked, document.lines_refused)
    assert (document.lines_in, counts) == (3, (1, 1, 1))
    assert sold(bo.scope) == 5
    with active(bo.scope):
        kept = list(document.lines.values_list("line", "state", "reason", "field", "value"))
    assert kept == [
        (3, "parked", "unknown_product", "product_code", "X9"),
        (4, "refused", "bad_date", "day", "nonsense"),
    ]


def test_repeated_lines_are_lines_and_add(send, bo):
    document = send(lines("2026-03-01,P1,S1,5,20", "2026-03-01,P1,S1,5,20"))

    assert document.lines_posted == 2
    assert sold(bo.scope) == 10


def test_a_workbook_reads_like_its_csv(send, bo):
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(HEADER.strip().split(","))
    sheet.append([date(2026, 3, 1), "P1", "S1", 5, 20])
    sheet.append([date(2026, 3, 2), "P2", "S2", 3.5, "=A1"])
    body = io.BytesIO()
    book.save(body)

    document = send(body.getvalue(), filename="report.xlsx")

    assert (document.lines_posted, document.lines_refused) == (1, 1)
    assert sold(bo.scope) == 5


def test_a_chinese_file_in_gb18030_is_understood(send, bo):
    text = "日期,商品编码,门店编码,销售数量,库存数量\n2026年3月1日,P1,S1,5,20\n"

    document = send(text.encode("gb18030"))

    assert document.state == "posted"
    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(5)}


def test_the_same_document_again_gets_the_first_receipt_and_changes_nothing(send, bo, partner_a):
    first = send(lines("2026-03-01,P1,S1,5,20"))

    again = receive_report(
        bo.scope,
        partner_a.pk,
        io.BytesIO(lines("2026-03-01,P1,S1,5,20").encode()),
        filename="other name.csv",
        door="api",
    )

    assert (again.document_id, again.is_new, again.state) == (first.pk, False, "posted")
    assert read_report(bo.scope, first.pk).lines_posted == 1
    assert sold(bo.scope) == 5
    assert posting_states(first.pk) == ["current"]


def test_a_file_above_the_limit_is_refused_and_nothing_of_it_kept(
    settings, bo, partner_a, tmp_path
):
    settings.UPLOAD_LIMIT_BYTES = 1000

    with pytest.raises(Invalid) as refusal:
        receive_report(
            bo.scope, partner_a.pk, io.BytesIO(b"x" * 1001), filename="big.csv", door="upload"
        )

    assert refusal.value.code == "file_too_large"
    assert not (tmp_path / "documents").exists()
    with active(bo.scope):
        assert ReportDocument.objects.count() == 0


def test_an_upload_that_breaks_off_leaves_nothing(bo, partner_a, tmp_path):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        receive_report(bo.scope, partner_a.pk, Broken(), filename="big.csv", door="upload")

    assert not (tmp_path / "documents").exists()
    with active(bo.scope):
        assert ReportDocument.objects.count() == 0


def test_the_bytes_are_kept_untouched(send, bo):
    body = lines("2026-03-01,P1,S1,5,20").encode().replace(b"\n", b"\r\n")

    document = send(body)

    with document_storage().open(document.content.name) as kept:
        assert kept.read() == body


def test_columns_nobody_can_guess_are_asked_once_and_remembered(send, bo):
    strange = "when,what,where,how many\n2026-03-01,P1,S1,5\n"
    document = send(strange)
    assert (document.state, document.problem_code) == ("needs_mapping", "missing_columns")
    assert document.problem_details["headers"] == ["when", "what", "where", "how many"]

    named = Reading(
        columns={
            "day": "when",
            "product_code": "what",
            "location_code": "where",
            "sold": "how many",
        }
    )
    name_columns(bo.scope, document.pk, named)
    settled = read_report(bo.scope, document.pk)
    later = send(strange.replace("03-01,P1,S1,5", "03-02,P1,S1,7"))

    assert (settled.state, later.state) == ("posted", "posted")
    assert sold_by_day(bo.scope) == {"2026-03-01": Decimal(5), "2026-03-02": Decimal(7)}
    with active(bo.scope):
        assert ReadingProfile.objects.count() == 1


def test_a_reading_that_cannot_work_is_refused_and_not_remembered(send, bo):
    document = send("when,what\n2026-03-01,P1\n")

    with pytest.raises(Invalid) as refusal:
        name_columns(bo.scope, document.pk, Reading(columns={"day": "nowhere"}))

    assert refusal.value.code in {"no_such_column", "missing_columns"}
    with active(bo.scope):
        assert ReadingProfile.objects.count() == 0


def test_dates_that_can_be_read_two_ways_are_asked(send, bo):
    document = send(lines("03/04/2026,P1,S1,5,20"))
    assert (document.state, document.problem_code) == ("needs_mapping", "dates_ambiguous")

    found = document_outline(bo.scope, document.pk).reading
    name_columns(bo.scope, document.pk, Reading(columns=found.columns, date_order="DMY"))
    read_report(bo.scope, document.pk)

    assert sold_by_day(bo.scope) == {"2026-04-03": Decimal(5)}


def test_a_foreign_currency_sign_is_asked_before_it_is_posted_as_ours(send):
    document = send("date,sku,store code,units sold,sales value\n2026-03-01,P1,S1,5,$18.09\n")

    assert (document.state, document.problem_code) == ("needs_mapping", "currency_unclear")


def test_naming_the_columns_of_a_posted_report_reads_it_anew(send, bo):
    document = send("date,sku,store code,units sold,counted\n2026-03-01,P1,S1,5,9\n")
    assert sold(bo.scope) == 5
    columns = {"day": "date", "product_code": "sku", "location_code": "store code"}

    name_columns(bo.scope, document.pk, Reading(columns={**columns, "sold": "counted"}))
    settled = read_report(bo.scope, document.pk)

    assert (settled.lines_in, settled.lines_posted) == (1, 1)
    assert sold(bo.scope) == 9
    assert posting_states(document.pk) == ["read_anew", "current"]


def test_lines_in_that_are_not_accounted_for_stop_everything(send, bo, monkeypatch):
    monkeypatch.setattr(streams.FactWriter, "finish", lambda self: self.rows - 1)

    with pytest.raises(LinesLost):
        send(lines("2026-03-01,P1,S1,5,20", "2026-03-02,P2,S2,3,10"))

    with active(bo.scope):
        [document] = ReportDocument.objects.all()
    assert (document.state, document.claimed_by) == ("received", "")
    assert posting_states(document.pk) == ["discarded"]
    assert sold(bo.scope) is None


def test_reading_what_is_not_there_is_not_found(bo):
    with pytest.raises(NotFound):
        read_report(bo.scope, 999)
