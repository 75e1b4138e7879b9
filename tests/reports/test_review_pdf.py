"""The review as PDF: archive-grade, tagged, fonts inside, the data attached, nothing fetched."""

import csv
import io
import json
import socket
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.render import pdf
from reports.render.attachments import FigureRow, csv_of, figure_rows, json_of
from reports.render.pdf import PdfUnavailable, html_of, pdf_of
from reports.render.xlsx import xlsx_of
from reports.selectors.review import gather_review
from tests.reports.conftest import FIRST_HALF

pytestmark = [
    pytest.mark.pdf,
    # WeasyPrint leaves its colour profile open.
    pytest.mark.filterwarnings("ignore:Exception ignored in.*sRGB2014"),
]


def no_network(*_arguments, **_options):
    raise AssertionError("A review asked the network.")


def test_a_review_is_a_whole_tagged_archive_in_chinese(mei, reviewed, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", no_network)
    review = gather_review(mei.scope, "A", FIRST_HALF, language="zh")

    reader = PdfReader(io.BytesIO(pdf_of(review)))

    catalogue: Any = reader.trailer["/Root"]
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert len(reader.pages) == 4
    assert catalogue["/Lang"] == "zh-Hans"
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert b'pdfaid:part="3" pdfaid:conformance="A"' in _metadata(reader)
    assert "第1页，共4页" in text
    assert "阿尔法的需求有29.2%由我方供应" in text
    assert "Dented rims <b>" in text
    assert _unembedded(reader) == []
    assert sorted(reader.attachments) == ["A-2026H1.csv", "A-2026H1.json", "A-2026H1.xlsx"]
    assert {each.get_object()["/AFRelationship"] for each in catalogue["/AF"]} == {"/Data"}
    assert reader.attachments["A-2026H1.csv"][0] == csv_of(review)
    assert reader.attachments["A-2026H1.xlsx"][0] == xlsx_of(review)


def _metadata(reader: Any) -> Any:
    return reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def _unembedded(reader: Any) -> list[str]:
    """Fonts that are not inside as a subset: a subset's name begins with six letters and a plus."""
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            name = font.get_object()["/BaseFont"]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            if name[7] != "+" or "/FontFile2" not in descendant["/FontDescriptor"].get_object():
                found.append(name)
    return found


def test_the_same_review_makes_the_same_files(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    assert xlsx_of(review) == xlsx_of(review)
    assert csv_of(review) == csv_of(review)


def test_page_workbook_and_attached_data_tell_the_same_figures(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")
    figures = {row.key: row for row in figure_rows(review)}

    sheet = load_workbook(io.BytesIO(xlsx_of(review))).worksheets[0]
    in_book = {row[1]: row for row in sheet.iter_rows(min_row=6, values_only=True) if row[1]}
    in_csv = {
        row[1]: row
        for row in csv.reader(io.StringIO(csv_of(review).decode("utf-8-sig")))
        if len(row) == len(FigureRow.__dataclass_fields__)
    }
    page = mei.browser.get("/workspace/accounts/A/review/?period=2026H1&language=en").text

    assert figures["revenue"].value == Decimal(60_000)
    for key, figure in figures.items():
        if figure.value is None:
            assert (in_book[key][3], in_csv[key][3]) == (None, "")
            continue
        assert in_book[key][3] == pytest.approx(float(figure.value), rel=1e-12)
        assert Decimal(in_csv[key][3]) == figure.value
    on_paper = html_of(review)
    for shown in ("CN¥60k", "29.2%", "8.4k", "CN¥42.8k"):
        assert shown in on_paper
        assert shown in page


def test_no_text_becomes_a_formula(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    book = load_workbook(io.BytesIO(xlsx_of(review)))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "'=Rival Cans" in {cell.value for cell in cells}
    assert "\n=Rival" not in csv_of(review).decode("utf-8-sig")


def test_a_review_may_fetch_nothing_but_its_font(mei, reviewed, monkeypatch):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")
    monkeypatch.setattr(
        pdf, "html_of", lambda _review: "<!doctype html><img src='file:///etc/passwd' alt='x'>"
    )

    with pytest.raises(RuntimeError, match="may not fetch 'file:///etc/passwd'"):
        pdf_of(review)


def test_a_missing_library_is_said_in_a_sentence(mei, reviewed, monkeypatch):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    def missing():
        raise PdfUnavailable

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    response = mei.browser.get("/workspace/accounts/A/review.pdf?period=2026H1&language=en")

    assert response.status_code == 503
    assert "libpango" in response.text
    with pytest.raises(PdfUnavailable):
        pdf_of(review)


def test_the_data_for_programs_is_exact(mei, reviewed):
    review = gather_review(mei.scope, "A", FIRST_HALF, language="en")

    content = json.loads(json_of(review))

    revenue = next(figure for figure in content["figures"] if figure["key"] == "revenue")
    assert (revenue["value"], revenue["before"], revenue["unit"]) == (
        "60000",
        "45000",
        "CNY",
    )
