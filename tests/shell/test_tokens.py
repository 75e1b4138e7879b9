"""The tokens are readable in both themes, and everything that repeats them repeats them truly."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from portal.kernel.charts import palette

Colours = dict[str, str]


def sheet(name: str) -> str:
    path = finders.find(f"shell/{name}.css")
    assert isinstance(path, str)
    text = Path(path).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def colours_of(selector: str) -> Colours:
    block = re.search(re.escape(selector) + r"[^{]*\{([^}]*--paper[^}]*)\}", sheet("tokens"))
    assert block is not None
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block.group(1)))


LIGHT = ':root,\n[data-theme="light"]'
DARK = '[data-theme="dark"]'
DEVICE = ":root:not([data-theme])"


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_do():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # 4.54 is the figure that WebAIM's checker gives for this pair.
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("sheet_name", ["paper", "ground", "wash"])
@pytest.mark.parametrize("text", ["ink", "grey", "accent", "good", "watch", "act"])
def test_text_is_readable_on_every_sheet(theme, sheet_name, text):
    colours = colours_of(theme)

    assert contrast(colours[text], colours[sheet_name]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["good", "watch", "act", "accent"])
def test_text_is_readable_on_its_tone(theme, tone):
    colours = colours_of(theme)

    assert contrast(colours[tone], colours[f"{tone}-wash"]) >= 4.5
    assert contrast(colours["ink"], colours[f"{tone}-wash"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_marks_is_readable_and_marks_stand_out(theme):
    colours = colours_of(theme)

    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["paper"], colours["accent"]) >= 4.5
    assert contrast(colours["on-soft"], colours["soft"]) >= 4.5
    assert contrast(colours["ink"], colours["faint"]) >= 4.5
    assert contrast(colours["soft"], colours["paper"]) >= 3
    assert contrast(colours["soft"], colours["ground"]) >= 3


def test_dark_by_name_and_dark_by_device_are_the_same():
    assert colours_of(DARK) == colours_of(DEVICE)
    assert colours_of(DARK).keys() == colours_of(LIGHT).keys()


def test_charts_are_drawn_in_the_light_colours_of_the_tokens():
    light = colours_of(LIGHT)

    assert {name: light[name] for name in palette.TOKENS.values()} == palette.TONES


@pytest.mark.parametrize("name", ["layout", "components", "workspace", "style"])
def test_sheets_take_every_colour_from_the_tokens(name):
    # The white behind a QR code stays white: a camera has to read it.
    text = sheet(name).replace("background: #ffffff;\n  border: 1px solid var(--line);", "")

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", text) == []


@pytest.mark.parametrize("name", ["layout", "components", "workspace", "print", "style"])
def test_sheets_use_only_tokens_that_there_are(name):
    known = set(re.findall(r"(--[\w-]+):", sheet("tokens") + sheet("workspace")))

    assert set(re.findall(r"var\((--[\w-]+)\)", sheet(name))) - known == set()
