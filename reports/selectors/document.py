"""The shape of a report before anything is drawn: sections of figures, charts and tables, all plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.kernel.figure import Figure, Trust
from portal.kernel.money import Money
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share

# What a table holds: kernel values, never words made of them. None is not known.
Cell = Money | Quantity | Share | Decimal | int | date | str | None


class Kind(StrEnum):
    """How a column is written and aligned."""

    TEXT = "text"
    NUMBER = "number"
    RATIO = "ratio"
    CHANGE = "change"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """One column; `is_wide` gives its text the room that is left."""

    label: str
    kind: Kind = Kind.NUMBER
    is_wide: bool = False


class Place(StrEnum):
    """In its section; on the last page, as the numbers behind a chart; or on the first page, in its own form."""

    SECTION = "section"
    BEHIND = "behind"
    FRONT = "front"


@dataclass(frozen=True)
class Table:
    """Rows with their source. `empty` is the sentence that stands for no rows.

    `place` says where on paper they stand; the files have them all.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    as_of: date | None
    trust: Trust = Trust.GOOD
    note: str = ""
    empty: str = ""
    total: tuple[Cell, ...] = ()
    place: Place = Place.SECTION

    def __post_init__(self) -> None:
        widths = {len(row) for row in (*self.rows, *([self.total] if self.total else []))}
        if widths - {len(self.columns)}:
            raise ValueError(f"Rows of {self.key} don't fit its columns.")


class ChartKind(StrEnum):
    TREND = "trend"
    SPLIT = "split"


@dataclass(frozen=True)
class ChartOf:
    """A chart of a table's columns: a trend of value and year before, or one whole split into its rows.

    `title` says the finding; `names` are the lines' names, or each part's tone.
    """

    kind: ChartKind
    table: Table
    title: str
    names: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """One subject: what was found, in a sentence, and what it rests on."""

    key: str
    title: str
    finding: str
    figures: tuple[Figure, ...] = ()
    charts: tuple[ChartOf, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def all_tables(self) -> Iterator[Table]:
        """The tables, and those behind the charts."""
        yield from self.tables
        for chart in self.charts:
            if all(chart.table.key != table.key for table in self.tables):
                yield chart.table
