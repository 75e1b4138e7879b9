"""A file on trial on a phone: nothing scrolls sideways, and the first screen says what is next."""

import pytest

from tests.vmi.web.conftest import report_text
from tests.vmi.web.trial_files import GOOD, x12_activity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_a_trial_fit_a_phone(bo, shelves, browser_page):
    page = browser_page.page
    page.set_viewport_size({"width": 360, "height": 740})
    browser_page.sign_in(bo)
    long_code = "CODE-WITHOUT-ANY-PLACE-TO-BREAK-" * 3
    files = {
        "table.csv": report_text(f"{long_code},S1,{{day}},3,40", f"P-1,{long_code},{{day}},3,x"),
        "week.edi": x12_activity(*GOOD, "ZA*W9*2*EA", "LIN**CB*P-1", "ZA*QS*X*EA"),
    }

    widths, bottoms = {}, {}
    for name, content in files.items():
        browser_page.open("/partner/feeds/try/")
        widths[f"before {name}"] = browser_page.overflow
        file = {"name": name, "mimeType": "text/plain", "buffer": content}
        page.set_input_files("input[name=file]", file)
        page.click("main form .action-bar button")
        page.wait_for_url("**/partner/feeds/try/*/")
        widths[name] = browser_page.overflow
        bottoms[name] = page.locator(".checks h3").first.bounding_box()["y"] < 740
        browser_page.open(page.url.removeprefix(browser_page.address) + "columns/")
        widths[f"columns of {name}"] = browser_page.overflow

    assert widths == dict.fromkeys(widths, 0)
    assert bottoms == dict.fromkeys(files, True)
