"""What lines can be grouped and narrowed by, and the small tables that know the names."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

import ibis
import pyarrow as pa

from vmi.facts.engine import Engine


class Dimension(StrEnum):
    PARTNER = "partner"
    PRODUCT = "product"
    CATEGORY = "category"
    BRAND = "brand"
    SUPPLIER = "supplier"
    IS_OURS = "is_ours"
    LOCATION = "location"
    LOCATION_KIND = "location_kind"
    REGION = "region"
    CITY = "city"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# Ids come home as ids, spans of days as their first day (weeks begin on Monday), None where a
# product's or place's row does not say.
GroupValue = int | str | bool | date | None

_IDS: Final = {
    Dimension.PARTNER: "partner_id",
    Dimension.PRODUCT: "product_id",
    Dimension.LOCATION: "location_id",
}
_SPANS: Final = {
    Dimension.WEEK: "W",
    Dimension.MONTH: "M",
    Dimension.QUARTER: "Q",
    Dimension.YEAR: "Y",
}
_OF_PRODUCT: Final = {
    Dimension.CATEGORY: "category",
    Dimension.BRAND: "brand",
    Dimension.SUPPLIER: "supplier",
    Dimension.IS_OURS: "is_ours",
}
_OF_LOCATION: Final = {
    Dimension.LOCATION_KIND: "kind",
    Dimension.REGION: "region",
    Dimension.CITY: "city",
}


@dataclass(frozen=True)
class Dimensions:
    """The names of what lines mention only by id; a table that is not needed may be left out.

    products: product_id, code, name, category, brand, supplier, is_ours
    locations: location_id, partner_id, code, name, kind, region, city
    partners: partner_id, code, name
    """

    products: pa.Table | None = None
    locations: pa.Table | None = None
    partners: pa.Table | None = None


@dataclass(frozen=True)
class Filters:
    """Which lines count. None leaves a filter out; an empty set matches nothing."""

    partner_ids: frozenset[int] | None = None
    product_ids: frozenset[int] | None = None
    location_ids: frozenset[int] | None = None
    categories: frozenset[str] | None = None
    brands: frozenset[str] | None = None
    suppliers: frozenset[str] | None = None
    is_ours: bool | None = None
    location_kinds: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    cities: frozenset[str] | None = None


NO_FILTERS: Final = Filters()
_FILTERED: Final = {
    "partner_ids": Dimension.PARTNER,
    "product_ids": Dimension.PRODUCT,
    "location_ids": Dimension.LOCATION,
    "categories": Dimension.CATEGORY,
    "brands": Dimension.BRAND,
    "suppliers": Dimension.SUPPLIER,
    "is_ours": Dimension.IS_OURS,
    "location_kinds": Dimension.LOCATION_KIND,
    "regions": Dimension.REGION,
    "cities": Dimension.CITY,
}


def narrowed(
    engine: Engine,
    lines: ibis.Table,
    dimensions: Dimensions,
    *,
    filters: Filters,
    group_by: Iterable[Dimension] = (),
) -> ibis.Table:
    """The lines that the filters leave, with the columns of every dimension that is grouped by."""
    wanted = {
        _FILTERED[field.name]: getattr(filters, field.name)
        for field in fields(filters)
        if getattr(filters, field.name) is not None
    }
    joined = _with_names(engine, lines, dimensions, {*wanted, *group_by})
    for dimension, value in wanted.items():
        column = group_column(joined, dimension)
        values = [value] if isinstance(value, bool) else value
        joined = joined.filter(engine.is_one_of(column, values))
    return joined


def group_column(lines: ibis.Table, dimension: Dimension) -> ibis.Column:
    """The column to group by; those of products and places are there after `narrowed`."""
    if dimension in _IDS:
        return lines[_IDS[dimension]]
    if dimension is Dimension.DAY:
        return lines["last_day"]
    if dimension in _SPANS:
        return lines.last_day.truncate(_SPANS[dimension])
    return lines[f"its_{dimension.value}"]


def _with_names(
    engine: Engine, lines: ibis.Table, dimensions: Dimensions, needed: set[Dimension]
) -> ibis.Table:
    if needed & _OF_PRODUCT.keys():
        products = _named(engine, dimensions.products, "product_id", _OF_PRODUCT)
        lines = lines.left_join(products, lines.product_id == products.its_product_id)
    if needed & _OF_LOCATION.keys():
        places = _named(engine, dimensions.locations, "location_id", _OF_LOCATION, "partner_id")
        # A place is named only to lines of its own partner, whatever id a line may carry.
        lines = lines.left_join(
            places,
            [
                lines.location_id == places.its_location_id,
                lines.partner_id == places.its_partner_id,
            ],
        )
    return lines


def _named(
    engine: Engine, names: pa.Table | None, key: str, columns: dict[Dimension, str], *owner: str
) -> ibis.Table:
    if names is None:
        raise ValueError(f"Grouping by {', '.join(columns)} needs the table with {key}.")
    # The engine keeps the very table, so its identity stands for its rows as long as it is kept.
    table = engine.table(("names", id(names)), lambda: _checked(names, key))
    return table.select(
        **{f"its_{column}": table[column].cast("int64") for column in (key, *owner)},
        **{f"its_{dimension.value}": table[column] for dimension, column in columns.items()},
    )


def _checked(names: pa.Table, key: str) -> pa.Table:
    """The same table; a repeated id would count every line of it twice."""
    if len(names.column(key).unique()) != names.num_rows:
        raise ValueError(f"A {key} is there twice.")
    return names
