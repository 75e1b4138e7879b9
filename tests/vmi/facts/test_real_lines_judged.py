"""How many lines of real data are called odd: a check that cries wolf is switched off by its users."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.real_data import real_data
from tests.vmi.facts.posted import EVERYTHING
from vmi.facts.line_history import Lines, equal_lines, prices_beside_usual, sales_beside_earlier
from vmi.facts.lines import NOTHING_HIDDEN
from vmi.facts.store import fact_store
from vmi.rules.outliers import is_price_outlier, is_sales_outlier, is_sudden_stop

pytestmark = pytest.mark.usefixtures("store")
LAST_WEEK_ENDS = date(2026, 1, 4)


def panel(path: Path) -> pa.Table:
    """Store, week and product of a household panel, as weekly lines."""
    table = pq.read_table(path)
    weeks = table.column("week").to_pylist()
    last = [LAST_WEEK_ENDS - timedelta(weeks=39 - week) for week in weeks]
    return as_lines(
        table.column("product_id"),
        table.column("store_id"),
        (pa.array([day - timedelta(days=6) for day in last]), pa.array(last)),
        (table.column("units"), table.column("value")),
    )


def orders(path: Path) -> pa.Table:
    """What stores ordered, day by day: lumpy, and some lines twice on one day."""
    table = pq.read_table(path)
    day = table.column("date").cast(pa.date32())
    return as_lines(
        table.column("item"),
        table.column("store"),
        (day, day),
        (table.column("bottles"), table.column("dollars")),
    )


def as_lines(product, place, days, measures) -> pa.Table:
    def number(column):
        return pc.add(pc.dictionary_encode(column.combine_chunks()).indices.cast(pa.int64()), 1)

    sold, value = measures
    return pa.table(
        {
            "line": pa.array(range(len(product)), pa.int64()),
            "product_id": number(product),
            "location_id": number(place),
            "first_day": days[0],
            "last_day": days[1],
            "sold": sold.cast(pa.float64()).cast(pa.decimal128(18, 3)),
            "sold_value": pc.round(value.cast(pa.float64()), 2).cast(pa.decimal128(18, 4)),
        }
    )


@pytest.mark.parametrize(
    ("name", "shape", "most"),
    [
        ("completejourney/dev_store_week_product_w01_39.parquet", panel, 0.001),
        # Orders, not sales: they come in lumps, and some come twice on a day.
        ("iowa/lines_2019_2021.parquet", orders, 0.005),
    ],
)
def test_hardly_a_line_of_real_data_is_called_odd(name, shape, most):
    table = shape(real_data(name))
    fact_store().append_once(1, 7, table.to_batches())
    lines = Lines(EVERYTHING, NOTHING_HIDDEN, 7, frozenset({1}))

    beside = sales_beside_earlier(lines, pc.min(table.column("first_day")).as_py())
    odd: dict[str, Sequence[object]] = {
        "sales": [row for row in beside if is_sales_outlier(row.sold, row.earlier)],
        "stops": [row for row in beside if is_sudden_stop(row.sold, row.earlier, row.on_hand)],
        "prices": [
            row
            for row in prices_beside_usual(lines)
            if is_price_outlier(row.price, row.median, row.prices)
        ],
        "copies": equal_lines(lines),
    }
    shares = {kind: len(rows) / table.num_rows for kind, rows in odd.items()}
    assert sum(shares.values()) < most
