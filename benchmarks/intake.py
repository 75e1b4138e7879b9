"""A file becoming posted facts, beside the limit: the same lines parsed and written unchecked with pyarrow.

Run: python benchmarks/intake.py [--lines 1000000] [--unknown 0]; prints lines a second and the ratio.
"""

# ruff: noqa: E402  (Django wants to be set up before anything of ours is imported)

import argparse
import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.test")

import django

django.setup()

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from accounts.models import Partner, PartnerKind
from accounts.tenancy import Scope, active, system_scope_for
from portal.kernel.events import unheard
from vmi.actions.check_lines import check_lines
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.events import ReportPosted
from vmi.models import Location, Product, ReportDocument, Supplier

PRODUCTS, PLACES = 500, 100
FIRST = date(2026, 1, 1)


def write_file(path: Path, lines: int, unknown: int) -> None:
    """Day lines of every product at every place; `unknown` of a hundred products are in no catalogue."""
    places = pa.array([f"S{number:03}" for number in range(PLACES)])
    products = [
        f"{'X' if number % 100 < unknown else 'P'}{number:04}" for number in range(PRODUCTS)
    ]
    number = pa.array(range(lines), pa.int64())
    product = [place % PRODUCTS for place in range(lines)]
    place = [place // PRODUCTS % PLACES for place in range(lines)]
    day = [FIRST + timedelta(days=place // (PRODUCTS * PLACES)) for place in range(lines)]
    table = pa.table(
        {
            "date": pa.array(day, pa.date32()),
            "product code": pa.array(products).take(pa.array(product)),
            "store code": places.take(pa.array(place)),
            "units sold": pa.array([value * 7 % 23 for value in product], pa.int32()),
            "on hand": pa.array([value * 13 % 97 for value in product], pa.int32()),
            "sales value": pa.array([f"{value * 7 % 23 * 12.9:.2f}" for value in product]),
            "receipt": number,
        }
    )
    pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="none"))


def unchecked(path: Path, target: Path) -> float:
    """The limit: nothing is judged, matched or accounted for."""
    started = time.perf_counter()
    with (
        pacsv.open_csv(path) as batches,
        pq.ParquetWriter(target, batches.schema, compression="zstd") as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
    return time.perf_counter() - started


def taken_in(path: Path, scope: Scope, partner_id: int) -> tuple[float, ReportDocument]:
    started = time.perf_counter()
    # What follows once the lines are posted is measured by itself.
    with unheard(ReportPosted):
        with path.open("rb") as content:
            receipt = receive_report(
                scope, partner_id, content, filename=path.name, door=ReportDocument.Door.SHELL
            )
        document = read_report(scope, receipt.document_id)
    return time.perf_counter() - started, document


def checked(scope: Scope, document_id: int) -> tuple[float, int]:
    """The posted lines held against each other and against the periods before."""
    started = time.perf_counter()
    found = check_lines(scope, document_id)
    return time.perf_counter() - started, found


def master_data(scope: Scope) -> Partner:
    us = Supplier.objects.create(name="Us", is_us=True)
    Product.objects.bulk_create(
        Product(code=f"P{number:04}", name="can", supplier=us) for number in range(PRODUCTS)
    )
    with active(scope):
        partner = Partner.objects.create(code="A", name="A", kind=PartnerKind.RETAILER)
        Location.objects.bulk_create(
            Location(partner=partner, code=f"S{number:03}", name="store")
            for number in range(PLACES)
        )
    return partner


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--unknown", type=int, default=0, help="products of a hundred")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings.FACTS_URI = f"{folder}/facts"
        connections["default"].settings_dict["NAME"] = f"{folder}/tandem.sqlite3"
        call_command("migrate", verbosity=0, skip_checks=True)
        scope = system_scope_for("benchmark")
        partner = master_data(scope)
        path = Path(folder, "report.csv")
        write_file(path, asked.lines, asked.unknown)
        limit = unchecked(path, Path(folder, "limit.parquet"))
        seconds, document = taken_in(path, scope, partner.pk)
        check_seconds, found = checked(scope, document.pk)
        size = path.stat().st_size / 1_000_000
        connections.close_all()
    print(f"{asked.lines:,} lines, {size:.0f} MB")
    print(f"file to posted facts  {seconds:6.2f} s  {asked.lines / seconds:>12,.0f} lines a second")
    print(f"unchecked (limit)     {limit:6.2f} s  {asked.lines / limit:>12,.0f} lines a second")
    print(f"checked afterwards    {check_seconds:6.2f} s  {found:,} findings")
    print(f"ratio                 {seconds / limit:6.1f}")
    print(f"posted {document.lines_posted:,}, parked {document.lines_parked:,}")


if __name__ == "__main__":
    main()
