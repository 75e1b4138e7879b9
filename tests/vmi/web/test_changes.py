"""The page of what changed between two dates, and its files."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from portal.kernel.clock import today
from tests.vmi.web.conftest import report_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def restated(bo, upload):
    """Two days of two products, sent again with one figure changed."""
    upload(bo, report_text("P-1,S1,{day},3,40", "AE-200,S2,{day},5,7", days=2), "first.csv")
    return upload(bo, report_text("P-1,S1,{day},4,40", "AE-200,S2,{day},5,7", days=2), "second.csv")


def page_of(player, address: str) -> str:
    response = player.browser.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_figures_that_came_today_and_changed_today_are_new_between_yesterday_and_today(
    bo, restated
):
    page = page_of(bo, "/partner/changes/")

    assert "No figure changed from" in page
    assert "Besides, 8 figures were said for the first time." in page


def test_the_page_and_both_files_tell_the_same(bo, restated):
    page = page_of(bo, "/partner/changes/?kind=all")
    plain = bo.browser.get("/partner/changes.csv?kind=all").getvalue().decode("utf-8-sig")
    book = load_workbook(io.BytesIO(bo.browser.get("/partner/changes.xlsx?kind=all").content))

    heads, *rows = list(csv.reader(io.StringIO(plain)))
    sheet = [list(row) for row in book["Tandem"].iter_rows(values_only=True)]
    assert heads == sheet[0]
    assert len(rows) == len(sheet) - 1 == 8
    assert "8 figures changed from" in page
    for row, cells in zip(rows, sheet[1:], strict=True):
        assert row[1] == cells[1]
        assert float(row[9]) == float(str(cells[9]))
        assert row[11] == cells[11] == "second.csv"
    # As links; what a message says of the upload does not count.
    assert page.count(">second.csv<") == 8
    assert f'href="/partner/reports/{restated.pk}/"' in page


def test_days_that_mean_nothing_are_taken_for_the_usual_ones(bo, restated):
    for query in (
        "?from=yesterday",
        "?until=0001-01-15",
        "?from=9999-12-30",
        "?until=9999-12-31&kind=x&measure=y",
    ):
        assert bo.browser.get(f"/partner/changes/{query}").status_code == 200
    asked = page_of(bo, "/partner/changes/?from=nonsense&kind=nonsense")
    assert f'name="from" value="{today() - timedelta(days=27)}"' in asked
    assert f'name="until" value="{today()}"' in asked


def test_the_workspace_says_whose_figure_it_is_and_is_narrowed_by_partner(
    song, bo, restated, partner_b
):
    everyone = page_of(song, "/workspace/intake/changes/?kind=all")
    of_b = page_of(song, f"/workspace/intake/changes/?kind=all&partner={partner_b.pk}")

    assert everyone.count("Alpha Brands") >= 8
    assert "No figure changed from" in of_b
    earlier = today() - timedelta(days=300)
    assert "No figure" in page_of(
        song, f"/workspace/intake/changes/?from={earlier}&until={earlier}"
    )
