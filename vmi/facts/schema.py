"""The columns of a fact: what one line of a partner's document said of a product at a place."""

from enum import StrEnum
from typing import Final

import pyarrow as pa


class MeasureGroup(StrEnum):
    """What a later document replaces together: what happened on its days, or what stood at their end."""

    FLOW = "flow"
    STOCK = "stock"


# Flows add up over days. Stock is that of the end of `last_day`: it never adds over days, the latest counts.
FLOW_MEASURES: Final = ("sold", "returned", "received", "adjusted", "sold_value")
STOCK_MEASURES: Final = ("on_hand", "on_order", "in_transit")
MEASURES: Final = (*FLOW_MEASURES, *STOCK_MEASURES)
MEASURES_OF: Final = {
    MeasureGroup.FLOW: FLOW_MEASURES,
    MeasureGroup.STOCK: STOCK_MEASURES,
}

_QUANTITY = pa.decimal128(18, 3)
_VALUE = pa.decimal128(18, 4)

# What a document brings: one row a line. A missing measure means that it was not said, never zero.
LINE_SCHEMA: Final = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("product_id", pa.int64(), nullable=False),
        pa.field("location_id", pa.int64(), nullable=False),
        pa.field("first_day", pa.date32(), nullable=False),
        pa.field("last_day", pa.date32(), nullable=False),
        ("sold", _QUANTITY),
        ("returned", _QUANTITY),
        ("received", _QUANTITY),
        ("adjusted", _QUANTITY),
        ("on_hand", _QUANTITY),
        ("on_order", _QUANTITY),
        ("in_transit", _QUANTITY),
        ("sold_value", _VALUE),
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
