"""The columns of a fact: what one line of a partner's document said of a product at a place."""

from enum import StrEnum
from typing import Final

import pyarrow as pa

from vmi.formats.shape import (
    FLOW_MEASURES,
    FORECAST_MEASURES,
    MEASURES,
    STOCK_MEASURES,
    places_of,
)

__all__ = [
    "FACT_SCHEMA",
    "FLOW_MEASURES",
    "FORECAST_MEASURES",
    "LINE_SCHEMA",
    "MEASURES",
    "MEASURES_OF",
    "STOCK_MEASURES",
    "MeasureGroup",
]


class MeasureGroup(StrEnum):
    """What a later document replaces together: what happened on its days, what stood at their end, or what is expected."""

    FLOW = "flow"
    STOCK = "stock"
    FORECAST = "forecast"


# Flows add up over days. Stock is that of the end of `last_day`: it never adds over days, the latest counts.
MEASURES_OF: Final = {
    MeasureGroup.FLOW: FLOW_MEASURES,
    MeasureGroup.STOCK: STOCK_MEASURES,
    MeasureGroup.FORECAST: FORECAST_MEASURES,
}

# What a document brings: one row a line. A missing measure means that it was not said, never zero.
LINE_SCHEMA: Final = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("product_id", pa.int64(), nullable=False),
        pa.field("location_id", pa.int64(), nullable=False),
        pa.field("first_day", pa.date32(), nullable=False),
        pa.field("last_day", pa.date32(), nullable=False),
        *((name, pa.decimal128(18, places_of(name))) for name in MEASURES),
        ("currency", pa.string()),
    ]
)

# What the table holds: whose line it is and which posting wrote it come from the store itself.
FACT_SCHEMA: Final = pa.schema(
    [
        pa.field("partner_id", pa.int64(), nullable=False),
        pa.field("posting_id", pa.int64(), nullable=False),
        *LINE_SCHEMA,
    ]
)
