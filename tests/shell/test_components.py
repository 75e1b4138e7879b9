"""Components decide their words before their templates show them."""

from decimal import Decimal

from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from portal.kernel.figure import Figure, Trust
from portal.kernel.quantity import Quantity
from portal.kernel.share import Share
from portal.shell.components import figure_parts, share_parts


def figure(value: int | None, before: int | None = None, trust: Trust = Trust.GOOD) -> Figure:
    quantities = [None if part is None else Quantity(Decimal(part)) for part in (value, before)]
    return Figure(
        "volume", "Volume", quantities[0], "reports", None, before=quantities[1], trust=trust
    )


def rendered(source: str, path: str = "/", **values: object) -> str:
    context = Context({"request": RequestFactory().get(path), **values})
    with translation.override("en"):
        return " ".join(Template(source).render(context).split())


def test_a_figure_tells_its_change_and_whether_that_is_good():
    with translation.override("en"):
        parts = figure_parts(figure(110, 100), {"better": "up"})
        worse = figure_parts(figure(90, 100), {"better": "up"})

    assert (parts["change"], parts["direction"], parts["tone"]) == ("+10%", "up", "good")
    assert (worse["change"], worse["direction"], worse["tone"]) == ("−10%", "down", "watch")


def test_a_change_is_neither_good_nor_bad_unless_said_so():
    assert figure_parts(figure(90, 100), {})["tone"] == "plain"


def test_an_unknown_figure_shows_no_number_and_no_change():
    page = rendered("{% figure item %}", item=figure(None, 100, Trust.UNKNOWN))

    assert "not known yet" in page
    assert "%" not in page
    assert ">0<" not in page


def test_the_parts_of_a_share_bar_fill_it():
    parts = share_parts(Share(Decimal(38), Decimal(72), Decimal(28)), Decimal(10))

    assert [(part.kind, part.width) for part in parts] == [
        ("ours", Decimal(38)),
        ("known", Decimal(34)),
        ("estimated", Decimal(18)),
        ("unexplained", Decimal(10)),
    ]


def test_a_share_bar_without_a_whole_says_so():
    page = rendered('{% share_bar share "Share" %}', share=Share(None, Decimal(0), Decimal(0)))

    assert "no share to show" in page
    assert "<rect" not in page


def test_a_column_head_sorts_and_sorts_back():
    up = rendered('{% sort_head "place" "Place" %}', "/?sort=place&kind=a")
    down = rendered('{% sort_head "place" "Place" %}', "/?sort=-place")

    assert 'aria-sort="ascending"' in up
    assert 'href="?sort=-place&amp;kind=a&amp;page=1"' in up
    assert 'aria-sort="descending"' in down
    assert 'href="?sort=place&amp;page=1"' in down


def test_pages_keep_the_rest_of_the_address():
    page = rendered("{% pages page %}", "/?q=can&page=2", page=Paginator(range(30), 10).page(2))

    assert 'href="?q=can&amp;page=1"' in page
    assert 'href="?q=can&amp;page=3"' in page
    assert "11–20 of 30" in page


def test_progress_asks_again_until_the_work_is_done():
    assert 'hx-get="/job/"' in rendered('{% progress 1 2 "half" "/job/" %}')
    assert "hx-get" not in rendered('{% progress 2 2 "done" "/job/" %}')


def test_what_is_written_into_a_component_is_escaped():
    page = rendered('{% notice "watch" title=title %}{{ title }}{% endnotice %}', title="<script>")

    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 2
