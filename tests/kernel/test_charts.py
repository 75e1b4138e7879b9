"""Charts are clean SVG from one definition: tokens on a page, colours and font on paper."""

from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from portal.kernel import charts, fonts
from portal.kernel.charts.frame import fitted, text_width, ticks
from portal.shell.samples import sample

SVG = "{http://www.w3.org/2000/svg}"
CHARTS = sample("zh-hans").charts


def variants(chart: charts.Chart) -> dict[str, Element]:
    return {
        "wide": fromstring(chart.wide),
        "narrow": fromstring(chart.narrow),
        "paper": fromstring(chart.paper),
    }


@pytest.mark.slow
@pytest.mark.parametrize("chart", CHARTS, ids=["trend", "bars", "stacked", "scatter"])
def test_a_chart_is_clean_svg_with_its_finding_as_title(chart):
    for root in variants(chart).values():
        names = {attribute for element in root.iter() for attribute in element.attrib}
        tags = {element.tag for element in root.iter()}

        assert root.get("role") == "img"
        assert root[0].tag == f"{SVG}title"
        assert root[0].text == chart.title
        assert names & {"style", "class", "onclick", "onload", "href"} == set()
        assert tags & {f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image"} == set()


@pytest.mark.parametrize("chart", CHARTS, ids=["trend", "bars", "stacked", "scatter"])
def test_a_page_colours_by_tokens_and_paper_by_value(chart):
    page, paper = str(chart.wide), str(chart.paper)

    assert 'fill="#' not in page
    assert 'stroke="#' not in page
    assert "var(--accent)" in page
    assert "font-family" not in page
    assert "var(" not in paper
    assert f'font-family="{fonts.FAMILY}"' in paper


@pytest.mark.parametrize("chart", CHARTS, ids=["trend", "bars", "stacked", "scatter"])
def test_both_widths_are_exact(chart):
    drawings = variants(chart)

    assert {name: root.get("width") for name, root in drawings.items()} == {
        "wide": "720",
        "narrow": "340",
        "paper": "720",
    }


def test_chinese_is_drawn_as_text():
    words = [element.text for element in variants(CHARTS[0])["wide"].iter(f"{SVG}text")]

    assert {"预测", "断货", "2026", "2025", "第10周", "4万"} <= set(words)


def test_the_font_is_there():
    assert fonts.font_file().is_file()
    assert [path.name for path in fonts.font_folder().glob("*.ttf")] == ["NotoSansSC[wght].ttf"]


def test_the_numbers_behind_a_trend_say_what_is_not_known():
    chart = charts.trend(
        [
            charts.TrendRow("May", Decimal(1200), Decimal(1000)),
            charts.TrendRow("June", None, Decimal(900)),
        ],
        charts.Caption("Growth", "en"),
        charts.TrendNames("2026", "2025"),
    )

    assert chart.columns == ("Period", "2026", "2025")
    assert chart.rows == (("May", "1,200", "1,000"), ("June", "—", "900"))


def test_a_label_is_text_and_never_markup():
    chart = charts.bars(
        [charts.BarRow("<script>&", Decimal(5))],
        charts.Caption("<b>", "en"),
        charts.BarNames("units"),
    )

    assert "<script>" not in chart.wide
    assert "<b>" not in chart.wide
    assert "&lt;script&gt;&amp;" in chart.wide


@pytest.mark.parametrize(
    "chart",
    [
        charts.trend([], charts.Caption("Nothing", "en"), charts.TrendNames("2026")),
        charts.trend(
            [charts.TrendRow("May")], charts.Caption("Unknown", "en"), charts.TrendNames("2026")
        ),
        charts.bars([], charts.Caption("Nothing", "en"), charts.BarNames("units")),
        charts.bars(
            [charts.BarRow("A", None)], charts.Caption("Unknown", "en"), charts.BarNames("units")
        ),
    ],
    ids=["no trend", "unknown trend", "no bars", "unknown bar"],
)
def test_a_chart_without_values_is_drawn_all_the_same(chart):
    assert fromstring(chart.wide).get("width") == "720"


@pytest.mark.parametrize(
    ("greatest", "steps"),
    [
        (0, [0, 1]),
        (1, [0, Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), 1]),
        (45_000, [0, 20_000, 40_000, 60_000]),
        (100, [0, 25, 50, 75, 100]),
    ],
)
def test_ticks_are_round(greatest, steps):
    assert ticks(Decimal(greatest)) == steps


def test_a_name_too_long_for_its_room_is_cut():
    assert fitted("Shanghai", 200) == "Shanghai"
    assert fitted("上海第一中心仓", 50) == "上海第…"
    assert text_width("上海") == 24


def test_a_sparkline_breaks_where_a_value_is_not_known():
    line = charts.sparkline_svg([1, 2, None, 4, 3], "weeks & more")

    assert line.count("<polyline") == 2
    assert "<title>weeks &amp; more</title>" in line
    assert charts.sparkline_svg([None, None], "weeks") == '<span class="muted">—</span>'
