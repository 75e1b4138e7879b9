"""The one shape that every file of a partner takes: how it is read, and what comes out of it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, cast

import pyarrow as pa

from vmi.formats.edi.dialect import AS_THE_STANDARD, Dialect
from vmi.formats.edi.shape import InterchangeHead, InterchangeRead

FIELDS: Final[tuple[str, ...]] = (
    "product_code",
    "gtin",
    "product_name",
    "location_code",
    "gln",
    "location_name",
    "first_day",
    "last_day",
    "day",
    "sold",
    "returned",
    "received",
    "adjusted",
    "on_hand",
    "on_order",
    "in_transit",
    "sold_value",
    "currency",
    "unit",
    "pack",
    "reference",
    "transferred",
    "withdrawn",
    "lost_sales",
    "opening",
    "committed",
    "unsellable",
    "minimum",
    "maximum",
    "reorder_point",
    "planned",
    "requested",
    "forecast",
)
# What happened on the days of the line. Withdrawn is what left a distribution centre, transferred what
# went to another place of the partner, lost sales what customers wanted and did not get.
FLOW_MEASURES: Final = (
    *("sold", "returned", "received", "adjusted", "sold_value"),
    *("transferred", "withdrawn", "lost_sales"),
)
# What stood at the end of the line's last day; only `opening` stood before its first. Unsellable is on
# hold or damaged and not part of on hand. Minimum to requested are what the partner plans with.
STOCK_MEASURES: Final = (
    *("on_hand", "on_order", "in_transit", "opening", "committed", "unsellable"),
    *("minimum", "maximum", "reorder_point", "planned", "requested"),
)
# What the partner expects to sell or need on the days of the line.
FORECAST_MEASURES: Final = ("forecast",)
MEASURES: Final[tuple[str, ...]] = FLOW_MEASURES + STOCK_MEASURES + FORECAST_MEASURES
DAY_FIELDS: Final = ("first_day", "last_day", "day")
CODE_FIELDS: Final = ("product_code", "gtin", "location_code", "gln")

QUANTITY_PLACES: Final = 3
VALUE_PLACES: Final = 4
DECIMAL_DIGITS: Final = 18

RAW_CHARACTERS: Final = 2_000

DateOrder = Literal["YMD", "DMY", "MDY"]
DecimalMark = Literal[".", ","]
FileKind = Literal["csv", "xlsx", "ods", "x12", "edifact"]
EDI_KINDS: Final = frozenset({"x12", "edifact"})


def places_of(measure: str) -> int:
    return VALUE_PLACES if measure == "sold_value" else QUANTITY_PLACES


# Only EDI orders have these.
ORDER_FIELDS: Final = ("order_number", "ordered", "unit_price", "wanted_on")

LINE_SCHEMA: Final = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("product_code", pa.string()),
        pa.field("gtin", pa.string()),
        pa.field("location_code", pa.string()),
        pa.field("gln", pa.string()),
        pa.field("product_name", pa.string()),
        pa.field("location_name", pa.string()),
        pa.field("unit", pa.string()),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("first_day", pa.date32(), nullable=False),
        pa.field("last_day", pa.date32(), nullable=False),
        *(pa.field(name, pa.decimal128(DECIMAL_DIGITS, places_of(name))) for name in MEASURES),
        # How many single pieces one `unit` holds, where the document says it.
        pa.field("pack", pa.decimal128(DECIMAL_DIGITS, QUANTITY_PLACES)),
        # Names the line in the partner's books, such as an invoice and its line: two lines that agree in
        # it and in all else are one line sent twice.
        pa.field("reference", pa.string()),
        # A line of an order has its number, and no measure; its first day is that of the order.
        pa.field("order_number", pa.string()),
        pa.field("ordered", pa.decimal128(DECIMAL_DIGITS, QUANTITY_PLACES)),
        pa.field("unit_price", pa.decimal128(DECIMAL_DIGITS, VALUE_PLACES)),
        pa.field("wanted_on", pa.date32()),
        pa.field("raw", pa.string(), nullable=False),
    ]
)


@dataclass(frozen=True)
class Reading:
    """How to read a file; everything None (or no columns at all) means: find out.

    `columns` maps a field to the header it has in the file, or to "#3" for the third column. When any
    column is given, only the given ones are used. `first_day` and `last_day` are the period of a file
    that has no date column. `default_location` is the place code of a file that has no place column.
    `dialect` is for EDI alone.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    default_currency: str = "CNY"
    first_day: date | None = None
    last_day: date | None = None
    default_location: str | None = None
    dialect: Dialect = AS_THE_STANDARD

    def to_json(self) -> dict[str, Any]:
        """Plain values, as a JSON column keeps them."""
        return {
            "columns": dict(self.columns),
            "date_order": self.date_order,
            "decimal_mark": self.decimal_mark,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "default_currency": self.default_currency,
            "first_day": self.first_day.isoformat() if self.first_day else None,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "default_location": self.default_location,
            "dialect": self.dialect.to_json(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Reading":
        """The reading that `to_json` wrote; what is absent is to be found out."""
        return cls(
            columns={
                str(name): str(header) for name, header in (kept.get("columns") or {}).items()
            },
            date_order=cast("DateOrder | None", kept.get("date_order")),
            decimal_mark=cast("DecimalMark | None", kept.get("decimal_mark")),
            encoding=kept.get("encoding"),
            delimiter=kept.get("delimiter"),
            sheet=kept.get("sheet"),
            default_currency=kept.get("default_currency") or "CNY",
            first_day=_day(kept.get("first_day")),
            last_day=_day(kept.get("last_day")),
            default_location=kept.get("default_location"),
            dialect=Dialect.from_json(kept.get("dialect") or {}),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class RefusedLine:
    """A line that could not be read; `code` is one of `reasons.REFUSALS`, `value` the cell as it came.

    `values` are the fields of it that could be read, as texts that the intake writes itself (2026-05-17,
    1234.5), and `unread` the fields that could not, each with its code: what a person needs who puts it right.
    """

    line: int
    field: str
    code: str
    value: str
    raw: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict, compare=False)
    unread: Mapping[str, str] = dataclasses.field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class DuplicateLine:
    """A line that was here before, in `of_line` of the same file (0: in an earlier file); it adds nothing."""

    line: int
    of_line: int
    raw: str


@dataclass(frozen=True)
class Note:
    """Something of a file that is no line of its own and must not be lost, such as a code we do not know.

    `code` is one of `reasons.NOTES`; equal notes are counted together, `line` and `raw` are the first's.
    """

    code: str
    field: str
    value: str
    line: int
    raw: str
    count: int = 1


@dataclass(frozen=True)
class Batch:
    """Some lines of a file, in file order; `lines_read` and `bytes_read` count from its beginning.

    Every line read is one of `lines`, one of `refused`, or counted in `duplicate_count`, of which the
    first are told in `duplicates`. `interchanges` are those that ended here.
    """

    lines: pa.RecordBatch
    refused: tuple[RefusedLine, ...]
    lines_read: int
    bytes_read: int
    duplicate_count: int = 0
    duplicates: tuple[DuplicateLine, ...] = ()
    notes: tuple[Note, ...] = ()
    interchanges: tuple[InterchangeRead, ...] = ()
    # What the duplicates say, summed by measure and unit, for the control totals.
    duplicate_sums: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Outline:
    """What the head of a file shows, and the reading completed with what was found.

    `missing` names what no column was found for: "product", "location", "day", "measure".
    `ambiguous` names what a person should confirm: a field with two candidate columns, "date_order",
    "decimal_mark", "encoding" or "currency". What stays None in `reading` could not be found.
    An EDI file has no columns: `headers` are standard, sender and first message, by which its dialect is
    remembered, and `interchanges` tell what is in it.
    """

    kind: FileKind
    headers: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    reading: Reading
    sheets: tuple[str, ...]
    missing: tuple[str, ...]
    ambiguous: tuple[str, ...]
    interchanges: tuple[InterchangeHead, ...] = ()


class UnreadableFile(Exception):
    """The file as a whole can't be read; `code` is one of `reasons.UNREADABLE`, with its parameters."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, str | int] = params


class CellError(Exception):
    """A cell can't be read; `code` is one of `reasons.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
