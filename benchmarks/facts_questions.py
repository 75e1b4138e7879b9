"""Typical questions to the facts beside the same question in plain DuckDB SQL on the same files.

Run: python benchmarks/facts_questions.py [--lines 1000000]
"""

# ruff: noqa: E402  (Django wants to be set up before anything of ours is imported)

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.test")

import django
from django.conf import settings

django.setup()

import duckdb
import numpy as np
import pyarrow as pa

from accounts.tenancy import Actor, ActorKind, Scope
from portal.kernel.period import Period
from vmi.facts.answers import answered
from vmi.facts.grouping import Dimension, Dimensions, Filters
from vmi.facts.lines import Hidden
from vmi.facts.questions import sell_through, stock_positions
from vmi.facts.schema import LINE_SCHEMA
from vmi.facts.store import fact_store

PARTNERS, PRODUCTS, PLACES, DAYS = 20, 250, 40, 364
FIRST = date(2025, 1, 6)
YEAR = Period(FIRST, FIRST + timedelta(days=DAYS - 1))
LAST_WEEKS = Period.ending(YEAR.last_day, days=28)
ACTOR = Actor(ActorKind.SYSTEM, None, "benchmark")
ALL = Scope(ACTOR, is_everything=True)
ONE = Scope(ACTOR, partner_ids=frozenset({3}))
# What stands in a portal that has run for a while: some postings gone, some days of others replaced.
HIDDEN = Hidden(
    postings=frozenset(range(100_000, 100_040)),
    spans=tuple((posting, FIRST, FIRST, "flow") for posting in range(200_000, 200_100)),
    newest=1_000_000,
)
NAMES = Dimensions(
    products=pa.table(
        {
            "product_id": range(PRODUCTS),
            "category": [f"category {number % 12}" for number in range(PRODUCTS)],
            "brand": [f"brand {number % 30}" for number in range(PRODUCTS)],
            "supplier": [f"supplier {number % 5}" for number in range(PRODUCTS)],
            "is_ours": [number % 5 == 0 for number in range(PRODUCTS)],
        }
    ),
    locations=pa.table(
        {
            "location_id": range(PARTNERS * PLACES),
            "partner_id": [number // PLACES for number in range(PARTNERS * PLACES)],
            "kind": ["store"] * (PARTNERS * PLACES),
            "region": [f"region {number % 7}" for number in range(PARTNERS * PLACES)],
            "city": [f"city {number % 50}" for number in range(PARTNERS * PLACES)],
        }
    ),
)


def decimals(numbers: np.ndarray, places: int) -> pa.Array:
    return (
        pa.array(numbers)
        .cast(pa.decimal128(22, 0))
        .cast(pa.decimal128(22, places))
        .cast(pa.decimal128(18, places))
    )


def batch(partner: int, start: int, rows: int, chance: np.random.Generator) -> pa.RecordBatch:
    """Day lines in the order of days, as daily reports bring them."""
    epoch = (FIRST - date(1970, 1, 1)).days
    days = pa.array(np.sort(chance.integers(epoch, epoch + DAYS, rows, dtype=np.int32)))
    sold = chance.integers(0, 40, rows)
    columns = {
        "line": pa.array(np.arange(start, start + rows)),
        "product_id": pa.array(chance.integers(0, PRODUCTS, rows)),
        "location_id": pa.array(partner * PLACES + chance.integers(0, PLACES, rows)),
        "first_day": days.cast(pa.date32()),
        "last_day": days.cast(pa.date32()),
        "sold": decimals(sold, 3),
        "on_hand": decimals(chance.integers(0, 400, rows), 3),
        "sold_value": decimals(sold * 3, 4),
        "currency": pa.repeat("CNY", rows),
    }
    return pa.RecordBatch.from_pydict(
        columns, schema=pa.schema(LINE_SCHEMA.field(name) for name in columns)
    )


def batches(partner: int, rows: int) -> Iterator[pa.RecordBatch]:
    chance = np.random.default_rng(partner)
    for start in range(1, rows + 1, 100_000):
        yield batch(partner, start, min(100_000, rows + 1 - start), chance)


def milliseconds(ask: Callable[[], object], times: int = 7) -> float:
    """The median after a first, uncounted time."""
    ask()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def sold_by(
    scope: Scope, *group_by: Dimension, period: Period = YEAR, **filters: Any
) -> Callable[[], object]:
    return lambda: sell_through(
        scope, HIDDEN, NAMES, group_by=group_by, period=period, filters=Filters(**filters)
    )


SUMS = "sum(sold), sum(returned), sum(sold_value), count(*), count(distinct location_id), min(first_day), max(last_day)"
DAYS_ASKED = "last_day between $first and $last"
STOCK = """
    select product_id, location_id, arg_max(on_hand, (last_day, posting_id, line)),
        arg_max(on_order, (last_day, posting_id, line)), arg_max(in_transit, (last_day, posting_id, line)),
        max(last_day), sum(sold) filter (where last_day >= $first)
    from facts where last_day <= $last group by all order by all"""
QUESTIONS: list[tuple[str, Scope, Period, Callable[[], object], str]] = [
    (
        "one partner, trend by week",
        ONE,
        YEAR,
        sold_by(ONE, Dimension.WEEK),
        "select date_trunc('week', last_day), {sums} from facts where {days} group by 1 order by 1",
    ),
    (
        "one partner, products of 4 weeks",
        ONE,
        LAST_WEEKS,
        sold_by(ONE, Dimension.PRODUCT, period=LAST_WEEKS),
        "select product_id, {sums} from facts where {days} group by 1 order by 1",
    ),
    (
        "one partner, category by month",
        ONE,
        YEAR,
        sold_by(ONE, Dimension.CATEGORY, Dimension.MONTH),
        (
            "select category, date_trunc('month', last_day), {sums} from facts "
            "left join products using (product_id) where {days} group by 1, 2 order by 1, 2"
        ),
    ),
    (
        "one partner, stock positions",
        ONE,
        LAST_WEEKS,
        lambda: stock_positions(ONE, HIDDEN, NAMES, on_day=YEAR.last_day),
        STOCK,
    ),
    (
        "all partners, total",
        ALL,
        YEAR,
        sold_by(ALL),
        "select {sums} from facts where {days}",
    ),
    (
        "all partners, by partner and month",
        ALL,
        YEAR,
        sold_by(ALL, Dimension.PARTNER, Dimension.MONTH),
        "select partner_id, date_trunc('month', last_day), {sums} from facts where {days} group by 1, 2 order by 1, 2",
    ),
    (
        "all partners, our share by category",
        ALL,
        YEAR,
        sold_by(ALL, Dimension.CATEGORY, Dimension.IS_OURS),
        (
            "select category, is_ours, {sums} from facts left join products using (product_id) "
            "where {days} group by 1, 2 order by 1, 2"
        ),
    ),
    (
        "all partners, one product by region",
        ALL,
        YEAR,
        sold_by(ALL, Dimension.REGION, product_ids=frozenset({17})),
        (
            "select region, {sums} from facts left join locations using (location_id, partner_id) "
            "where {days} and product_id = 17 group by 1 order by 1"
        ),
    ),
]


def plain(
    connection: duckdb.DuckDBPyConnection, scope: Scope, period: Period, sql: str
) -> Callable[[], object]:
    store = fact_store()
    files = store.all_files() if scope.is_everything else store.files_for(scope.partner_ids)
    connection.read_parquet(files, hive_partitioning=True).create_view("facts", replace=True)
    query = sql.format(sums=SUMS, days=DAYS_ASKED)
    wanted = {"first": period.first_day, "last": period.last_day}
    return lambda: connection.execute(
        query, {key: wanted[key] for key in wanted if f"${key}" in query}
    ).fetchall()


def measure() -> None:
    connection = duckdb.connect(config={"threads": os.cpu_count() or 1})
    connection.register("products", NAMES.products)
    connection.register("locations", NAMES.locations)
    print(f"{'question':38}{'rows':>7}{'ours ms':>10}{'DuckDB ms':>11}{'ratio':>7}{'again ms':>10}")
    for name, scope, period, ask, sql in QUESTIONS:
        bare = milliseconds(plain(connection, scope, period, sql))
        ours = milliseconds(ask)

        def again(
            name: str = name, scope: Scope = scope, ask: Callable[[], object] = ask
        ) -> object:
            return answered(scope, name, (), revision=1, ask=ask)

        warm = milliseconds(again)
        rows = len(ask())  # type: ignore[arg-type]
        print(f"{name:38}{rows:>7}{ours:>10.1f}{bare:>11.1f}{ours / bare:>7.2f}{warm:>10.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as folder:
        settings.FACTS_URI = f"{folder}/facts"
        begun = time.perf_counter()
        for partner in range(PARTNERS):
            fact_store().append_once(partner + 1, partner, batches(partner, lines // PARTNERS))
        taken = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet")) / 2**20
        print(f"{lines:,} lines of {PARTNERS} partners written in {taken:.1f} s, {size:.0f} MB\n")
        measure()


if __name__ == "__main__":
    main()
