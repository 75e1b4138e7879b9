"""How one partner uses an EDI standard: a profile that a person can change, never code."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, cast

ValueFrom = Literal["auto", "amount", "price", "none"]

# What `activities` says for a code that is understood and deliberately left out of the figures.
LEFT_OUT: Final = ""


@dataclass(frozen=True)
class Dialect:
    """What is left empty is read from the message itself, or as the standard says.

    `activities` maps a code of ZA01 or QTY 6063 to a measure, or to LEFT_OUT.
    `item_codes` and `place_codes` are qualifiers in order of preference: which of the several codes of
    an item, or of a place, names it. `own_item_codes` are qualifiers whose code is ours, not the partner's.
    `value_from` says where the value of sales stands: in an amount (AMT, MOA), in a price times the
    quantity (CTP, PRI), in neither; "auto" takes the amount where there is one, else the price.
    `amount_codes` and `price_codes` are the qualifiers that count, in order of preference.
    `single_day_covers` is how many days, ending on it, a day stands for that has no range: 7 for a
    partner whose weekly file names only the week's last day.
    `negative_sold` is what a negative quantity sold means: a return of as many, or less sold.
    `units` maps the partner's unit codes to the standard's.
    """

    activities: Mapping[str, str] = field(default_factory=dict)
    item_codes: tuple[str, ...] = ()
    own_item_codes: tuple[str, ...] = ()
    place_codes: tuple[str, ...] = ()
    value_from: ValueFrom = "auto"
    amount_codes: tuple[str, ...] = ()
    price_codes: tuple[str, ...] = ()
    single_day_covers: int = 1
    negative_sold: Literal["returned", "sold"] = "sold"
    units: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as a JSON column keeps them; only what differs from the standard."""
        kept: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value != getattr(AS_THE_STANDARD, one.name):
                kept[one.name] = _plain(value)
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Dialect":
        """The dialect that `to_json` wrote."""
        return cls(
            activities=_texts(kept.get("activities")),
            item_codes=_codes(kept.get("item_codes")),
            own_item_codes=_codes(kept.get("own_item_codes")),
            place_codes=_codes(kept.get("place_codes")),
            value_from=cast("ValueFrom", kept.get("value_from") or "auto"),
            amount_codes=_codes(kept.get("amount_codes")),
            price_codes=_codes(kept.get("price_codes")),
            single_day_covers=int(kept.get("single_day_covers") or 1),
            negative_sold="returned" if kept.get("negative_sold") == "returned" else "sold",
            units=_texts(kept.get("units")),
        )


AS_THE_STANDARD: Final = Dialect()


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _texts(kept: Any) -> dict[str, str]:
    return {str(code): str(meaning) for code, meaning in (kept or {}).items()}


def _codes(kept: Any) -> tuple[str, ...]:
    return tuple(str(code) for code in kept or ())
