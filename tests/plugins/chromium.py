"""A real browser for the tests marked `browser`; without one they are skipped, or fail in CI."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REASON = (
    "no Chromium: install Debian's package chromium, or say where it is: CHROMIUM=/path/to/chromium"
)
# No calls home: a test must not need, or notice, the network.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((path for path in map(shutil.which, NAMES) if path), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    need_it = [item for item in items if item.get_closest_marker("browser")]
    if not need_it or chromium_path() is not None:
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"{len(need_it)} browser tests cannot run: {REASON}")
    for item in need_it:
        item.add_marker(pytest.mark.skip(reason=REASON))


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is used

    path = chromium_path()
    if path is None:
        pytest.skip(REASON)
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    with sync_playwright() as playwright:
        # Playwright runs an event loop in this thread; Django would refuse the database beside it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """A fresh page at a desktop's size; `page.set_viewport_size` makes it a phone."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    yield context.new_page()
    context.close()
