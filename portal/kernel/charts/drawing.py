"""From a Vega-Lite definition to clean SVG: no style attributes, no scripts, a title, colours as tokens."""

import hashlib
import json
from functools import cache as once
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import vl_convert
from defusedxml.ElementTree import fromstring
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from portal.kernel import fonts
from portal.kernel.charts import palette

_SVG = "http://www.w3.org/2000/svg"
# Part of every cache key: a change of how drawings are cleaned must not find old ones.
_EDITION = "1"
_KEPT = 24 * 60 * 60
_DROPPED = {
    "class",
    "role",
    "pointer-events",
    "version",
    "style",
    "font-family",
    "stroke-miterlimit",
}


@once
def _know_the_font() -> None:
    vl_convert.register_font_directory(str(fonts.font_folder()))


def draw(specification: dict[str, Any], title: str, *, for_page: bool) -> SafeString:
    """Draw it, or take the drawing made before from the same definition."""
    content = json.dumps(specification, sort_keys=True, ensure_ascii=False)
    stamp = hashlib.sha256(f"{_EDITION}|{for_page}|{title}|{content}".encode()).hexdigest()
    key = f"chart-{stamp}"
    drawing: str | None = cache.get(key)
    if drawing is None:
        _know_the_font()
        drawing = clean(vl_convert.vegalite_to_svg(content), title, for_page=for_page)
        cache.set(key, drawing, _KEPT)
    return mark_safe(drawing)  # noqa: S308  (an XML serializer of ours wrote it, with every text escaped)


def clean(svg: str, title: str, *, for_page: bool) -> str:
    """Keep what is seen; say once, in words, what it is."""
    root = fromstring(svg)
    _strip(root)
    _adapt(root, for_page=for_page)
    root.set("role", "img")
    root.set("focusable", "false")
    if not for_page:
        root.set("font-family", fonts.FAMILY)
    heading = SubElement(root, f"{{{_SVG}}}title")
    heading.text = title
    root.remove(heading)
    root.insert(0, heading)
    # Each time: the namespaces are one list for the whole process, and WeasyPrint takes this one out of it.
    register_namespace("", _SVG)
    return tostring(root, encoding="unicode")


def _is_unseen(element: Element) -> bool:
    if element.tag in {f"{{{_SVG}}}style", f"{{{_SVG}}}script"}:
        return True
    if element.get("display") == "none" or "background" in element.get("class", ""):
        return True
    is_sheet = element.tag == f"{{{_SVG}}}rect" and element.get("fill") in {"transparent", "white"}
    return is_sheet or (element.tag == f"{{{_SVG}}}g" and len(element) == 0)


def _strip(element: Element) -> None:
    for child in list(element):
        _strip(child)
        if _is_unseen(child):
            element.remove(child)


def _adapt(root: Element, *, for_page: bool) -> None:
    for element in root.iter():
        for name in [
            name for name in element.attrib if name in _DROPPED or name.startswith("aria-")
        ]:
            del element.attrib[name]
        for name in ("fill", "stroke"):
            token = palette.TOKENS.get(element.get(name, ""))
            if for_page and token:
                element.set(name, f"var(--{token})")
        if element.get("font-size", "").endswith("px"):
            element.set("font-size", element.get("font-size", "").removesuffix("px"))
