"""A small catalogue, places of two partners, and short ways to send a file."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import Partner
from accounts.tenancy import Scope, system_scope
from portal.kernel.period import Period
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.formats.shape import Reading
from vmi.models import Location, Product, ProductCode, ReportDocument, Supplier

HEADER = "date,product code,store code,units sold,on hand\n"
Send = Callable[..., ReportDocument]


@pytest.fixture
def catalogue(db: None) -> dict[str, Product]:
    """Three cans of ours and one of a competitor, by code."""
    us = Supplier.objects.create(name="Us", is_us=True)
    rival = Supplier.objects.create(name="Rival")
    made = [
        ("P1", "Blue can", us),
        ("P2", "Red can", us),
        ("P3", "Green can", us),
        ("R1", "Rival can", rival),
    ]
    return {
        code: Product.objects.create(code=code, name=name, supplier=supplier, category="aerosol")
        for code, name, supplier in made
    }


@pytest.fixture
def places(partner_a: Partner) -> dict[str, Location]:
    """Two stores of A."""
    with system_scope(reason="test set-up"):
        return {
            code: Location.objects.create(partner=partner_a, code=code, name=f"Store {code}")
            for code in ("S1", "S2")
        }


@pytest.fixture
def send(catalogue: Any, places: Any, partner_a: Partner, bo: Any) -> Send:
    """Keep and read a file of A, as Bo."""

    def send_file(
        content: str | bytes,
        *,
        filename: str = "report.csv",
        reading: Reading | None = None,
        scope: Scope | None = None,
        partner_id: int | None = None,
    ) -> ReportDocument:
        body = content.encode() if isinstance(content, str) else content
        receipt = receive_report(
            scope or bo.scope,
            partner_id or partner_a.pk,
            io.BytesIO(body),
            filename=filename,
            door="upload",
            reading=reading,
        )
        return read_report(scope or bo.scope, receipt.document_id)

    return send_file


@pytest.fixture
def map_code(partner_a: Partner) -> Callable[..., ProductCode]:
    """Give A a code of its own for a product, without any event."""

    def make(code: str, product: Product, **dates: date) -> ProductCode:
        with system_scope(reason="test set-up"):
            return ProductCode.objects.create(
                partner=partner_a, code=code, product=product, **dates
            )

    return make


def lines(*rows: str) -> str:
    """A file with the usual header."""
    return HEADER + "".join(f"{row}\n" for row in rows)


MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
