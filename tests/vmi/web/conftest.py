"""A catalogue, places, and files as partners send them through the pages."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tenancy import active, system_scope
from portal.kernel.clock import today
from vmi.models import Location, Product, ProductCode, ReportDocument, Supplier

Upload = Callable[..., ReportDocument]
HEADER = "product code,store code,date,sold,on hand\n"


def report_text(
    *lines: str, header: str = HEADER, last_day: date | None = None, days: int = 1
) -> bytes:
    """Lines such as "P-1,S1,{day},3,40", once for each of the `days` days up to `last_day`."""
    last = last_day or today() - timedelta(days=1)
    body = [line.format(day=last - timedelta(days=back)) for back in range(days) for line in lines]
    return (header + "\n".join(body) + "\n").encode()


@pytest.fixture
def catalogue(partner_a, partner_b):
    """Two products; two places of A, one of B. A calls the first product by a code of its own."""
    with system_scope(reason="test set-up"):
        us = Supplier.objects.create(name="COFCO Maite", is_us=True)
        aerosol = Product.objects.create(
            code="AE-100", name="Aerosol can 100", name_zh="气雾罐100", supplier=us
        )
        Product.objects.create(
            code="AE-200", name="Aerosol can 200", name_zh="气雾罐200", supplier=us
        )
        for partner, code, name in (
            (partner_a, "S1", "Shanghai one"),
            (partner_a, "S2", "Suzhou two"),
            (partner_b, "B1", "Beijing one"),
        ):
            Location.objects.create(partner=partner, code=code, name=name)
        ProductCode.objects.create(partner=partner_a, code="P-1", product=aerosol)


@pytest.fixture
def upload(catalogue, django_capture_on_commit_callbacks) -> Upload:
    """Upload bytes as a player does; what follows in the background is done before it returns."""

    def send(player, content: bytes, name: str = "week.csv") -> ReportDocument:
        with django_capture_on_commit_callbacks(execute=True):
            response = player.browser.post(
                "/partner/upload/", {"file": SimpleUploadedFile(name, content), "whole": "1"}
            )
        assert response.status_code == 302, response.content.decode()
        document_id = int(response["Location"].rstrip("/").rpartition("/")[2])
        with active(player.scope):
            return ReportDocument.objects.get(pk=document_id)

    return send
