"""Many codes at once: the list goes out, comes back filled in, is shown, and is taken over."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from accounts.tenancy import active, system_scope
from tests.vmi.web.conftest import report_text
from vmi.models import Location, ProductCode
from vmi.selectors.code_lists import read_code_list, waiting_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(bo, upload):
    """Three unknown codes: one that looks like a formula, one with zeros in front, one place."""
    return upload(
        bo,
        report_text("-X9,S1,{day},3,40", "000123,S1,{day},3,40", "AE-100,S9,{day},5,7"),
    )


def filled_sheet(player, means: dict[str, str], *, damaged: bool = False) -> bytes:
    """The list as it was downloaded, filled in; a spreadsheet may have damaged its codes."""
    response = player.browser.get("/partner/codes.xlsx")
    book = load_workbook(io.BytesIO(response.content))
    heads, *rows = [list(row) for row in book["Tandem"].iter_rows(values_only=True)]
    filled = Workbook()
    sheet = filled["Sheet"]
    sheet.append(heads)
    for row in rows:
        row[5] = means.get(str(row[3]).removeprefix("'"))
        if damaged and str(row[3]).isdecimal():
            row[3] = int(str(row[3]))
        sheet.append(row)
    content = io.BytesIO()
    filled.save(content)
    return content.getvalue()


def send_list(player, content: bytes, name: str = "codes.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    return player.browser.post("/partner/codes/list/", {"file": file, **more})


def preview_of(response) -> str:
    [preview] = re.findall(r'name="preview" value="([^"]+)"', response.content.decode())
    return str(preview)


def test_the_list_of_waiting_codes_is_the_same_in_both_files(bo, waiting):
    plain = bo.browser.get("/partner/codes.csv").getvalue().decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(plain))

    assert heads[:7] == ["No.", "Partner", "Kind", "Code", "Name", "Means", "Valid from"]
    assert sorted((row[2], row[3], row[5]) for row in rows) == [
        ("place", "S9", ""),
        ("product", "'-X9", ""),
        ("product", "000123", ""),
    ]
    book = load_workbook(io.BytesIO(bo.browser.get("/partner/codes.xlsx").content))
    sheet = list(book["Tandem"].iter_rows(values_only=True))
    assert [row[3] for row in sheet[1:]] == [row[3] for row in rows]


def test_a_filled_in_list_is_shown_first_and_then_taken_over(
    bo, waiting, django_capture_on_commit_callbacks
):
    content = filled_sheet(bo, {"-X9": "AE-100", "000123": "AE-200", "S9": "new"}, damaged=True)

    shown = send_list(bo, content)

    page = shown.content.decode()
    assert "3 codes get their meaning" in page
    assert "3 lines that wait will post by themselves." in page
    with active(bo.scope):
        assert ProductCode.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        done = bo.browser.post("/partner/codes/list/", {"preview": preview_of(shown)}, follow=True)
    assert "3 codes of your list are known now." in done.content.decode()
    with active(bo.scope):
        waiting.refresh_from_db()
        codes = dict(ProductCode.objects.values_list("code", "product__code"))
        assert Location.objects.filter(code="S9").count() == 1
    assert codes == {"P-1": "AE-100", "-X9": "AE-100", "000123": "AE-200"}
    assert (waiting.lines_posted, waiting.lines_parked) == (3, 0)
    again = bo.browser.post("/partner/codes/list/", {"preview": preview_of(shown)}, follow=True)
    assert again.status_code == 200


def test_rows_that_can_not_be_taken_over_are_named(bo, waiting):
    listed = (
        "kind,code,means,valid from\nproduct,-X9,NOTHING,\nplace,S9,new,soon\nfish,000123,AE-100,\n"
        "product,000123,AE-200,2026-01-01\n,S9,new,\n"
    )

    page = send_list(bo, listed.encode(), "codes.csv").content.decode()

    assert "3 rows are left out" in page
    assert "Line 2: There is no product “NOTHING”." in page
    assert "Line 3: “soon” is no date; write it like 2026-05-17." in page
    assert "Line 4: “fish” is no kind; write product or place." in page
    assert "2 codes get their meaning" in page


def test_what_is_no_list_is_refused_in_words_and_keeps_the_form(bo, waiting):
    for content, name in ((b"a,b\n1,2\n", "x.csv"), (b"\x00\x01", "x.xlsx"), (b"", "x.csv")):
        response = send_list(bo, content, name)

        assert response.status_code == 200
        assert "Show what it would do" in response.content.decode()
        assert 'name="preview"' not in response.content.decode()


def test_a_preview_of_somebody_else_is_not_taken_over(bo, chen, dan, waiting):
    shown = send_list(bo, b"kind,code,means\nproduct,-X9,AE-100\n", "codes.csv")

    for other in (chen, dan):
        response = other.browser.post(
            "/partner/codes/list/", {"preview": preview_of(shown)}, follow=True
        )
        assert "This preview is too old." in response.content.decode()
    with system_scope(reason="look"):
        assert ProductCode.objects.count() == 1


def test_a_row_of_another_partner_is_left_out(bo, waiting):
    page = send_list(bo, b"partner,code,means\nB,-X9,AE-100\n", "codes.csv").content.decode()

    assert "The row is of partner B; this list is for A." in page
    assert "0 codes get their meaning" in page


def test_the_workspace_asks_for_whom_the_list_is(song, waiting, partner_a):
    file = SimpleUploadedFile("codes.csv", b"code,means\n-X9,AE-100\n")
    nobody = song.browser.post("/workspace/intake/codes/list/", {"file": file})
    file.seek(0)
    shown = song.browser.post(
        "/workspace/intake/codes/list/", {"file": file, "partner": partner_a.pk}
    )

    assert 'name="preview"' not in nobody.content.decode()
    assert "1 code gets its meaning" in shown.content.decode()


def test_codes_are_shown_by_age_and_suggestions_say_why(bo, upload):
    upload(bo, report_text("AE100,S1,{day},3,40"))

    page = bo.browser.get("/partner/codes/?sort=age").content.decode()

    assert "same code, apart from zeros and signs" in page
    assert "<strong>longest waiting</strong>" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_list_is_read_back_in_the_language_that_it_was_written_in(bo, waiting, language):
    with override(language):
        heads, rows = waiting_list(bo.scope)
    for row in rows:
        row[5] = "new" if row[3] == "S9" else "AE-200"
    written = io.StringIO()
    csv.writer(written).writerows([heads, *rows])

    found = read_code_list(
        bo.scope, bo.person.partner_id, io.BytesIO(written.getvalue().encode()), "codes.csv"
    )

    assert found.left_out == ()
    assert sorted((each.is_product, each.code, each.means) for each in found.meanings) == [
        (False, "S9", "new"),
        (True, "-X9", "AE-200"),
        (True, "000123", "AE-200"),
    ]
