"""Filters and small components for every template; built in, so no page loads them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from portal.kernel import numbers
from portal.kernel.charts import Chart, sparkline_svg
from portal.kernel.figure import Figure
from portal.kernel.money import Money
from portal.kernel.numbers import Value
from portal.kernel.period import Period
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share
from portal.kernel.trust import DataTrust
from portal.kernel.trust_words import trust_facts
from portal.shell import signs, wording
from portal.shell.components import TRUST_WORDS, figure_parts, share_parts
from portal.shell.navigation import Place, partner_places

register = template.Library()

register.simple_tag(signs.sign, name="sign")
register.simple_tag(signs.glyph, name="glyph")

TONE_WORDS = {
    "good": pgettext_lazy("tone", "Good"),
    "watch": pgettext_lazy("tone", "Watch"),
    "act": pgettext_lazy("tone", "Act"),
    "accent": pgettext_lazy("tone", "Note"),
    "plain": "",
}


@register.filter
def money(value: Money | Decimal | None, form: str = "") -> str:
    """An amount in full: ¥1,234.50."""
    return wording.known(
        value,
        form,
        lambda: numbers.money_in_words(wording.as_money(value), wording.language()),  # type: ignore[arg-type]
    )


@register.filter
def quantity(value: Quantity | Decimal | None, form: str = "") -> str:
    """A count in full, with its unit: 1,250 cases."""
    return wording.known(
        value,
        form,
        lambda: numbers.quantity_in_words(wording.as_quantity(value), wording.language()),  # type: ignore[arg-type]
    )


@register.filter
def short(value: Value | None, form: str = "") -> str:
    """Shortened, with the exact value in the markup: 4.4亿, 440M."""
    amount = None if value is None else numbers.amount_of(value)
    return wording.known(amount, form, lambda: wording.short(value, form))  # type: ignore[arg-type]


@register.filter
def share(value: Share | Decimal | None, form: str = "") -> str:
    """A share with how much of the demand is known."""
    return wording.known(value, form, lambda: wording.share(value))  # type: ignore[arg-type]


@register.filter
def percent(value: Decimal | None, form: str = "") -> str:
    """A ratio as a percentage: 0.381 as 38.1%."""
    return wording.known(
        value, form, lambda: numbers.percent_in_words(Decimal(value or 0), wording.language())
    )


@register.filter
def change(value: Decimal | None, form: str = "") -> str:
    """A change with its sign: +5.3%."""
    return wording.known(
        value, form, lambda: numbers.change_in_words(Decimal(value or 0), wording.language())
    )


@register.filter
def day(value: date | datetime | None, form: str = "") -> str:
    """A date or a moment, as the language writes it."""
    return wording.known(value, form, lambda: wording.day(value, form))  # type: ignore[arg-type]


@register.filter
def days(value: Decimal | int | None, form: str = "") -> str:
    """A number of days: 12 days."""
    return wording.known(value, form, lambda: numbers.days_in_words(value or 0, wording.language()))


@register.filter
def period(value: Period | str | None, form: str = "") -> str:
    """A period by its usual name: H1 2026."""
    return wording.known(value, form, lambda: wording.period(value))  # type: ignore[arg-type]


@register.inclusion_tag("shell/components/figure.html")
def figure(value: Figure | None = None, **options: Any) -> dict[str, object]:
    """A headline figure: a kernel Figure, or label=, value= and what a Figure has besides."""
    return figure_parts(value, options)


@register.inclusion_tag("shell/components/data_trust.html")
def data_trust(value: DataTrust) -> dict[str, object]:
    """What shared data rests on, with a word beside it where that is not enough."""
    return {
        "tone": "watch",
        "words": TRUST_WORDS.get(value.mark, ""),
        "facts": trust_facts(value, wording.language()),
    }


@register.inclusion_tag("shell/components/pill.html")
def pill(tone: str, words: str) -> dict[str, str]:
    """A state in a word with its sign."""
    return {"tone": tone, "words": words}


@register.inclusion_tag("shell/components/share_bar.html")
def share_bar(value: Share, label: str, unexplained: Decimal | None = None) -> dict[str, object]:
    """Ours within the whole, and how the rest is known."""
    return {"share": value, "label": label, "parts": share_parts(value, unexplained or Decimal(0))}


@register.inclusion_tag("shell/components/progress.html")
def progress(done: int, total: int | None, words: str, url: str = "") -> dict[str, object]:
    """How far a piece of work is; with `url` the page asks again every two seconds until it is done."""
    return {
        "done": done,
        "total": total,
        "words": words,
        "url": "" if total and done >= total else url,
    }


@register.inclusion_tag("shell/components/chart.html")
def chart(drawing: Chart) -> dict[str, Chart]:
    """A chart with its finding, in two widths, the numbers behind it in a table."""
    return {"chart": drawing}


@register.simple_tag
def sparkline(values: Sequence[Decimal | int | None], label: str) -> SafeString:
    """A line the size of a word; `label` says it to those who don't see it."""
    return sparkline_svg(values, label)


@register.inclusion_tag("shell/components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """One input with its label above, help and errors below."""
    kind = getattr(bound.field.widget, "input_type", "")
    is_tick = kind == "checkbox" and not bound.use_fieldset
    return {"field": bound, "is_tick": is_tick, "is_group": bound.field.widget.use_fieldset}


@register.inclusion_tag("shell/components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, BaseForm]:
    """The error summary and every input of a form, in one column."""
    return {"form": form}


@register.inclusion_tag("shell/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, BaseForm]:
    """What is wrong with a form, each error a link to its field; nothing where nothing is wrong."""
    return {"form": form}


def _pairs(parts: tuple[str, ...]) -> list[tuple[str, str]]:
    padded = [*parts, ""] if len(parts) % 2 else [*parts]
    return list(zip(padded[::2], padded[1::2], strict=True))


@register.inclusion_tag("shell/components/crumbs.html")
def crumbs(*parts: str) -> dict[str, object]:
    """The way here: label, address, label, address …; a last label alone is this page."""
    return {"crumbs": _pairs(parts)}


@register.inclusion_tag("shell/components/views.html", takes_context=True)
def views(context: Context, *parts: str) -> dict[str, object]:
    """Other views of the same thing: label, address …; the one whose path is this page's is current."""
    request: HttpRequest = context["request"]
    return {"views": _pairs(parts), "here": request.path}


@register.inclusion_tag("shell/components/steps.html")
def steps(items: Sequence[object]) -> dict[str, object]:
    """Where a thing stands: items have label, state (done, current, late or ahead) and when."""
    return {"steps": items}


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("shell/components/pages.html", takes_context=True)
def pages(context: Context, page: "Page[Any]") -> dict[str, object]:
    """Which page of a long list this is, with the ways to the next and the one before."""
    request: HttpRequest = context["request"]
    before = _address(request, page=str(page.previous_page_number())) if page.has_previous() else ""
    after = _address(request, page=str(page.next_page_number())) if page.has_next() else ""
    return {"page": page, "before": before, "after": after}


@register.inclusion_tag("shell/components/sort_head.html", takes_context=True)
def sort_head(context: Context, column: str, words: str, kind: str = "") -> dict[str, str]:
    """A column head that sorts by ?sort=column, and the other way round when asked again."""
    request: HttpRequest = context["request"]
    current = request.GET.get("sort", "")
    direction = {column: "ascending", f"-{column}": "descending"}.get(current, "")
    target = f"-{column}" if direction == "ascending" else column
    return {
        "words": words,
        "kind": kind,
        "direction": direction,
        "address": _address(request, sort=target, page="1"),
    }


@register.simple_tag(takes_context=True)
def partner_navigation(context: Context) -> list[Place]:
    """The places of the partner site that are there, and which of them this is."""
    return partner_places(context["request"].path)


def _block(name: str, content: str, options: dict[str, object]) -> str:
    return render_to_string(f"shell/components/{name}.html", {"content": content, **options})


@register.simple_block_tag
def headline(content: str, words: str, eyebrow: str = "") -> str:
    """The page's answer in words, with a sentence below it."""
    return _block("headline", content, {"words": words, "eyebrow": eyebrow})


@register.simple_block_tag
def card(content: str, title: str = "", hint: str = "", href: str = "") -> str:
    """A frame for things that belong together; with `href` the title leads on."""
    return _block("card", content, {"title": title, "hint": hint, "href": href})


@register.simple_block_tag
def notice(content: str, tone: str, title: str = "") -> str:
    """Something to know: good, watch, act, accent or plain, in colour, sign and word."""
    return _block("notice", content, {"tone": tone, "word": TONE_WORDS[tone], "title": title})


@register.simple_block_tag
def empty_state(content: str, title: str, action: str = "", href: str = "") -> str:
    """Nothing here: what that means, and what to do next."""
    return _block("empty_state", content, {"title": title, "action": action, "href": href})


@register.simple_block_tag
def table(content: str, caption: str, kind: str = "") -> str:
    """A table in its frame; `kind` "plain" stays a table on a phone (two or three narrow columns)."""
    return _block("table", content, {"caption": caption, "kind": kind})
