"""One item at one place, as a message tells it, made into lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from vmi.formats.edi.building import Days, InterchangeLines, Item, OpenLine, Place
from vmi.formats.edi.edifact_codes import PACKS, Meaning, meaning_of, movement_of, stock_of
from vmi.formats.edi.edifact_header import Times, days_of
from vmi.formats.edi.edifact_tokens import Segment
from vmi.formats.edi.edifact_values import ItemCodes, Numbers, currency_of, rounded_money
from vmi.formats.edi.shape import SyntaxProblem
from vmi.formats.shape import STOCK_MEASURES, CellError, Reading

# 5025: the amount of the line; then the totals that some write instead.
_AMOUNTS: Final = ("203", "66", "38")
# 5125: net, gross, without and with tax, as calculated.
_PRICES: Final = ("AAA", "AAB", "AAF", "AAE", "CAL", "INF")
_BY_KIND: Final = 2
_QUANTITY: Final = "QTY 6063"
_AMOUNT: Final = "MOA 5025"


class Price(NamedTuple):
    """The price of one; `kind` is 5387, such as RTP."""

    code: str
    kind: str
    each: Decimal
    source: Segment


class Amount(NamedTuple):
    code: str
    value: Decimal
    currency: str
    source: Segment


@dataclass(slots=True)
class Quantity:
    """One QTY with what belongs to it; `is_part` when something below it tells which part it is.

    `movement`, `kind` and `reason` are INV's 4501, 7491 and 4499.
    """

    code: str = ""
    amount: Decimal = Decimal(0)
    unit: str = ""
    problem: tuple[str, str, str] | None = None
    place: Place | None = None
    times: Times = field(default_factory=Times)
    is_part: bool = False
    movement: str = ""
    kind: str = ""
    reason: str = ""
    prices: list[Price] = field(default_factory=list)
    sources: list[Segment] = field(default_factory=list)


@dataclass
class Desk:
    """What the readers of one message work with; `tell` takes what breaks the standard."""

    reading: Reading
    lines: InterchangeLines
    numbers: Numbers
    tell: Callable[[SyntaxProblem], None]
    # A cancellation tells what was not.
    is_taken_back: bool = False

    def quantity(self, segment: Segment) -> Quantity:
        found = Quantity(segment.get(1), sources=[segment])
        self.fill(found, segment)
        return found

    def fill(self, found: Quantity, segment: Segment) -> None:
        """Read QTY into a quantity that may have begun with its INV."""
        unit = segment.get(1, 3)
        found.code, found.unit = segment.get(1), self.reading.dialect.units.get(unit, unit)
        text = segment.get(1, 2)
        try:
            found.amount = self.numbers.quantity(text)
        except CellError as problem:
            found.problem = ("quantity", problem.code, text or segment.text)
            # An absent number is told as a missing element; one that is too long or too fine is well-formed.
            if text and problem.code == "bad_number":
                self._tell("bad_number", segment, 1, 2, text)

    def price(self, segment: Segment) -> Price | None:
        """Per one of what is priced; None, and told, when it is no number."""
        try:
            basis = self.numbers.exact(segment.get(1, 5) or "1")
            each = self.numbers.exact(segment.get(1, 2)) / (basis or 1)
        except CellError:
            self._tell("bad_number", segment, 1, 2, segment.get(1, 2))
            return None
        return Price(segment.get(1), segment.get(1, 4), each, segment)

    def amount(self, segment: Segment) -> Amount | None:
        try:
            value = self.numbers.money(segment.get(1, 2))
        except CellError:
            # What is no number has been told as an element; a value that is none is not posted.
            return None
        currency = segment.get(1, 3)
        return Amount(segment.get(1), value, currency, segment)

    def take_days(self, times: Times, segment: Segment) -> None:
        if not times.take(segment) and segment.get(1, 2):
            self._tell("bad_date", segment, 1, 2, segment.get(1, 2))

    def _tell(self, code: str, segment: Segment, element: int, component: int, value: str) -> None:
        place = (segment.tag, segment.position, element, component, value[:70])
        self.tell(SyntaxProblem(code, *place))


@dataclass
class Block:
    """An item at a place; `levels` are its dates, the nearest first, `sources` what all its lines came from."""

    levels: tuple[Times, ...]
    place: Place = field(default_factory=Place)
    item: ItemCodes = field(default_factory=ItemCodes)
    currency: str = ""
    bad_currency: str = ""
    quantities: list[Quantity] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    sources: list[Segment] = field(default_factory=list)
    bad_amount: tuple[str, str] | None = None
    flaw: str = ""

    def see(self, segment: Segment) -> None:
        self.sources.append(segment)
        if segment.flaw:
            self.flaw = self.flaw or segment.text

    @property
    def raw(self) -> str:
        segments = [*self.sources, *(one for each in self.quantities for one in each.sources)]
        segments.sort(key=lambda one: one.position)
        return raw_of(segments)


def raw_of(segments: Iterable[Segment]) -> str:
    return " | ".join(f"{one.position} {one.text}" for one in segments)


@dataclass(frozen=True)
class Poster:
    """Makes lines of blocks, for one kind of message.

    `covers_stock` is False where stock is told of its day alone, however long a day without a range is
    for what was sold. `has_values` is False where amounts are not of sales that were made.
    """

    desk: Desk
    table: Mapping[str, Meaning]
    covers_stock: bool = True
    has_values: bool = True

    def post(self, block: Block, *, made: Times) -> None:
        """All lines of the block; `made` are the dates of the message, which stand in for missing ones."""
        posting = _Posting(self, block, block.item.item(self.desk.reading.dialect), made)
        for quantity in block.quantities:
            if quantity.code not in PACKS:
                posting.add(quantity)
        if self.has_values:
            posting.add_values()
        posting.finish()


@dataclass
class _Posting:
    poster: Poster
    block: Block
    item: Item
    made: Times
    opened: list[OpenLine] = field(default_factory=list)
    sold: dict[int, tuple[OpenLine, Quantity]] = field(default_factory=dict)
    unknown: str = ""
    has_signal: bool = False

    def add(self, quantity: Quantity) -> None:
        measure, rank, sign = self._meaning(quantity)
        if not measure:
            return
        amount = quantity.amount * sign
        dialect = self.poster.desk.reading.dialect
        if measure == "sold" and amount < 0 and dialect.negative_sold == "returned":
            measure, amount = "returned", -amount
        line = self._line(quantity, measure)
        if quantity.problem:
            field_name, code, value = quantity.problem
            line.refuse(measure if field_name == "quantity" else field_name, code, value)
            return
        # A part counts only where the whole is not told.
        line.add(measure, amount, code=quantity.code, rank=rank * 2 + quantity.is_part)
        if measure == "sold":
            self.sold[id(line)] = (line, quantity)

    def add_values(self) -> None:
        """The value of sales: an amount, or a price times what was sold, as the dialect says."""
        source = self.poster.desk.reading.dialect.value_from
        has_amount = source in {"auto", "amount"} and self._add_amounts()
        if not has_amount and source in {"auto", "price"}:
            for line, quantity in self.sold.values():
                self._add_price(line, quantity)

    def finish(self) -> None:
        """See to it that a block without a line is not lost."""
        packs = [one for one in self.block.quantities if one.code in PACKS and not one.problem]
        for line in self.opened:
            if packs and packs[0].amount > 0:
                line.columns["pack"] = packs[0].amount
                see_all(line, packs[0].sources)
        lines = self.poster.desk.lines
        if self.opened:
            return
        if self.unknown:
            lines.refuse("sold", "unknown_activity", self.unknown, self.block.raw)
        elif self.block.flaw:
            lines.refuse("", "bad_character", self.block.flaw, self.block.raw)
        elif not self.has_signal:
            lines.refuse("sold", "no_measure", "", self.block.raw)

    def _meaning(self, quantity: Quantity) -> tuple[str, int, int]:
        """Measure, rank and sign; no measure for what is only noted."""
        desk, code = self.poster.desk, quantity.code
        meaning = meaning_of(code, self.poster.table, desk.reading.dialect)
        has_measure = meaning is not None and bool(meaning.measure)
        if quantity.movement and not has_measure:
            measure, sign = movement_of(quantity.movement, quantity.reason)
            return measure, 0, sign
        if meaning is None:
            self.unknown = self.unknown or code or quantity.sources[0].text
            desk.lines.note("unknown_activity", _QUANTITY, code, raw_of(quantity.sources))
            return "", 0, 1
        if not meaning.measure:
            self.has_signal = True
            desk.lines.note("signal", _QUANTITY, code, raw_of(quantity.sources))
        measure = stock_of(code, meaning.measure, quantity.kind)
        # A code of its own for the damaged or the reserved goes before the kind of stock.
        return measure, meaning.rank if measure == meaning.measure else _BY_KIND, 1

    def _line(self, quantity: Quantity, measure: str) -> OpenLine:
        is_stock = measure in STOCK_MEASURES
        days, bad_date = self._days((quantity.times, *self.block.levels), is_stock=is_stock)
        line = self._open(quantity.place or self.block.place, days, quantity.unit)
        if bad_date:
            line.refuse("day", "bad_date", bad_date)
        see_all(line, quantity.sources)
        if any(one.flaw for one in quantity.sources):
            line.refuse("", "bad_character", quantity.sources[0].text)
        return line

    def _open(self, place: Place, days: Days, unit: str) -> OpenLine:
        line = self.poster.desk.lines.line(self.item, place, days, unit=unit)
        see_all(line, self.block.sources)
        if self.poster.desk.is_taken_back:
            line.refuse("", "taken_back")
        if self.block.flaw:
            line.refuse("", "bad_character", self.block.flaw)
        if self.block.currency:
            line.columns["currency"] = self.block.currency
        if not any(one is line for one in self.opened[-3:]):
            self.opened.append(line)
        return line

    def _days(self, levels: tuple[Times, ...], *, is_stock: bool) -> tuple[Days, str]:
        """The days of the nearest level that tells any, or the text of a date that hides them."""
        desk = self.poster.desk
        covers = desk.reading.dialect.single_day_covers
        if is_stock and not self.poster.covers_stock:
            covers = 1
        for times in levels:
            if times.bad:
                return Days(), times.bad
            if span := times.span(is_stock=is_stock):
                return days_of(span, covers), ""
        has_own = desk.reading.first_day or desk.reading.last_day
        made = None if has_own else self.made.made()
        return (days_of(made, covers) if made else Days()), ""

    def _add_amounts(self) -> bool:
        """Amounts of the line itself; where it has several lines of sales, they are a line of their own."""
        dialect, block = self.poster.desk.reading.dialect, self.block
        wanted = dialect.amount_codes or _AMOUNTS
        told = {one.code for one in block.amounts}
        counted = next((code for code in wanted if code in told), None)
        for one in block.amounts:
            if one.code != counted:
                self.poster.desk.lines.note(
                    "amount_left_out", _AMOUNT, one.code, raw_of([one.source])
                )
        if block.bad_amount:
            line = self._value_line()
            line.refuse("sold_value", *block.bad_amount)
            return True
        if counted is None:
            return False
        line = self._value_line()
        for one in block.amounts:
            if one.code == counted:
                line.add("sold_value", one.value, code=one.code)
                line.see(one.source.position, one.source.text)
                self._set_currency(line, one.currency)
        return True

    def _value_line(self) -> OpenLine:
        candidates = [line for line, _quantity in self.sold.values()] or self.opened[:1]
        if len(candidates) == 1:
            return candidates[0]
        days, bad_date = self._days(self.block.levels, is_stock=False)
        line = self._open(self.block.place, days, "")
        if bad_date:
            line.refuse("day", "bad_date", bad_date)
        return line

    def _add_price(self, line: OpenLine, quantity: Quantity) -> None:
        price = chosen_price(
            quantity.prices or self.block.prices, self.poster.desk.reading.dialect.price_codes
        )
        if price is None:
            return
        line.see(price.source.position, price.source.text)
        try:
            line.columns["sold_value"] = rounded_money(price.each * line.columns["sold"])
        except CellError as problem:
            line.refuse("sold_value", problem.code, str(price.each))
        self._set_currency(line, "")

    def _set_currency(self, line: OpenLine, code: str) -> None:
        bad = "" if code else self.block.bad_currency
        try:
            if code:
                line.columns["currency"] = currency_of(code)
        except CellError:
            bad = code
        if bad:
            line.refuse("currency", "bad_currency", bad)


def chosen_price(prices: Iterable[Price], codes: tuple[str, ...]) -> Price | None:
    """The price by the first of the codes that is there, a code being 5125 or 5387; else the first price."""
    told = list(prices)
    for code in codes or _PRICES:
        if found := next((one for one in told if code in {one.code, one.kind}), None):
            return found
    return told[0] if told and not codes else None


def see_all(line: OpenLine, segments: Iterable[Segment]) -> None:
    for one in segments:
        line.see(one.position, one.text)
