"""What every chart is: a finding, two drawings of one definition, and the numbers behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any

import altair as alt
from django.utils.safestring import SafeString

from portal.kernel import fonts, numbers
from portal.kernel.charts import palette
from portal.kernel.charts.drawing import draw

TEXT = 12
WIDE, NARROW = 720, 340


@dataclass(frozen=True)
class Caption:
    """The words around a chart: `title` says the finding; `unit` and period go into `note`."""

    title: str
    language: str
    note: str = ""
    # What the marks are called in the table behind the chart; the chart's own default when empty.
    first_column: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart. Draws itself when asked, from the cache where the same was drawn before."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide_specification: dict[str, Any] = field(repr=False)
    narrow_specification: dict[str, Any] = field(repr=False)

    @property
    def wide(self) -> SafeString:
        """For a page, from 600 pixels on; its colours are the page's tokens."""
        return draw(self.wide_specification, self.title, for_page=True)

    @property
    def narrow(self) -> SafeString:
        """For a page on a phone or in a narrow column."""
        return draw(self.narrow_specification, self.title, for_page=True)

    @property
    def paper(self) -> SafeString:
        """For PDF, with the colours and the font written out."""
        return draw(self.wide_specification, self.title, for_page=False)

    @property
    def paper_narrow(self) -> SafeString:
        """For PDF, in half a page's width."""
        return draw(self.narrow_specification, self.title, for_page=False)


@dataclass(frozen=True)
class Plot:
    """The sheet that marks are put on, in pixels; text outside `width` needs room at the sides."""

    total: int
    height: int
    left: int = 0
    right: int = 0
    top: int = 12
    bottom: int = 28

    @property
    def width(self) -> int:
        return self.total - self.left - self.right

    def specification(self, *layers: Any) -> dict[str, Any]:
        """The finished Vega-Lite definition: exactly `total` wide, whatever the text in it."""
        chart = (
            alt.layer(*layers)
            .properties(
                width=self.width,
                height=self.height,
                autosize=alt.AutoSizeParams(type="none"),
                padding={
                    "left": self.left,
                    "right": self.right,
                    "top": self.top,
                    "bottom": self.bottom,
                },
                background="transparent",
            )
            .configure(font=fonts.FAMILY)
            .configure_view(strokeWidth=0)
        )
        specification: dict[str, Any] = chart.to_dict(validate=False)
        return specification


def rows_of(values: Sequence[dict[str, Any]]) -> alt.Data:
    """Rows for a layer. Drawing is in floats: a pixel is far coarser than what they lose."""
    return alt.Data(  # type: ignore[no-untyped-call]
        values=[
            {
                name: float(value) if isinstance(value, Decimal) else value
                for name, value in row.items()
            }
            for row in values
        ]
    )


def words(
    values: Sequence[dict[str, Any]], *, colour: str = palette.GREY, **options: Any
) -> alt.Chart:
    """Text marks at x and y of each row, from its `text`."""
    marks: dict[str, Any] = {
        "align": "left",
        "baseline": "middle",
        "fontSize": TEXT,
        "color": colour,
        **options,
    }
    chart: alt.Chart = alt.Chart(rows_of(values)).mark_text(**marks).encode(text="text:N")
    return chart


def text_width(text: str, size: int = TEXT) -> float:
    """About how wide a text is: a Chinese character is square, a Latin one a little over half."""
    return sum(size if ord(character) > 0x2E80 else size * 0.57 for character in text)


def fitted(text: str, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than its room."""
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def ticks(greatest: Decimal, *, count: int = 4) -> list[Decimal]:
    """Round steps from zero to at least `greatest`: one of 1, 2, 2.5 or 5 times a power of ten."""
    if greatest <= 0:
        return [Decimal(0), Decimal(1)]
    rough = greatest / count
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(
        power * factor for factor in (1, 2, Decimal("2.5"), 5, 10) if power * factor >= rough
    )
    steps = int((greatest / step).to_integral_value(rounding=ROUND_CEILING))
    return [step * index for index in range(steps + 1)]


def shown(value: Decimal | None, language: str) -> str:
    """A number for the table behind a chart: in full, or the dash."""
    return numbers.UNKNOWN if value is None else numbers.number_in_words(value, language)


def known(values: Sequence[Decimal | None]) -> list[Decimal]:
    """The values there are."""
    return [value for value in values if value is not None]
