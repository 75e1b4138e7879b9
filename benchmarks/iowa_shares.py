"""Three years of a state's wholesale orders through the real intake, and vendors' shares compared with the reference.

Run: python benchmarks/iowa_shares.py [--data FOLDER]; FOLDER has lines_2019_2021.parquet, products.csv,
stores.csv and dev_lines_2019_2021_share_by_account.csv. Each account is a partner and sends a file a year.
Products that the master data lacks wait at first and are released afterwards.
"""

# ruff: noqa: E402  (Django wants to be set up before anything of ours is imported)

import argparse
import csv
import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.test")

import django

django.setup()

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from accounts.models import Partner, PartnerKind
from accounts.tenancy import Scope, active, system_scope_for
from portal.kernel.period import Period
from vmi.actions.import_locations import LOCATION_COLUMNS, import_locations
from vmi.actions.import_products import PRODUCT_COLUMNS, import_products
from vmi.actions.read_report import read_report
from vmi.actions.receive_report import receive_report
from vmi.actions.release_parked_lines import release_parked_lines
from vmi.formats.shape import Reading
from vmi.formats.tables import TableRow, read_table
from vmi.rules.settlement import LineCounts
from vmi.selectors.sell_through import Dimension, sell_through

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "iowa"
YEARS = (2019, 2020, 2021)
PERIOD = Period.parse("2019-01-01..2021-12-31")
NOT_IN_MASTER = "(item not in master)"
READING = Reading(
    columns={
        "day": "date",
        "location_code": "store",
        "product_code": "item",
        "sold": "bottles",
        "sold_value": "dollars",
    },
    default_currency="USD",
)
Shares = dict[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Outcome:
    """What the intake made of all files, and the dollars by account and vendor that readers see."""

    counts: LineCounts
    released: int
    dollars: Shares
    seconds: float

    @property
    def lines_per_second(self) -> float:
        return self.counts.lines_in / self.seconds


def take_in(data: Path) -> Outcome:
    """Master data, then every file, then the products that were missing."""
    scope = system_scope_for("benchmark")
    with (data / "products.csv").open("rb") as content:
        import_products(
            scope, read_table(content, "products.csv", PRODUCT_COLUMNS, needed=("code",))
        )
    accounts = _accounts(data)
    partners = {name: _partner(scope, name, data) for name in sorted(set(accounts.values()))}
    files = list(_files(data, accounts))
    counts, started = [], time.perf_counter()
    for account, name, body in files:
        receipt = receive_report(
            scope,
            partners[account].pk,
            io.BytesIO(body),
            filename=name,
            door="shell",
            reading=READING,
        )
        document = read_report(scope, receipt.document_id)
        counts.append(
            LineCounts(
                document.lines_in,
                document.lines_posted,
                document.lines_parked,
                document.lines_refused,
            )
        )
    seconds = time.perf_counter() - started
    import_products(scope, _missing_products(data))
    released = sum(release_parked_lines(scope, partner.pk) for partner in partners.values())
    total = LineCounts(
        sum(one.lines_in for one in counts),
        sum(one.posted for one in counts),
        sum(one.parked for one in counts),
        sum(one.refused for one in counts),
    )
    return Outcome(total, released, _seen_dollars(scope), seconds)


def reference(data: Path) -> Shares:
    """The published dollars; they were summed as floats, so their last digits are not exact."""
    with (data / "dev_lines_2019_2021_share_by_account.csv").open(newline="") as rows:
        return {
            (row["account"], row["vendor"]): Decimal(row["dollars"]) for row in csv.DictReader(rows)
        }


def exact(data: Path) -> Shares:
    """The same from the lines themselves, each rounded to the cent and summed as whole cents."""
    accounts, vendors = _accounts(data), _vendors(data)
    lines = _lines(data)
    columns = [lines.column(name).to_pylist() for name in ("store", "item", "cents")]
    found: Shares = {}
    for store, item, cents in zip(*columns, strict=True):
        key = (accounts[store], vendors.get(item, NOT_IN_MASTER))
        found[key] = found.get(key, Decimal(0)) + cents
    return {key: value / 100 for key, value in found.items()}


def shares(dollars: Shares) -> Shares:
    """Each vendor's part of its account."""
    totals: dict[str, Decimal] = {}
    for (account, _vendor), value in dollars.items():
        totals[account] = totals.get(account, Decimal(0)) + value
    return {key: value / totals[key[0]] for key, value in dollars.items()}


def largest_difference(left: Shares, right: Shares) -> Decimal:
    if left.keys() != right.keys():
        raise AssertionError(f"Not the same vendors: {left.keys() ^ right.keys()}")
    return max(abs(left[key] - right[key]) for key in left)


def _accounts(data: Path) -> dict[str, str]:
    with (data / "stores.csv").open(newline="") as rows:
        return {row["store"]: row["account"] for row in csv.DictReader(rows)}


def _vendors(data: Path) -> dict[str, str]:
    with (data / "products.csv").open(newline="") as rows:
        return {row["item"]: row["vendor"] for row in csv.DictReader(rows)}


def _partner(scope: Scope, account: str, data: Path) -> Partner:
    code = account.replace(" & ", "").replace(" ", "")
    with active(scope):
        partner = Partner.objects.create(code=code, name=account, kind=PartnerKind.RETAILER)
    with (data / "stores.csv").open("rb") as content:
        rows = read_table(
            content, "stores.csv", {**LOCATION_COLUMNS, "account": "account"}, needed=("code",)
        )
        import_locations(scope, partner.pk, [row for row in rows if row.get("account") == account])
    return partner


def _lines(data: Path) -> pa.Table:
    """Store and item as text, day, bottles and whole cents of every line."""
    table = pq.read_table(data / "lines_2019_2021.parquet")
    cents = pc.round(pc.multiply(table.column("dollars").cast(pa.float64()), 100))
    return pa.table(
        {
            "store": table.column("store").cast(pa.string()),
            "item": table.column("item").cast(pa.string()),
            "date": table.column("date").cast(pa.date32()),
            "bottles": table.column("bottles"),
            "cents": cents.cast(pa.int64()),
        }
    )


def _files(data: Path, accounts: dict[str, str]) -> Iterator[tuple[str, str, bytes]]:
    lines = _lines(data)
    dollars = pc.multiply(
        lines.column("cents").cast(pa.decimal128(19, 0)), pa.scalar(Decimal("0.01"))
    )
    lines = lines.append_column("dollars", dollars)
    for account in sorted(set(accounts.values())):
        stores = pa.array([store for store, name in accounts.items() if name == account])
        of_account = lines.filter(pc.is_in(lines.column("store"), stores))
        for year in YEARS:
            is_of_year = pc.equal(pc.year(of_account.column("date")), year)
            some = of_account.filter(is_of_year).drop_columns(["cents"])
            if some.num_rows:
                body = io.BytesIO()
                pacsv.write_csv(some, body)
                yield account, f"{account} {year}.csv", body.getvalue()


def _missing_products(data: Path) -> list[TableRow]:
    items = _lines(data).column("item").unique().to_pylist()
    missing = sorted(set(items) - _vendors(data).keys())
    return [
        TableRow(line, {"code": item, "supplier": NOT_IN_MASTER})
        for line, item in enumerate(missing, 1)
    ]


def _seen_dollars(scope: Scope) -> Shares:
    rows = sell_through(scope, period=PERIOD, group_by=(Dimension.PARTNER, Dimension.SUPPLIER))
    return {
        (row.labels[0].text, row.labels[1].text): row.value.amount
        for row in rows
        if row.value is not None
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    data: Path = parser.parse_args().data
    with tempfile.TemporaryDirectory() as folder:
        settings.FACTS_URI = f"{folder}/facts"
        connections["default"].settings_dict["NAME"] = f"{folder}/tandem.sqlite3"
        call_command("migrate", verbosity=0, skip_checks=True)
        outcome = take_in(data)
        connections.close_all()
    true, published = exact(data), reference(data)
    counts = outcome.counts
    print(f"lines in        {counts.lines_in:>10,}")
    print(f"posted          {counts.posted:>10,}")
    print(f"parked          {counts.parked:>10,}  then released {outcome.released:,}")
    print(f"refused         {counts.refused:>10,}")
    print(
        f"file to facts   {outcome.seconds:>10.1f} s  {outcome.lines_per_second:,.0f} lines a second"
    )
    print(f"account-vendors {len(outcome.dollars):>10,}")
    for word, other in (("exact sums", true), ("reference (float sums)", published)):
        money = largest_difference(outcome.dollars, other)
        part = largest_difference(shares(outcome.dollars), shares(other))
        print(f"largest difference to {word}: {money} dollars, {part:.9f} of a share")


if __name__ == "__main__":
    main()
