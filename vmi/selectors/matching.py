"""Which product and place a partner's codes mean, asked once for each distinct code."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, Max

from vmi.models import Location, LocationCode, Product, ProductCode
from vmi.rules.matching import DatedTarget, gln13, gtin14, spellings, valid_target

_CODES_A_QUERY: Final = 900
# Codes remembered from batch to batch; beyond it they are asked again.
_REMEMBERED: Final = 200_000

PRODUCT_FIELDS: Final = ("product_code", "gtin")
PLACE_FIELDS: Final = ("location_code", "gln")


_OWN_MODELS: Final = (Location, LocationCode, ProductCode)


@dataclass
class _Known:
    """What was asked of one kind of code; a code that means nothing is there with nothing."""

    ask: Callable[[Collection[str]], Iterable[tuple[str, DatedTarget]]]
    targets: dict[str, list[DatedTarget]] = field(default_factory=dict)

    def learn(self, codes: Iterable[str]) -> None:
        if len(self.targets) > _REMEMBERED:
            self.targets.clear()
        new = iter({code for code in codes if code not in self.targets})
        while some := list(islice(new, _CODES_A_QUERY)):
            self.targets.update((code, []) for code in some)
            for code, target in self.ask(some):
                self.targets[code].append(target)

    def meaning(self, code: str, day: date) -> int | None:
        return valid_target(self.targets.get(code, ()), day)

    def is_dated(self, codes: Iterable[str]) -> bool:
        return any(
            target.valid_from or target.valid_to
            for code in codes
            for target in self.targets.get(code, ())
        )


def codes_state(partner_id: int) -> Hashable:
    """Changes whenever a code, place or product that could match the partner's lines does."""
    own = (model.objects.filter(partner_id=partner_id) for model in _OWN_MODELS)
    state: list[Hashable] = []
    for rows in (Product.objects.all(), *own):
        found = rows.order_by().aggregate(count=Count("pk"), changed=Max("changed_at"))
        state += [found["count"], found["changed"]]
    return tuple(state)


class Matcher:
    """One partner's codes; what was unknown when first asked stays unknown to this matcher."""

    def __init__(self, partner_id: int) -> None:
        self._partner_id = partner_id
        self._product_codes = _Known(self._ask_product_codes)
        self._our_codes = _Known(_ask_our_codes)
        self._gtins = _Known(_ask_gtins)
        self._places = _Known(self._ask_places)
        self._place_codes = _Known(self._ask_place_codes)
        self._glns = _Known(self._ask_glns)

    def products(self, codes: pa.Array, gtins: pa.Array, days: pa.Array) -> pa.Array:
        """The product of each line, null where none is known."""
        asked = _distinct(codes, spellings) | _distinct(gtins, spellings)
        self._product_codes.learn(asked)
        self._our_codes.learn(asked)
        self._gtins.learn(_distinct(codes, _as_gtin) | _distinct(gtins, _as_gtin))
        return _by_distinct(
            (codes, gtins), days, self.product, is_dated=self._product_codes.is_dated(asked)
        )

    def places(self, codes: pa.Array, glns: pa.Array, days: pa.Array) -> pa.Array:
        """The place of each line, null where none is known."""
        asked = _distinct(codes, spellings) | _distinct(glns, spellings)
        self._places.learn(asked)
        self._place_codes.learn(asked)
        self._glns.learn(_distinct(codes, _as_gln) | _distinct(glns, _as_gln))
        return _by_distinct(
            (codes, glns), days, self.place, is_dated=self._place_codes.is_dated(asked)
        )

    def product(self, code: str | None, gtin: str | None, day: date) -> int | None:
        """By the partner's own code on that day, else by our code, else by GTIN."""
        for known in (self._product_codes, self._our_codes):
            for spelling in spellings(code):
                if (found := known.meaning(spelling, day)) is not None:
                    return found
        found = _first(self._gtins, (gtin14(gtin), gtin14(code)), day)
        # A number that the catalogue does not have may have been mapped like any other code.
        return found if found is not None else _first(self._product_codes, spellings(gtin), day)

    def place(self, code: str | None, gln: str | None, day: date) -> int | None:
        """By the place's code, else by another code on that day, else by GLN."""
        for known in (self._places, self._place_codes):
            for spelling in spellings(code):
                if (found := known.meaning(spelling, day)) is not None:
                    return found
        found = _first(self._glns, (gln13(gln), gln13(code)), day)
        if found is not None:
            return found
        # A number that no place has as its GLN may be the code of one, or mapped like any other code.
        return _first(self._places, spellings(gln), day) or _first(
            self._place_codes, spellings(gln), day
        )

    def _ask_product_codes(self, codes: Collection[str]) -> Iterator[tuple[str, DatedTarget]]:
        rows = ProductCode.objects.filter(partner_id=self._partner_id, code__in=codes)
        for row in rows:
            yield row.code, DatedTarget(row.product_id, row.valid_from, row.valid_to)

    def _ask_places(self, codes: Collection[str]) -> Iterator[tuple[str, DatedTarget]]:
        rows = Location.objects.filter(partner_id=self._partner_id, code__in=codes)
        for code, location_id in rows.values_list("code", "id"):
            yield code, DatedTarget(location_id)

    def _ask_place_codes(self, codes: Collection[str]) -> Iterator[tuple[str, DatedTarget]]:
        rows = LocationCode.objects.filter(partner_id=self._partner_id, code__in=codes)
        for row in rows:
            yield row.code, DatedTarget(row.location_id, row.valid_from, row.valid_to)

    def _ask_glns(self, glns: Collection[str]) -> Iterator[tuple[str, DatedTarget]]:
        rows = Location.objects.filter(partner_id=self._partner_id, gln__in=glns)
        yield from _unshared(rows.values_list("gln", "id"))


def _ask_our_codes(codes: Collection[str]) -> Iterator[tuple[str, DatedTarget]]:
    for code, product_id in Product.objects.filter(code__in=codes).values_list("code", "id"):
        yield code, DatedTarget(product_id)


def _ask_gtins(gtins: Collection[str]) -> Iterator[tuple[str, DatedTarget]]:
    yield from _unshared(Product.objects.filter(gtin__in=gtins).values_list("gtin", "id"))


def _unshared(rows: Iterable[tuple[str, int]]) -> Iterator[tuple[str, DatedTarget]]:
    """Numbers that stand for one thing only: what several share identifies none of them."""
    owners: dict[str, set[int]] = {}
    for number, owner in rows:
        owners.setdefault(number, set()).add(owner)
    for number, found in owners.items():
        if len(found) == 1:
            yield number, DatedTarget(found.pop())


def _first(known: _Known, numbers: Iterable[str | None], day: date) -> int | None:
    for number in numbers:
        if number is not None and (found := known.meaning(number, day)) is not None:
            return found
    return None


def _as_gtin(code: str) -> tuple[str, ...]:
    found = gtin14(code)
    return (found,) if found else ()


def _as_gln(code: str) -> tuple[str, ...]:
    found = gln13(code)
    return (found,) if found else ()


def _distinct(codes: pa.Array, read: Callable[[str], tuple[str, ...]]) -> set[str]:
    return {
        spelling
        for code in codes.unique().to_pylist()
        if code is not None
        for spelling in read(code)
    }


def _by_distinct(
    columns: tuple[pa.Array, ...],
    days: pa.Array,
    judge: Callable[..., int | None],
    *,
    is_dated: bool,
) -> pa.Array:
    """What `judge` says of each distinct combination of codes, taken back to the lines.

    The day is a part of the combination only where a code's meaning depends on it.
    """
    asked = (*columns, days if is_dated else pa.repeat(days[0], len(days)))
    encoded = [column.dictionary_encode(null_encoding="encode") for column in asked]
    key = pa.array([0] * len(days), pa.int64())
    for column in encoded:
        width = pa.scalar(len(column.dictionary), pa.int64())
        key = pc.add(pc.multiply(key, width), column.indices.cast(pa.int64()))
    combinations = key.dictionary_encode()
    texts = [column.dictionary.to_pylist() for column in encoded]
    found = [judge(*_parts(number, texts)) for number in combinations.dictionary.to_pylist()]
    return pc.take(pa.array(found, pa.int64()), combinations.indices)


def _parts(number: int, texts: list[list[Any]]) -> list[Any]:
    parts = []
    for values in reversed(texts):
        number, place = divmod(number, len(values))
        parts.append(values[place])
    return parts[::-1]
