"""Bo's morning, in a real browser: a file in, its verdict, a code mapped, the lines posted."""

from datetime import timedelta

import pytest

from accounts.tenancy import active
from portal.kernel.clock import today
from vmi.models import ReportDocument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def weekly_file() -> dict[str, object]:
    """Four weeks of a known product, and a line of one that nobody knows."""
    days = [today() - timedelta(days=back) for back in range(1, 29)]
    lines = [f"P-1,S1,{day},30,60" for day in days]
    lines.append(f"Aerosol-200,S1,{days[0]},5,400")
    text = "\n".join(["product code,store code,date,sold,on hand", *lines])
    return {"name": "week.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_a_file_with_an_unknown_code_is_sent_read_mended_and_posted(bo, shelves, browser_page):
    page = browser_page.page
    browser_page.sign_in(bo)
    assert page.locator("h1").inner_text() == "Nothing known of your stock yet"

    page.locator("a.button:visible", has_text="Upload a report").first.click()
    page.set_input_files("input[name=file]", weekly_file())
    page.click("main form .action-bar button")
    page.wait_for_url("**/partner/reports/*/")
    verdict = page.locator("h1").inner_text()
    assert verdict == "28 of 29 lines posted: 1 waiting for codes"

    page.click("text=Say what the codes mean")
    page.click("text=Aerosol can 200")
    page.wait_for_url("**/partner/codes/")
    assert page.locator("h1").inner_text() == "Every code is known"
    assert "1 line that waited for it has found its match" in page.locator("main").inner_text()

    browser_page.open("/partner/reports/")
    page.click("text=week.csv")
    assert page.locator("h1").inner_text() == "All 29 lines are posted"

    browser_page.open("/partner/")
    assert page.locator("h1").inner_text() == "1 place runs out this week"
    assert page.locator("tbody tr").first.locator("th").inner_text().startswith("Aerosol can 100")


def test_the_styles_are_loaded_and_the_language_changes(bo, shelves, browser_page):
    page = browser_page.page
    browser_page.sign_in(bo)

    colour = page.locator("a.button:visible").first.evaluate(
        "button => getComputedStyle(button).backgroundColor"
    )
    page.click(".language-switch button[value='zh-hans']")

    assert colour == "rgb(31, 78, 150)"
    assert page.locator("h1").inner_text() == "还不知道贵司的库存"
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_a_phone(theme, bo, shelves, browser_page):
    page = browser_page.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=theme)
    browser_page.sign_in(bo)
    browser_page.open("/partner/upload/")
    page.set_input_files("input[name=file]", weekly_file())
    page.click("main form .action-bar button")
    page.wait_for_url("**/partner/reports/*/")
    report = page.url.removeprefix(browser_page.address)

    widths = {}
    for path in (
        "/partner/",
        "/partner/upload/",
        "/partner/reports/",
        report,
        f"{report}columns/",
        "/partner/codes/",
        "/partner/notices/",
    ):
        browser_page.open(path)
        widths[path] = browser_page.overflow

    assert widths == dict.fromkeys(widths, 0)


def test_an_upload_shows_how_far_it_is_and_a_cancelled_one_keeps_nothing(bo, shelves, browser_page):
    page = browser_page.page
    browser_page.sign_in(bo)
    browser_page.open("/partner/upload/")
    # Held on its way, for ever.
    page.route("**/partner/upload/", lambda _route: None)
    page.set_input_files("input[name=file]", [weekly_file(), weekly_file() | {"name": "b.csv"}])

    page.click("main form .action-bar button")
    page.wait_for_selector("[data-upload-progress]:not([hidden]) progress")
    page.click("[data-upload-cancel]")

    assert page.locator("[data-upload-progress]").inner_text() == (
        "The upload is cancelled. Nothing was kept."
    )
    assert page.locator("main form .action-bar button").is_enabled()
    with active(bo.scope):
        assert ReportDocument.objects.count() == 0

    page.unroute("**/partner/upload/")
    page.click("main form .action-bar button")
    page.wait_for_url("**/partner/reports/")
    assert "2 files are taken in." in page.locator("main").inner_text()
    with active(bo.scope):
        assert ReportDocument.objects.count() == 1


def test_a_form_that_is_refused_is_shown_again_by_the_script(bo, shelves, browser_page, settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    page = browser_page.page
    browser_page.sign_in(bo)
    browser_page.open("/partner/upload/")
    page.set_input_files("input[name=file]", weekly_file())

    page.click("main form .action-bar button")
    page.wait_for_selector(".is-wrong")

    assert "week.csv: The file is larger than" in page.locator("main").inner_text()
    browser_page.complaints.clear()
