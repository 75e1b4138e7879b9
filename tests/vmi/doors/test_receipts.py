"""Whoever brings a report by whichever door gets the same receipt."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.tenancy import system_scope
from tests.api.conftest import system_of
from tests.vmi.intake.conftest import lines
from vmi.models import ReportDocument
from vmi.selectors.receipts import receipt_text

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = lines("2026-03-01,P1,S1,5,20")


def receipt_of_the_only_report() -> str:
    with system_scope(reason="look"):
        return receipt_text(ReportDocument.objects.get())


def test_a_receipt_says_what_is_kept_that_it_is_no_verdict_and_where_that_will_be(
    partner_a, catalogue, places, settings, tmp_path
):
    settings.PORTAL_ADDRESS = "https://portal.example"
    (tmp_path / "week.csv").write_text(GOOD)
    told = io.StringIO()

    call_command("post", str(tmp_path / "week.csv"), partner="A", stdout=told)

    with system_scope(reason="look"):
        document = ReportDocument.objects.get()
    assert receipt_of_the_only_report().splitlines() == [
        f"Kept byte for byte: week.csv, {len(GOOD)} bytes, SHA-256 {document.sha256}.",
        "This is a receipt only: it does not say that the report is right.",
        f"What became of every line will be here: https://portal.example/partner/reports/{document.pk}/",
    ]
    assert told.getvalue().startswith(receipt_of_the_only_report())


def test_the_upload_page_tells_it(bo, catalogue, places):
    file = SimpleUploadedFile("week.csv", GOOD.encode())

    page = bo.browser.post("/partner/upload/", {"file": file, "whole": "1"}, follow=True)

    for sentence in receipt_of_the_only_report().splitlines():
        assert sentence in page.content.decode()


def test_lines_by_api_are_told_it(partner_a, catalogue, places):
    answer = system_of(partner_a, "submit").data(
        """mutation ($lines: [ActivityLineInput!]!) {
          submitActivityReport(idempotencyKey: "k", lines: $lines) { receipt }
        }""",
        lines=[{"productCode": "P1", "locationCode": "S1", "firstDay": "2026-03-01", "sold": "5"}],
    )

    assert answer["submitActivityReport"]["receipt"] == receipt_of_the_only_report()
