"""A file in, and the page that says what became of it."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tenancy import active
from tests.vmi.formats.sheets_by_hand import zipped
from tests.vmi.web.conftest import report_text
from vmi.models import DocumentLine, Product, ReportDocument

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """What a reader reads: tags and runs of white space gone."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", body)


def page_of(player, document, part="") -> str:
    return text_of(player.browser.get(f"/partner/reports/{document.pk}/{part}"))


def test_a_good_file_posts_and_its_page_says_so(bo, upload):
    document = upload(bo, report_text("P-1,S1,{day},3,40", "AE-200,S2,{day},1,20"))

    page = page_of(bo, document)

    assert document.state == ReportDocument.State.POSTED
    assert "All 2 lines are posted" in page
    assert "2 lines in = 2 posted + 0 waiting for a code + 0 refused" in _sum_of(page)


def _sum_of(page: str) -> str:
    """The sum in reading order: the count stands before its name on the screen."""
    parts = re.findall(
        r"(lines in|posted|waiting for a code|refused) (\d+)",
        page[page.index("What became of every line") :],
    )
    return " = ".join([f"{parts[0][1]} {parts[0][0]}", ""]) + " + ".join(
        f"{number} {name}" for name, number in parts[1:4]
    )


def test_lines_that_do_not_post_are_told_with_reason_number_and_text(bo, upload):
    document = upload(
        bo, report_text("P-1,S1,{day},3,40", "WHAT,S1,{day},3,40", "P-1,S1,{day},three,40")
    )

    page = page_of(bo, document)

    assert document.state == ReportDocument.State.PARTLY
    assert "1 of 3 lines posted: 1 waiting for codes, 1 to be mended" in page
    assert "We do not know this product code." in page
    assert "This is not a number." in page
    assert "WHAT" in page
    assert "three" in page


def test_the_same_file_again_leads_to_its_first_page(bo, upload):
    content = report_text("P-1,S1,{day},3,40")

    first, again = upload(bo, content), upload(bo, content)

    assert again.pk == first.pk
    assert "was here before" in page_of(bo, first)


def test_a_picture_is_kept_and_its_page_says_what_to_do(bo, upload):
    document = upload(bo, b"\x89PNG\r\n\x1a\n" + bytes(200), "photo.csv")

    page = page_of(bo, document)

    assert document.state == ReportDocument.State.REFUSED
    assert "This file could not be used" in page
    assert "Save the report as CSV or XLSX and send that file." in page
    assert bo.browser.get(
        f"/partner/reports/{document.pk}/original/"
    ).getvalue() == b"\x89PNG\r\n\x1a\n" + bytes(200)


def test_an_empty_file_is_kept_and_told(bo, upload):
    document = upload(bo, b"", "empty.csv")

    assert document.state == ReportDocument.State.REFUSED
    assert "The file is empty." in page_of(bo, document)


def test_a_file_above_the_limit_is_refused_at_the_field_and_nothing_is_kept(
    bo, catalogue, settings
):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024

    response = bo.browser.post(
        "/partner/upload/",
        {"file": SimpleUploadedFile("big.csv", bytes(1024 * 1024 + 1)), "whole": "1"},
    )

    assert response.status_code == 422
    assert "larger than 1 MB" in text_of(response)
    with active(bo.scope):
        assert ReportDocument.objects.count() == 0


def test_no_file_is_told_at_the_field(bo):
    response = bo.browser.post("/partner/upload/", {"whole": "1"})

    assert response.status_code == 422
    assert "This field is required." in text_of(response)


def test_the_original_comes_back_byte_for_byte_to_be_saved(bo, upload):
    content = report_text("P-1,S1,{day},3,40")
    document = upload(bo, content, "周报.csv")

    response = bo.browser.get(f"/partner/reports/{document.pk}/original/")

    assert response.getvalue() == content
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%91%A8")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/octet-stream"


def test_lines_to_mend_come_as_csv_that_no_spreadsheet_runs(bo, upload):
    document = upload(bo, report_text('"=1+1",S1,{day},3,40', "@SUM,S1,{day},1,1"))

    rows = bo.browser.get(f"/partner/reports/{document.pk}/lines.csv").getvalue().decode()

    assert rows.startswith("\ufeffline,outcome,field,value,")
    assert ",'=1+1," in rows
    assert ",'@SUM," in rows
    assert not re.search(r"(^|,)\"?[=@]", rows, re.MULTILINE)


def test_a_later_report_shows_what_it_changed(bo, upload):
    upload(bo, report_text("P-1,S1,{day},3,40"))

    later = upload(bo, report_text("P-1,S1,{day},5,40"), "corrected.csv")
    page = page_of(bo, later)

    assert "What this report changed" in page
    assert "1 figure is another now." in page
    assert "Aerosol can 100 Shanghai one" in page
    assert "sold 3 5" in page


def test_the_sample_uses_own_codes_and_posts_as_it_is(bo, upload):
    sample = bo.browser.get("/partner/upload/sample.csv").getvalue()

    document = upload(bo, sample, "sample.csv")

    assert b"P-1,S1," in sample
    assert document.state == ReportDocument.State.POSTED
    assert document.lines_in == 2


def test_the_chinese_sample_posts_as_it_is(bo, upload):
    bo.person.language = "zh-hans"
    bo.person.save()

    document = upload(bo, bo.browser.get("/partner/upload/sample.csv").getvalue(), "样例.csv")

    assert document.state == ReportDocument.State.POSTED


def test_while_a_file_is_read_its_page_asks_again_and_works_without_script(bo, upload):
    document = upload(bo, report_text("P-1,S1,{day},3,40"))
    with active(bo.scope):
        ReportDocument.objects.filter(pk=document.pk).update(
            state=ReportDocument.State.READING, bytes_read=10
        )

    page = bo.browser.get(f"/partner/reports/{document.pk}/").content.decode()
    piece = bo.browser.get(f"/partner/reports/{document.pk}/progress/")

    assert f'hx-get="/partner/reports/{document.pk}/progress/"' in page
    assert "<noscript>" in page
    assert "1 line read so far" in text_of(piece)
    assert "HX-Refresh" not in piece


def test_when_it_is_read_the_piece_asks_for_the_whole_page(bo, upload):
    document = upload(bo, report_text("P-1,S1,{day},3,40"))

    piece = bo.browser.get(f"/partner/reports/{document.pk}/progress/")

    assert piece["HX-Refresh"] == "true"


def test_columns_are_named_once_and_remembered(bo, upload, django_capture_on_commit_callbacks):
    header = "Ding,Laden,Wann,Raus\n"
    document = upload(bo, report_text("P-1,S1,{day},3", header=header), "fremd.csv")
    assert document.state == ReportDocument.State.NEEDS_MAPPING
    assert "Name the columns" in page_of(bo, document)

    with django_capture_on_commit_callbacks(execute=True):
        answer = bo.browser.post(
            f"/partner/reports/{document.pk}/columns/",
            {
                "product_code": "Ding",
                "location_code": "Laden",
                "day": "Wann",
                "sold": "Raus",
                "date_order": "YMD",
                "decimal_mark": ".",
            },
        )
    second = upload(
        bo,
        report_text("P-1,S1,{day},4", header=header, last_day=date(2026, 1, 5)),
        "fremd2.csv",
    )

    assert answer.status_code == 302
    assert "The one line is posted" in page_of(bo, document)
    assert second.state == ReportDocument.State.POSTED


def test_a_column_used_twice_is_told_at_its_field(bo, upload):
    document = upload(bo, report_text("P-1,S1,{day},3", header="Ding,Laden,Wann,Raus\n"))

    answer = bo.browser.post(
        f"/partner/reports/{document.pk}/columns/",
        {"product_code": "Ding", "location_code": "Ding", "day": "Wann", "sold": "Raus"},
    )

    assert answer.status_code == 422
    assert "This column is already used for another field." in text_of(answer)
    with active(bo.scope):
        document.refresh_from_db()
    assert document.state == ReportDocument.State.NEEDS_MAPPING


def test_a_code_mapped_on_the_page_posts_the_lines_that_waited(
    bo, upload, django_capture_on_commit_callbacks
):
    document = upload(bo, report_text("Aerosol-200,S1,{day},3,40", days=3))
    assert document.state == ReportDocument.State.PARKED
    assert "1 code waits for its meaning" in text_of(bo.browser.get("/partner/codes/"))
    with active(bo.scope):
        line = DocumentLine.objects.order_by("-pk")[0]
        product = Product.objects.get(code="AE-200")

    with django_capture_on_commit_callbacks(execute=True):
        bo.browser.post("/partner/codes/", {"line": line.pk, "target": product.pk})

    assert "Every code is known" in text_of(bo.browser.get("/partner/codes/"))
    assert "All 3 lines are posted" in page_of(bo, document)


def test_an_unknown_place_can_be_added_as_a_new_one(bo, upload, django_capture_on_commit_callbacks):
    document = upload(bo, report_text("P-1,S9,{day},3,40"))
    with active(bo.scope):
        line = DocumentLine.objects.get(document=document)

    with django_capture_on_commit_callbacks(execute=True):
        bo.browser.post("/partner/codes/", {"line": line.pk, "target": "new"})

    assert "The one line is posted" in page_of(bo, document)


def send_files(player, *files: tuple[str, bytes], **more: str):
    """Post several files at once, as the form does."""
    said = {"file": [SimpleUploadedFile(name, content) for name, content in files], "whole": "1"}
    headers = {"X-Requested-With": "XMLHttpRequest"} if more.pop("script", "") else {}
    return player.browser.post("/partner/upload/", said | more, headers=headers)


def kept(player) -> list[ReportDocument]:
    with active(player.scope):
        return list(ReportDocument.objects.order_by("pk"))


def test_several_files_at_once_are_several_reports(bo, catalogue):
    first, second = report_text("P-1,S1,{day},3,40"), report_text("P-1,S2,{day},4,40")

    response = send_files(
        bo, ("a.csv", first), ("b.csv", second), ("c.csv", first), error_policy="refuse_all"
    )
    page = text_of(bo.browser.get(response["Location"]))

    assert (response.status_code, response["Location"]) == (302, "/partner/reports/")
    assert "3 files are taken in." in page
    assert "1 of them was here before, and counts once." in page
    assert [(row.filename, row.error_policy) for row in kept(bo)] == [
        ("a.csv", "refuse_all"),
        ("b.csv", "refuse_all"),
    ]


def test_a_file_that_is_too_large_does_not_keep_the_others_out(bo, catalogue, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024

    response = send_files(
        bo, ("big.csv", bytes(1024 * 1024 + 1)), ("a.csv", report_text("P-1,S1,{day},3,40"))
    )
    page = text_of(bo.browser.get(response["Location"]))

    assert response["Location"] == "/partner/reports/"
    assert "big.csv: The file is larger than 1 MB" in page
    assert [row.filename for row in kept(bo)] == ["a.csv"]


def test_a_script_is_told_where_the_report_is_and_goes_there_itself(bo, catalogue):
    response = send_files(bo, ("a.csv", report_text("P-1,S1,{day},3,40")), script="yes")

    (document,) = kept(bo)
    assert (response.status_code, response.json()) == (
        201,
        {"next": f"/partner/reports/{document.pk}/"},
    )


def test_an_upload_without_its_last_field_was_cut_short_and_keeps_nothing(bo, catalogue):
    file = SimpleUploadedFile("a.csv", report_text("P-1,S1,{day},3,40"))

    response = bo.browser.post("/partner/upload/", {"file": file})

    assert response.status_code == 422
    assert "The upload was cut short. Nothing was kept; send it again." in text_of(response)
    assert kept(bo) == []


def test_an_unknown_error_policy_keeps_nothing(bo, catalogue):
    response = send_files(bo, ("a.csv", b"x"), error_policy="whatever")

    assert response.status_code == 422
    assert kept(bo) == []


def test_the_form_names_every_kind_of_file(bo):
    page = bo.browser.get("/partner/upload/").content.decode()

    for suffix in (".csv", ".tsv", ".xlsx", ".ods", ".zip", ".gz", ".edi", ".x12"):
        assert suffix in page
    assert "CSV, TSV, Excel (XLSX), OpenDocument (ODS), EDI (X12, EDIFACT), or a ZIP or GZ" in page


def test_the_page_of_an_archive_lists_its_files_and_what_became_of_each(bo, upload):
    archive = zipped(
        {
            "a/one.csv": report_text("P-1,S1,{day},3,40"),
            "two.csv": "no table",
            "__MACOSX/._one.csv": "x",
        }
    )

    document = upload(bo, archive, "week.zip")
    page = page_of(bo, document)

    assert document.state == ReportDocument.State.UNPACKED
    assert "Unpacked; each file in it has its own page" in page
    assert re.search(r"1 one\.csv posted 2 two\.csv refused", page)
    assert "Left out, as a computer's own and no reports: __MACOSX/._one.csv" in page.replace(
        "&#x27;", "'"
    )


def test_a_reference_of_two_columns_stays_chosen_on_the_page(bo, upload):
    rows = "\n".join(f"P-1,S1,2026-03-0{number},3,I1,{number}" for number in (1, 2))
    text = f"product code,store code,date,sold,invoice no,line no\n{rows}\n"
    document = upload(bo, text.encode())

    page = bo.browser.get(f"/partner/reports/{document.pk}/columns/").content.decode()

    assert '<option value="invoice no + line no" selected>' in page
