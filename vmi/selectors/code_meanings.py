"""What a list of codes with their meanings would do, judged before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from portal.kernel.errors import NotFound
from vmi.models import DocumentLine, Location, LocationCode, Posting, Product, ProductCode
from vmi.rules.matching import gln13, gtin14, spellings
from vmi.selectors.matching import PRODUCT_FIELDS

CODE_CHARACTERS: Final = 120
_KEYS_A_QUERY: Final = 400
# Written in place of a place's code: the code itself is a place that we do not have yet.
_NEW_PLACE: Final = frozenset({"new", "new place", "新", "新网点", "新门店", "新地点", "新增"})


class Effect(StrEnum):
    """What taking over one row does."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    NEW_PLACE = "new_place"
    REFUSED = "refused"


EFFECT_WORDS: Final = {
    Effect.NEW: gettext_lazy("new"),
    Effect.CHANGED: gettext_lazy("meant something else until now"),
    Effect.SAME: gettext_lazy("known already"),
    Effect.NEW_PLACE: gettext_lazy("new place"),
    Effect.REFUSED: gettext_lazy("left out"),
}


@dataclass(frozen=True)
class CodeMeaning:
    """A code and what it is to mean: our product's code or GTIN, a place's code or GLN, or "new".

    `line` is where it stands in the file or request; `name` is that of a new place.
    """

    line: int
    is_product: bool
    code: str
    means: str
    valid_from: date | None = None
    name: str = ""


@dataclass(frozen=True)
class JudgedMeaning:
    """A row, what it would do, and to what; refused with a code for programs and a sentence for people."""

    meaning: CodeMeaning
    effect: Effect
    target_id: int | None = None
    target: str = ""
    lines: int = 0
    problem: str = ""
    message: str = ""

    @property
    def words(self) -> str:
        return str(EFFECT_WORDS[self.effect])


class _Refused(Exception):
    """A row that can't be taken over: what the matter is, for programs and for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@question(Permission.MAP_CODES)
def judged_meanings(
    scope: Scope, partner_id: int, meanings: Sequence[CodeMeaning]
) -> tuple[JudgedMeaning, ...]:
    """Every row in its order with what it would do; `lines` wait for its code now.

    Raises NotFound for a partner outside the scope.
    """
    if not Partner.objects.filter(pk=partner_id).exists():
        raise NotFound("partner_not_found", _("There is no such partner."), "partner")
    return _Judge(partner_id, meanings).judged()


class _Judge:
    """Everything that the rows of one list need, asked in few queries."""

    def __init__(self, partner_id: int, meanings: Sequence[CodeMeaning]) -> None:
        self._partner_id, self._meanings = partner_id, meanings
        codes = {each.code.strip() for each in meanings}
        wanted = {spelling for each in meanings for spelling in spellings(each.means)}
        self._products = _by(Product.objects.all(), "code", wanted)
        gtins = {found for each in wanted if (found := gtin14(each))}
        self._gtins = _by(Product.objects.all(), "gtin", gtins)
        places = Location.objects.filter(partner_id=partner_id)
        self._places = _by(places, "code", wanted | codes)
        self._glns = _by(places, "gln", {found for each in wanted if (found := gln13(each))})
        self._known: dict[tuple[bool, str, date | None], int] = {}
        for model, is_product in ((ProductCode, True), (LocationCode, False)):
            rows = model.objects.filter(partner_id=partner_id)
            for same in _by(rows, "code", codes).values():
                for row in same:
                    target = row.product_id if is_product else row.location_id
                    self._known[is_product, row.code, row.valid_from] = target
        self._waiting = _lines_by_code(partner_id, codes)
        self._seen: dict[tuple[bool, str, date | None], tuple[int, str]] = {}

    def judged(self) -> tuple[JudgedMeaning, ...]:
        return tuple(self._judge(each) for each in self._meanings)

    def _judge(self, each: CodeMeaning) -> JudgedMeaning:
        code = each.code.strip()
        lines = self._waiting.get((each.is_product, code), 0)
        try:
            _check_code(code)
            found = self._found(each, code)
            self._check_once(each, code, found.target)
        except _Refused as refused:
            return JudgedMeaning(
                each, Effect.REFUSED, lines=lines, problem=refused.code, message=refused.message
            )
        return JudgedMeaning(each, found.effect, found.target_id, found.target, lines)

    def _found(self, each: CodeMeaning, code: str) -> JudgedMeaning:
        if not each.is_product and each.means.strip().casefold() in _NEW_PLACE:
            if code in self._places:
                return JudgedMeaning(each, Effect.SAME, self._places[code][0].pk, code)
            return JudgedMeaning(each, Effect.NEW_PLACE, None, code)
        row = self._product(each.means) if each.is_product else self._place(each.means, code)
        known = self._known.get((each.is_product, code, each.valid_from))
        effect = Effect.NEW if known is None else Effect.SAME if known == row.pk else Effect.CHANGED
        if not each.is_product and row.code == code:
            effect = Effect.SAME
        return JudgedMeaning(each, effect, row.pk, str(row.code))

    def _product(self, means: str) -> Any:
        for found in (
            *_of(self._products, spellings(means)),
            self._gtins.get(gtin14(means) or "", []),
        ):
            if len(found) == 1:
                return found[0]
            if found:
                message = _("“%(code)s” is the GTIN of several products; write our code.")
                raise _Refused("product_ambiguous", message % {"code": means})
        message = _("There is no product “%(code)s”.")
        raise _Refused("product_not_found", message % {"code": means})

    def _place(self, means: str, code: str) -> Any:
        for found in (*_of(self._places, spellings(means)), self._glns.get(gln13(means) or "", [])):
            if len(found) == 1:
                if code in self._places and code != found[0].code:
                    message = _("“%(code)s” is the code of a place itself.")
                    raise _Refused("code_is_a_place", message % {"code": code})
                return found[0]
        message = _("There is no place “%(code)s”. Write “new” to add it.")
        raise _Refused("place_not_found", message % {"code": means})

    def _check_once(self, each: CodeMeaning, code: str, target: str) -> None:
        """The same row twice is one; two meanings of one code at one time are a mistake."""
        key = (each.is_product, code, each.valid_from)
        line, said = self._seen.setdefault(key, (each.line, target))
        if said != target:
            message = _("Line %(line)s says that “%(code)s” means %(target)s.")
            raise _Refused("code_twice", message % {"line": line, "code": code, "target": said})


def _check_code(code: str) -> None:
    if not code:
        raise _Refused("code_missing", _("The row has no code."))
    if len(code) > CODE_CHARACTERS:
        message = _("A code has at most %(count)s characters.") % {"count": CODE_CHARACTERS}
        raise _Refused("code_too_long", message)


def _of(rows: dict[str, list[Any]], keys: Iterable[str]) -> list[list[Any]]:
    return [rows[key] for key in keys if key in rows]


def _by(rows: Any, field: str, values: Iterable[str]) -> dict[str, list[Any]]:
    """The rows with one of these values, by value; asked in parts."""
    found: dict[str, list[Any]] = {}
    left = sorted(filter(None, values))
    for start in range(0, len(left), _KEYS_A_QUERY):
        some = left[start : start + _KEYS_A_QUERY]
        for row in rows.filter(**{f"{field}__in": some}).order_by("pk"):
            found.setdefault(getattr(row, field), []).append(row)
    return found


def _lines_by_code(partner_id: int, codes: Iterable[str]) -> dict[tuple[bool, str], int]:
    rows = DocumentLine.objects.filter(partner_id=partner_id, state=DocumentLine.State.PARKED)
    rows = rows.exclude(attempt__state__in=Posting.UNCOUNTED)
    groups = rows.order_by().values_list("field", "value").annotate(lines=Count("pk"))
    waiting: dict[tuple[bool, str], int] = {}
    wanted = set(codes)
    for field, value, lines in groups:
        if value in wanted:
            key = (field in PRODUCT_FIELDS, value)
            waiting[key] = waiting.get(key, 0) + lines
    return waiting
