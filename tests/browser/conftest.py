"""A browser on the running portal; what goes wrong in its console fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from accounts.tenancy import system_scope
from tests.conftest import PASSWORD, Player
from vmi.models import Location, Product, ProductCode, Supplier

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page


@dataclass(frozen=True)
class BrowserPage:
    """A page of the portal, and what its console complained of."""

    page: "Page"
    address: str
    complaints: list[str]

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, player: Player) -> None:
        """By the real form."""
        self.open("/account/login/")
        self.page.fill("input[name=login]", player.person.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button[type=submit]")
        self.page.wait_for_url("**/partner/")

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture
def browser_page(page: "Page", live_server) -> Iterator[BrowserPage]:
    complaints: list[str] = []

    def hear(message: "ConsoleMessage") -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield BrowserPage(page, live_server.url, complaints)
    assert complaints == []


@pytest.fixture
def shelves(partner_a) -> None:
    """Two products, of which A has a code for one, and a place of A."""
    with system_scope(reason="test set-up"):
        us = Supplier.objects.create(name="COFCO Maite", is_us=True)
        known = Product.objects.create(code="AE-100", name="Aerosol can 100", supplier=us)
        Product.objects.create(code="AE-200", name="Aerosol can 200", supplier=us)
        Location.objects.create(partner=partner_a, code="S1", name="Shanghai one")
        ProductCode.objects.create(partner=partner_a, code="P-1", product=known)
