"""Sell-through and stock in a review: what was sold on, what runs out, and how far the reports carry."""

from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from keyaccounts.selectors.account_page import AccountPage
from keyaccounts.selectors.key_accounts import FRESH_DAYS
from portal.kernel.figure import Figure, Trust
from portal.kernel.numbers import (
    change_between,
    change_in_words,
    day_in_words,
    short_number,
)
from portal.kernel.share import Share
from reports.selectors.document import Cell, ChartKind, ChartOf, Column, Kind, Place, Section, Table
from reports.selectors.shelf import Shelf, SoldStep
from vmi.selectors.stock import StockRow, StockStatus

ROWS_SHOWN = 8
# Fewer whole weeks than this draw no line worth reading.
FEWEST_WEEKS = 3


def sell_through_section(page: AccountPage, shelf: Shelf) -> Section:
    """What the account sold on of our products, by week and by month, beside the year before."""
    weeks = _step_table("weeks", _("Sold by week"), _("week"), shelf.weeks, page)
    months = _step_table("sold_months", _("Sold by month"), _("month"), shelf.months, page)
    charts: tuple[ChartOf, ...] = ()
    if len(shelf.weeks) >= FEWEST_WEEKS:
        names = (_("this year"), _("year before"))
        note = _("units a week, our products")
        charts = (ChartOf(ChartKind.TREND, weeks, _weeks_finding(shelf), names, note),)
    return Section(
        "sell_through",
        _("Sell-through"),
        _finding(shelf),
        figures=_figures(page, shelf),
        charts=charts,
        tables=(months,),
    )


def stock_section(page: AccountPage, shelf: Shelf) -> Section:
    """Stock as last reported, what runs out first, and how far the reports can be trusted."""
    return Section(
        "stock",
        _("Stock and data"),
        _stock_finding(shelf),
        figures=(
            low_figure(page, shelf),
            _on_hand_figure(page, shelf),
            _cover_figure(page, shelf),
            _places_figure(page, shelf),
            _lines_figure(page, shelf),
            data_figure(page),
        ),
        tables=(_urgent_table(page, shelf),),
    )


def freshness(page: AccountPage) -> Trust:
    """How far the newest report carries what it says of today."""
    if page.row.data_age is None:
        return Trust.UNKNOWN
    return Trust.GOOD if page.row.data_age <= FRESH_DAYS else Trust.LATE


def low_figure(page: AccountPage, shelf: Shelf) -> Figure:
    """Product and place pairs that run out before a delivery ordered now arrives."""
    return Figure(
        "running_low",
        _("Stocks running out"),
        shelf.running_low,
        _("stock in its reports, against use and lead time"),
        shelf.stock_as_of,
        trust=shelf.stock_trust.mark if shelf.has_stock else Trust.UNKNOWN,
        data=shelf.stock_trust,
    )


def sold_figure(page: AccountPage, shelf: Shelf) -> Figure:
    """What it sold on in the period."""
    return Figure(
        "sold",
        _("Sold on"),
        shelf.sold,
        _("its activity reports, our products"),
        shelf.until,
        before=shelf.before,
        trust=Trust.UNKNOWN if shelf.sold is None else _completeness(shelf),
        data=shelf.trust,
    )


def data_figure(page: AccountPage) -> Figure:
    """How old the newest report is."""
    age = page.row.data_age
    return Figure(
        "data_age",
        _("Newest report"),
        age,
        _("its activity reports"),
        page.row.data_until,
        unit="" if age is None else ngettext("day old", "days old", age),
        trust=freshness(page),
    )


def _completeness(shelf: Shelf) -> Trust:
    """The mark of the data; lines that wait for a code make it thin, as they are not counted yet."""
    mark = shelf.trust.mark
    return Trust.THIN if mark is Trust.GOOD and shelf.lines_waiting else mark


def _figures(page: AccountPage, shelf: Shelf) -> tuple[Figure, ...]:
    figures = [sold_figure(page, shelf)]
    if shelf.ours is not None:
        figures.append(
            Figure(
                "ours_of_sold",
                _("Ours of all it sold"),
                shelf.ours,
                _("its activity reports, all makers"),
                shelf.until,
            )
        )
    return tuple(figures)


def _finding(shelf: Shelf) -> str:
    if shelf.sold is None or shelf.until is None:
        return _("No report says what it sold in this period.")
    language = get_language() or "en"
    change = change_between(shelf.sold, shelf.before)
    said = {
        "sold": short_number(shelf.sold, language),
        "day": day_in_words(shelf.until, language),
        "change": "" if change is None else change_in_words(change, language),
    }
    if change is None:
        return (
            _("It sold %(sold)s units of ours up to %(day)s; the year before is not known.") % said
        )
    return (
        _(
            "It sold %(sold)s units of ours up to %(day)s, %(change)s on the like days a year before."
        )
        % said
    )


def _weeks_finding(shelf: Shelf) -> str:
    """The last four whole weeks beside the like ones, which tell sooner than the whole period."""
    last = shelf.weeks[-4:]
    now = [step.sold for step in last if step.sold is not None]
    then = [step.before for step in last if step.before is not None]
    if len(now) < len(last):
        return _("Sold by week; a gap is a week without a report")
    if len(then) < len(last) or not sum(then):
        return _("Sold by week")
    change = change_between(sum(now, Decimal(0)), sum(then, Decimal(0))) or Decimal(0)
    return ngettext(
        "The last week: %(change)s on the year before",
        "The last %(count)d weeks: %(change)s on the year before",
        len(last),
    ) % {"count": len(last), "change": change_in_words(change, get_language() or "en")}


def _step_table(
    key: str, title: str, step_word: str, steps: tuple[SoldStep, ...], page: AccountPage
) -> Table:
    return Table(
        key,
        title,
        (
            Column(step_word, Kind.TEXT, is_wide=True),
            Column(_("up to"), Kind.DAY),
            Column(_("sold")),
            Column(_("a year before")),
            Column(_("change"), Kind.CHANGE),
        ),
        tuple(
            (
                step.name,
                step.last_day,
                step.sold,
                step.before,
                change_between(step.sold, step.before),
            )
            for step in steps
        ),
        _("its activity reports, our products"),
        steps[-1].last_day if steps else None,
        trust=freshness(page),
        empty=_("No report says what it sold in this period."),
        place=Place.BEHIND if key == "weeks" else Place.SECTION,
    )


def _stock_finding(shelf: Shelf) -> str:
    if not shelf.has_stock:
        return _("No report says what it has in stock.")
    counts = shelf.counts
    out, low = counts[StockStatus.OUT], counts[StockStatus.LOW]
    if not out and not low:
        return _("Nothing runs out before a delivery could arrive.")
    words = ngettext(
        "%(count)d product at a place runs out before a delivery could arrive",
        "%(count)d products at places run out before a delivery could arrive",
        out + low,
    ) % {"count": out + low}
    if not out:
        return words + _(".")
    gone = ngettext("%(count)d is gone already", "%(count)d are gone already", out)
    return words + _("; ") + gone % {"count": out} + _(".")


def _on_hand_figure(page: AccountPage, shelf: Shelf) -> Figure:
    said = [row.on_hand for row in shelf.stock if row.on_hand is not None]
    return Figure(
        "on_hand",
        _("Stock on hand"),
        sum(said, Decimal(0)) if said else None,
        _("its activity reports, as last said by each place"),
        shelf.stock_as_of,
        trust=shelf.stock_trust.mark if said else Trust.UNKNOWN,
        data=shelf.stock_trust,
    )


def _cover_figure(page: AccountPage, shelf: Shelf) -> Figure:
    """Stock ÷ daily use in whole days, of the positions of which both are known."""
    both = [
        (row.on_hand, row.daily_use)
        for row in shelf.stock
        if row.on_hand is not None and row.daily_use is not None
    ]
    use = sum((each for _hand, each in both), Decimal(0))
    exact = sum((hand for hand, _use in both), Decimal(0)) / use if use > 0 else None
    days = None if exact is None else exact.quantize(Decimal(1), rounding=ROUND_FLOOR)
    return Figure(
        "cover",
        _("Days of cover"),
        days,
        _("stock ÷ average daily sales of four weeks"),
        shelf.stock_as_of,
        unit="" if days is None else ngettext("day", "days", int(days)),
        trust=shelf.stock_trust.mark if days is not None else Trust.UNKNOWN,
        data=shelf.stock_trust,
    )


def _places_figure(page: AccountPage, shelf: Shelf) -> Figure:
    whole = max(shelf.places, shelf.reporting_places)
    share = Share(Decimal(shelf.reporting_places), Decimal(whole), Decimal(0)) if whole else None
    return Figure(
        "reporting_places",
        _("Places that reported"),
        share,
        _("places with lines in the period ÷ active places"),
        shelf.until,
        trust=Trust.UNKNOWN if share is None else _completeness(shelf),
        data=shelf.trust,
        note=_("%(reported)d of %(places)d") % {"reported": shelf.reporting_places, "places": whole}
        if whole
        else "",
    )


def _lines_figure(page: AccountPage, shelf: Shelf) -> Figure:
    whole = shelf.lines_posted + shelf.lines_waiting
    share = Share(Decimal(shelf.lines_posted), Decimal(whole), Decimal(0)) if whole else None
    return Figure(
        "lines_posted",
        _("Report lines that count"),
        share,
        _("all its reports; the others wait for a code or can't be read"),
        page.row.data_until,
        trust=Trust.UNKNOWN if share is None else Trust.GOOD,
        note=ngettext("%(count)d line waits", "%(count)d lines wait", shelf.lines_waiting)
        % {"count": shelf.lines_waiting}
        if shelf.lines_waiting
        else "",
    )


def _urgent_table(page: AccountPage, shelf: Shelf) -> Table:
    urgent = shelf.urgent
    return Table(
        "running_low",
        _("What runs out first"),
        (
            Column(_("product"), Kind.TEXT, is_wide=True),
            Column(_("place"), Kind.TEXT, is_wide=True),
            Column(_("on hand")),
            Column(_("sold a day")),
            Column(_("days of cover")),
            Column(_("delivery takes, days")),
            Column(_("reported"), Kind.DAY),
        ),
        tuple(_urgent_row(row) for row in urgent[:ROWS_SHOWN]),
        _("stock in its reports, against use and lead time"),
        shelf.stock_as_of,
        trust=freshness(page),
        note=_("the first %(shown)d of %(count)d") % {"shown": ROWS_SHOWN, "count": len(urgent)}
        if len(urgent) > ROWS_SHOWN
        else "",
        empty=_("Nothing runs out before a delivery could arrive.")
        if shelf.has_stock
        else _("No report says what it has in stock."),
    )


def _urgent_row(row: StockRow) -> tuple[Cell, ...]:
    use, cover = row.daily_use, row.days_of_cover
    return (
        row.product.display_name,
        row.place.display_name,
        row.on_hand,
        None if use is None else use.quantize(Decimal("0.1")),
        None if cover is None else cover.quantize(Decimal("0.1")),
        row.lead_time_days,
        row.as_of,
    )
