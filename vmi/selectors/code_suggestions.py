"""What unknown codes could mean: looked up in the catalogue, the partner's places and its own codes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from vmi.models import Location, LocationCode, Product, ProductCode
from vmi.rules.matching import spellings
from vmi.rules.suggestions import Catalogue, Known, Sign, Suggestion, Unknown
from vmi.selectors.visible import Named

_SUGGESTIONS: Final = 3
_KEPT: Final = 12

_kept: "OrderedDict[Hashable, tuple[Hashable, Indexed]]" = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Target:
    """A product or place that a code could mean; `reason` says why it is suggested."""

    target_id: int
    code: str
    name: str
    reason: str = ""
    sign: str = ""
    percent: int | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class Indexed:
    """A catalogue with its rows as people know them; of other codes of a partner, what they mean."""

    catalogue: Catalogue
    shown: dict[int, Named]
    meanings: dict[int, int]


class Suggester:
    """Suggests for many codes; whether the catalogue has changed is asked once for all of them."""

    def __init__(self) -> None:
        self._indexed: dict[Hashable, Indexed] = {}

    def suggested(
        self, partner_id: int, code: str, name: str, *, is_product: bool
    ) -> tuple[Target, ...]:
        """The likest products or places of the partner, by themselves and by codes that it has for them.

        Only the catalogue, which all share, and the partner's own places and codes are looked at:
        what another partner calls a product is not told.
        """
        things = self._things(partner_id, is_product=is_product)
        own = self._own_codes(partner_id, is_product=is_product)
        best: dict[int, tuple[float, Target]] = {}
        same = spellings(code)
        for each in things.catalogue.suggestions(Unknown(code, name)):
            told = _told(each, each.target_id, things.shown[each.target_id])
            _keep(best, each.certainty, told)
        for each in own.catalogue.suggestions(Unknown(code)):
            target_id = own.meanings[each.target_id]
            if target_id in things.shown:
                alias = own.catalogue.targets[each.target_id].code
                shown = things.shown[target_id]
                told = _told(each, target_id, shown, alias, is_former=alias in same)
                _keep(best, each.certainty, told)
        ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].code))
        return tuple(target for _certainty, target in ranked[:_SUGGESTIONS])

    def _things(self, partner_id: int, *, is_product: bool) -> Indexed:
        key: Hashable = "products" if is_product else ("places", partner_id)
        if key not in self._indexed:
            rows = Location.objects.filter(partner_id=partner_id, is_active=True)
            self._indexed[key] = (
                _remembered(key, Product.objects.all(), _index_products)
                if is_product
                else _remembered(key, rows, _index_places)
            )
        return self._indexed[key]

    def _own_codes(self, partner_id: int, *, is_product: bool) -> Indexed:
        key = ("codes", is_product, partner_id)
        if key not in self._indexed:
            model: Any = ProductCode if is_product else LocationCode
            rows = model.objects.filter(partner_id=partner_id)
            self._indexed[key] = _remembered(key, rows, _index_codes)
        return self._indexed[key]


def sign_words(sign: Sign, percent: int | None, own_code: str = "") -> str:
    """Why a target is suggested, in a few words."""
    words = {
        Sign.FORMER_CODE: _("you used this code for it before"),
        Sign.SAME_NUMBER: _("same GTIN"),
        Sign.NUMBER_OF_CASE: _("GTIN of a case of it"),
        Sign.NUMBER_COMPRESSED: _("its GTIN in short form"),
        Sign.NUMBER_WITHOUT_CHECK: _("its GTIN without the check digit"),
        Sign.NUMBER_WRONG_CHECK: _("its GTIN with another check digit"),
        Sign.NUMBER_ROUNDED: _("its GTIN, rounded by a spreadsheet"),
        Sign.SAME_CODE: _("same code, apart from zeros and signs"),
        Sign.SAME_DIGITS: _("same digits in its code"),
        Sign.PART_OF_CODE: _("one code is part of the other"),
        Sign.SIMILAR_CODE: _("code %(percent)s %% alike") % {"percent": percent},
        Sign.SIMILAR_NAME: _("name %(percent)s %% alike") % {"percent": percent},
    }[sign]
    if own_code and sign is not Sign.FORMER_CODE:
        return _("%(words)s: your code %(code)s") % {"words": words, "code": own_code}
    return words


def _keep(best: dict[int, tuple[float, Target]], certainty: float, target: Target) -> None:
    if target.target_id not in best or best[target.target_id][0] < certainty:
        best[target.target_id] = (certainty, target)


def _told(
    each: Suggestion, target_id: int, known: Named, own_code: str = "", *, is_former: bool = False
) -> Target:
    sign = Sign.FORMER_CODE if is_former else each.sign
    return Target(
        target_id,
        known.code,
        known.display_name,
        sign_words(sign, each.percent, own_code),
        sign.value,
        each.percent,
    )


def _index_products(rows: Iterable[Product]) -> Indexed:
    known, shown = [], {}
    for row in rows:
        names = [row.name, row.name_zh]
        if row.brand and row.brand.casefold() not in row.name.casefold():
            names.append(f"{row.brand} {row.name}")
        known.append(Known(row.pk, row.code, tuple(filter(None, names)), row.gtin))
        shown[row.pk] = Named(row.code, row.name, row.name_zh)
    return Indexed(Catalogue.of(known), shown, {})


def _index_places(rows: Iterable[Location]) -> Indexed:
    known, shown = [], {}
    for row in rows:
        known.append(Known(row.pk, row.code, (row.name, f"{row.city} {row.name}"), row.gln))
        shown[row.pk] = Named(row.code, row.name)
    return Indexed(Catalogue.of(known), shown, {})


def _index_codes(rows: Iterable[ProductCode | LocationCode]) -> Indexed:
    known, meanings = [], {}
    for row in rows:
        known.append(Known(row.pk, row.code))
        meanings[row.pk] = row.product_id if isinstance(row, ProductCode) else row.location_id
    return Indexed(Catalogue.of(known), {}, meanings)


def _remembered(key: Hashable, rows: Any, index: Callable[[Any], Indexed]) -> Indexed:
    """The index of these rows, made anew when one was added, changed or deleted."""
    found = rows.order_by().aggregate(count=Count("pk"), changed=Max("changed_at"))
    state: Hashable = (found["count"], found["changed"])
    with _lock:
        known = _kept.get(key)
        if known is not None and known[0] == state:
            _kept.move_to_end(key)
            return known[1]
    made = index(rows)
    with _lock:
        _kept[key] = (state, made)
        _kept.move_to_end(key)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made
