"""What the readers of all X12 sets share: a segment, what is wrong in a message, a quantity, values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from vmi.formats.edi.building import Days, InterchangeLines, Item, Place
from vmi.formats.edi.dialect import Dialect
from vmi.formats.edi.shape import PROBLEMS_TOLD, Delimiters, SyntaxProblem
from vmi.formats.edi.x12_activities import Meaning
from vmi.formats.edi.x12_tokens import Numbers
from vmi.formats.shape import VALUE_PLACES, Reading

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_STEP: Final = Decimal(1).scaleb(-VALUE_PLACES)
# Element 522: totals of a line, of all its sales, or of a place. Element 236: what customers paid.
_AMOUNTS: Final = ("1", "TT", "TS", "8", "GV")
_PRICES: Final = ("RTL", "RES", "PRP", "ACT", "")


@dataclass(slots=True)
class Segment:
    """A segment with its position in the message, ST being 1."""

    position: int
    elements: list[str]
    text: str

    def at(self, place: int) -> str:
        """The element, "" when it is absent."""
        return self.elements[place].strip() if place < len(self.elements) else ""

    @property
    def tag(self) -> str:
        return self.elements[0]

    @property
    def raw(self) -> str:
        return f"{self.position} {self.text}"


@dataclass
class Problems:
    """What is wrong in one message; beyond a number only the kinds are kept."""

    told: list[SyntaxProblem] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def add(self, problem: SyntaxProblem) -> None:
        self.codes.add(problem.code)
        if len(self.told) < PROBLEMS_TOLD and problem not in self.told[-4:]:
            self.told.append(problem)

    def of(self, code: str, segment: Segment, element: int = 0) -> None:
        value = segment.at(element) if element else ""
        self.add(SyntaxProblem(code, segment.tag, segment.position, element, 0, value))


@dataclass(frozen=True)
class MessageContext:
    """What a reader of a message works with."""

    lines: InterchangeLines
    reading: Reading
    signs: Delimiters
    problems: Problems
    numbers: Numbers
    # Items by the text of their segment: a report names the same ones for place after place.
    items: dict[str, Item]


@dataclass
class Values:
    """Amounts and prices that stand together, by their qualifiers."""

    amounts: dict[str, Decimal] = field(default_factory=dict)
    prices: dict[str, Decimal] = field(default_factory=dict)

    def amount(self, dialect: Dialect) -> Decimal | None:
        """The value of sales as an amount, if the dialect wants one and it is here."""
        if dialect.value_from not in ("auto", "amount"):
            return None
        return _first(self.amounts, dialect.amount_codes or _AMOUNTS)

    def price(self, dialect: Dialect) -> Decimal | None:
        """The price of one, if the dialect wants one and it is here."""
        if dialect.value_from not in ("auto", "price"):
            return None
        return _first(self.prices, dialect.price_codes or _PRICES)

    def left_out(self, dialect: Dialect) -> list[tuple[str, str]]:
        """Qualifiers of what never counts, with the code of the note that tells so."""
        if not (self.amounts or self.prices):
            return []
        found = []
        if dialect.value_from in ("auto", "amount"):
            wanted = dialect.amount_codes or _AMOUNTS
            found += [("amount_left_out", code) for code in self.amounts if code not in wanted]
        if dialect.value_from in ("auto", "price"):
            listed = dialect.price_codes or _PRICES
            found += [("price_left_out", code) for code in self.prices if code not in listed]
        return found


def _first(known: Mapping[str, Decimal], codes: Sequence[str]) -> Decimal | None:
    return next((known[code] for code in codes if code in known), None)


def times(amount: Decimal, price: Decimal) -> Decimal:
    """A quantity at a price, rounded once."""
    return _EXACT.multiply(amount, price).quantize(_STEP, context=_EXACT)


def unit_price(price: Decimal, pieces: Decimal) -> Decimal:
    """The price of one, of so many for that price."""
    return _EXACT.divide(price, pieces) if pieces > 1 else price


@dataclass(slots=True)
class Split:
    """What SDQ says of one place."""

    place: Place
    amount: Decimal
    unit: str
    position: int
    text: str


@dataclass
class Quantity:
    """A quantity and what stands below it; `amount` is None when only its split says it."""

    segment: Segment
    code: str
    meaning: Meaning
    amount: Decimal | None
    unit: str
    days: Days | None = None
    place: Place | None = None
    splits: list[Split] = field(default_factory=list)
    values: Values = field(default_factory=Values)
    has_bad_split: bool = False
    # A field, code and value that its lines are refused for.
    flaw: tuple[str, str, str] | None = None
