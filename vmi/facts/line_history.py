"""What the facts say of the lines of one document: their balance, the periods before, their like ones."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import ibis

from accounts.tenancy import Scope
from vmi.facts.engine import thread_engine
from vmi.facts.lines import Hidden, lines_for
from vmi.facts.questions import rows_of
from vmi.facts.schema import MEASURES
from vmi.rules import balance, outliers

_PLACE: Final = ("product_id", "location_id")
_GROUP: Final = (*_PLACE, "first_day", "last_day")
# How far back the periods before are looked for, at most.
_DAYS_BACK: Final = 800
_MOST_ROWS: Final = 200_000
# A line this many days from the middle of its file is astray, when hardly any other is.
STRAY_DAYS: Final = 400
_STRAY_SHARE: Final = 0.01
_PLACES: Final = 3


@ibis.udf.agg.builtin
def mad(amount: float) -> float:
    """DuckDB's own median absolute deviation."""
    raise NotImplementedError(amount)


@dataclass(frozen=True)
class Lines:
    """Which lines are asked about: those that the postings of one document still show."""

    scope: Scope
    hidden: Hidden
    partner_id: int
    posting_ids: frozenset[int]

    def current(self, measures: tuple[str, ...]) -> ibis.Table:
        """Every current line of the partner that says one of the measures."""
        partners = frozenset({self.partner_id})
        return lines_for(self.scope, self.hidden, partner_ids=partners, measures=measures)

    def is_own(self, lines: ibis.Table) -> Any:
        return thread_engine().is_one_of(lines.posting_id, self.posting_ids)


@dataclass(frozen=True)
class StockLine:
    """A product at a place on days of which stock is said, with all that moved it; None: not said."""

    line: int
    product_id: int
    location_id: int
    first_day: date
    last_day: date
    opening: Decimal | None
    closing: Decimal
    moved: dict[str, Decimal | None]


@dataclass(frozen=True)
class SalesLine:
    """What a line sold beside the like periods before it."""

    line: int
    product_id: int
    location_id: int
    last_day: date
    sold: Decimal
    on_hand: Decimal | None
    earlier: outliers.Earlier


@dataclass(frozen=True)
class PricedLine:
    """A line's price beside the median of its product in the same document."""

    line: int
    product_id: int
    location_id: int
    last_day: date
    price: Decimal
    median: Decimal
    prices: int


@dataclass(frozen=True)
class LikeLine:
    """A line that stands out among those of its document: `of_line` is the one that it is equal to."""

    line: int
    product_id: int
    location_id: int
    last_day: date
    of_line: int = 0
    middle: date | None = None


def spoken_movements(lines: Lines) -> frozenset[str]:
    """The movements that any line of the document says."""
    own = _own(lines, tuple(balance.SIGNS))
    said = own.aggregate(**{name: own[name].count() for name in balance.SIGNS})
    [counts] = rows_of(thread_engine().answer(said))
    return frozenset(name for name, count in zip(balance.SIGNS, counts, strict=True) if count)


def stock_lines_off(lines: Lines, spoken: frozenset[str]) -> tuple[StockLine, ...]:
    """Lines whose stock does not follow from what is known of it; the rule has the last word.

    Stock before the first day is what the line says of it, else what stood at the end of the day
    before. Lines of one product, place and span are one: their movements add, the last stock counts.
    """
    if "received" not in spoken:
        return ()
    every = lines.current((*balance.SIGNS, "on_hand", "opening"))
    order = ibis.struct({"posting": every.posting_id, "line": every.line})
    is_own = lines.is_own(every)
    groups = every.group_by(list(_GROUP)).aggregate(
        line=every.line.max(where=is_own),
        opening=every.opening.argmax(order, where=every.opening.notnull()),
        closing=every.on_hand.argmax(order, where=every.on_hand.notnull()),
        **{
            name: ibis.ifelse(
                every[name].count() == every.count(), every[name].sum(), ibis.null("decimal(38,3)")
            )
            for name in balance.SIGNS
        },
    )
    own = groups.filter(groups.line.notnull(), groups.closing.notnull(), groups.received.notnull())
    stood = every.filter(every.on_hand.notnull())
    at = ibis.struct({"posting": stood.posting_id, "line": stood.line})
    before = stood.group_by([*_PLACE, "last_day"]).aggregate(stood=stood.on_hand.argmax(at))
    before = before.select(
        *_PLACE, first_day=before.last_day + ibis.interval(days=1), stood=before.stood
    )
    joined = own.left_join(before, [*_PLACE, "first_day"])
    joined = joined.select(*own.columns, begun=ibis.coalesce(own.opening, before.stood))
    known = joined.filter(joined.begun.notnull())
    # What is surely right is left where it is: the sum with nothing for what was not said.
    total = known.begun
    for name, sign in balance.SIGNS.items():
        total = total + known[name].fill_null(0) * sign
    off = known.filter((known.closing - total).abs() > float(balance.TOLERANCE))
    rows = off.select("line", *_GROUP, "begun", "closing", *balance.SIGNS).order_by("line")
    return tuple(
        StockLine(
            line,
            product,
            place,
            first,
            last,
            begun,
            closing,
            dict(zip(balance.SIGNS, moved, strict=True)),
        )
        for line, product, place, first, last, begun, closing, *moved in rows_of(
            thread_engine().answer(rows.limit(_MOST_ROWS))
        )
    )


def sales_beside_earlier(lines: Lines, first_day: date) -> tuple[SalesLine, ...]:
    """Lines that sold far more than the like periods before them, or nothing after good ones.

    Like periods are those of the same product and place that are as long. `first_day` is the first
    that the document speaks of.
    """
    every = lines.current(("sold", "on_hand"))
    every = every.filter(every.sold.notnull())
    every = every.filter(every.last_day >= first_day - timedelta(days=_DAYS_BACK))
    is_own = lines.is_own(every)
    wanted = every.filter(is_own).select(*_PLACE).distinct()
    every = every.semi_join(wanted, list(_PLACE))
    periods = every.group_by(list(_GROUP)).aggregate(
        # Of several lines of one day, the one that says most of it.
        line=every.line.argmax(
            ibis.struct({"sold": every.sold, "line": every.line}), where=lines.is_own(every)
        ),
        sold=every.sold.sum(),
        on_hand=every.on_hand.min(where=every.on_hand.notnull()),
    )
    periods = periods.mutate(
        span=periods.last_day.delta(periods.first_day, unit="day"),
        amount=periods.sold.cast("float64"),
    )
    back = ibis.window(
        group_by=[*_PLACE, "span"],
        order_by=["last_day"],
        preceding=(outliers.PERIODS_BACK, 1),
    )
    judged = periods.mutate(
        periods=periods.amount.count().over(back),
        median=periods.amount.median().over(back),
        deviation=mad(periods.amount).over(back),
        lowest=periods.sold.min().over(back),
        highest=periods.sold.max().over(back),
    )
    judged = judged.filter(
        judged.line.notnull(),
        judged.periods >= outliers.FEWEST_PERIODS,
        (
            (judged.sold > float(outliers.TIMES_HIGHEST) * judged.highest)
            & (judged.sold >= float(outliers.FEWEST_PIECES))
        )
        | ((judged.sold == 0) & (judged.lowest > 0)),
    )
    rows = judged.select(
        *("line", *_PLACE, "last_day", "sold", "on_hand", "periods"),
        *("median", "deviation", "lowest", "highest"),
    ).order_by("line")
    return tuple(
        SalesLine(
            line,
            product,
            place,
            day,
            sold,
            on_hand,
            outliers.Earlier(periods, _exact(median), _exact(deviation), *range_),
        )
        for line, product, place, day, sold, on_hand, periods, median, deviation, *range_ in rows_of(
            thread_engine().answer(rows.limit(_MOST_ROWS))
        )
    )


def prices_beside_usual(lines: Lines) -> tuple[PricedLine, ...]:
    """Lines whose value for a piece is far from the median of the product in the document."""
    own = _own(lines, ("sold", "sold_value"))
    own = own.filter(own.sold > 0, own.sold_value > 0)
    own = own.mutate(
        price=own.sold_value.cast("float64") / own.sold.cast("float64"),
        money=own.currency.fill_null(""),
    )
    key = ("product_id", "money")
    usual = own.group_by(list(key)).aggregate(median=own.price.approx_median(), prices=own.count())
    beside = own.inner_join(usual, list(key))
    times = float(outliers.PRICE_TIMES)
    far = beside.filter(
        beside.prices >= outliers.FEWEST_PRICES,
        (beside.price > beside.median * times) | (beside.price * times < beside.median),
    )
    rows = far.select("line", *_PLACE, "last_day", "price", "median", "prices").order_by("line")
    return tuple(
        PricedLine(line, product, place, day, _exact(price), _exact(median), prices)
        for line, product, place, day, price, median, prices in rows_of(
            thread_engine().answer(rows.limit(_MOST_ROWS))
        )
    )


def equal_lines(lines: Lines) -> tuple[LikeLine, ...]:
    """Lines equal to an earlier one of the same document in everything that they say, without the first."""
    own = _own(lines, MEASURES)
    key = [*_GROUP, *MEASURES, "currency"]
    # The same quantities twice on one day may be two sales; with a value to the cent that is rarer.
    numbered = own.group_by(key).aggregate(
        count=own.count(), of_line=own.line.min(), line=own.line.max()
    )
    twice = numbered.filter(numbered["count"] > 1)
    rows = twice.select("line", *_PLACE, "last_day", "of_line").order_by("line")
    return tuple(LikeLine(*row) for row in rows_of(thread_engine().answer(rows.limit(_MOST_ROWS))))


def stray_lines(lines: Lines) -> tuple[LikeLine, ...]:
    """Lines far from the days of the rest of their document, when they are very few."""
    own = _own(lines, MEASURES)
    number = own.last_day.epoch_days()
    middle = own.aggregate(middle=number.approx_median(), lines=own.count())
    beside = own.cross_join(middle)
    far = beside.filter((beside.last_day.epoch_days() - beside.middle).abs() > STRAY_DAYS)
    rows = far.select("line", *_PLACE, "last_day", "middle", "lines").order_by("line")
    found = list(rows_of(thread_engine().answer(rows.limit(_MOST_ROWS))))
    if not found or len(found) > _STRAY_SHARE * found[0][5]:
        return ()
    day_zero = date(1970, 1, 1)
    return tuple(
        LikeLine(line, product, place, day, middle=day_zero + timedelta(days=round(middle_number)))
        for line, product, place, day, middle_number, _count in found
    )


def _own(lines: Lines, measures: tuple[str, ...]) -> ibis.Table:
    every = lines.current(measures)
    return every.filter(lines.is_own(every))


def _exact(number: float) -> Decimal:
    return round(Decimal(number), _PLACES)
