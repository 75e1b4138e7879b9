"""In a real browser: nothing scrolls sideways, nothing is refused, both themes are drawn."""

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/style/", "/account/login/"])
def test_a_phone_never_scrolls_sideways(page: Any, live_server: Any, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})

    answer = page.goto(live_server.url + path)

    assert answer.status == 200
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_browser_refuses_nothing_of_the_style_page(page: Any, live_server: Any) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(live_server.url + "/style/")

    assert complaints == []
    # Fill of the first sparkline's dot: the accent of its column's theme, taken from the tokens.
    dots = page.eval_on_selector_all(
        ".sparkline circle", "dots => dots.map(dot => getComputedStyle(dot).fill)"
    )
    assert dots == ["rgb(31, 78, 150)", "rgb(143, 180, 238)"]


def test_a_chart_follows_its_frame(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/style/")

    page.set_viewport_size({"width": 1600, "height": 900})
    assert page.locator(".chart-wide").first.is_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.locator(".chart-narrow").first.is_visible()
    assert not page.locator(".chart-wide").first.is_visible()
