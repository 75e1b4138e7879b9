"""What an unknown code could mean: products or places that are like it, ranked, each with the reason.

Only suggested: a person decides. Every sign found for a target adds to it; the strongest one is told.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from math import log
from typing import Final

from rapidfuzz.distance import OSA

from vmi.rules.likeness import Words, name_likeness, words_of
from vmi.rules.matching import gtin14
from vmi.rules.number_repair import Damage, body_of, repaired, rounded_start

# So many look-ups find the candidates of one name; rare pieces of the name come first.
_LOOKUPS: Final = 6_000
_CANDIDATES: Final = 60
_LEAST_CERTAIN: Final = 0.35
_SHORTEST_PART: Final = 4
_CODE_LIKE_ENOUGH: Final = 0.74
_NAME_LIKE_ENOUGH: Final = 0.4


class Sign(StrEnum):
    """Why a target is suggested."""

    FORMER_CODE = "former_code"
    SAME_NUMBER = "same_number"
    NUMBER_OF_CASE = "number_of_case"
    NUMBER_COMPRESSED = "number_compressed"
    NUMBER_WITHOUT_CHECK = "number_without_check"
    NUMBER_WRONG_CHECK = "number_wrong_check"
    NUMBER_ROUNDED = "number_rounded"
    SAME_CODE = "same_code"
    SAME_DIGITS = "same_digits"
    PART_OF_CODE = "part_of_code"
    SIMILAR_CODE = "similar_code"
    SIMILAR_NAME = "similar_name"


_CERTAINTY: Final = {
    Sign.FORMER_CODE: 0.97,
    Sign.SAME_NUMBER: 0.99,
    Sign.NUMBER_OF_CASE: 0.97,
    Sign.NUMBER_COMPRESSED: 0.95,
    Sign.NUMBER_WITHOUT_CHECK: 0.94,
    Sign.NUMBER_WRONG_CHECK: 0.80,
    Sign.NUMBER_ROUNDED: 0.70,
    Sign.SAME_CODE: 0.93,
    Sign.SAME_DIGITS: 0.75,
}
_SIGN_OF: Final = {
    Damage.NONE: Sign.SAME_NUMBER,
    Damage.CASE: Sign.NUMBER_OF_CASE,
    Damage.COMPRESSED: Sign.NUMBER_COMPRESSED,
    Damage.NO_CHECK_DIGIT: Sign.NUMBER_WITHOUT_CHECK,
    Damage.WRONG_CHECK_DIGIT: Sign.NUMBER_WRONG_CHECK,
}


@dataclass(frozen=True)
class Known:
    """A product or place: its code, its names in any language, and its number (GTIN or GLN; "" for none)."""

    target_id: int
    code: str
    names: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True)
class Unknown:
    """A code that means nothing, the name beside it, and the targets that it meant at another time."""

    code: str
    name: str = ""
    formerly: tuple[int, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A target with its strongest sign; `percent` says how alike code or name are, None where that is no question."""

    target_id: int
    sign: Sign
    percent: int | None
    certainty: float


@dataclass
class _Signs:
    """What speaks for one target; what is found independently adds up."""

    strongest: Sign = Sign.SIMILAR_NAME
    percent: int | None = None
    best: float = 0.0
    doubt: float = 1.0

    def add(self, sign: Sign, certainty: float, percent: int | None = None) -> None:
        self.doubt *= 1 - certainty
        if certainty > self.best:
            self.strongest, self.percent, self.best = sign, percent, certainty


@dataclass
class Catalogue:
    """Everything that a code could mean, ready to be looked up; made once for many codes."""

    targets: dict[int, Known] = field(default_factory=dict)
    _codes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _digits: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _sorted_numbers: list[tuple[str, int]] = field(default_factory=list)
    _code_pieces: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _name_pieces: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _names: dict[int, tuple[Words, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Iterable[Known]) -> "Catalogue":
        made = cls()
        for target in known:
            made._take_in(target)
        made._sorted_numbers.sort()
        return made

    def suggestions(self, unknown: Unknown, *, most: int = 3) -> tuple[Suggestion, ...]:
        """The likest targets, the most certain first; of equal ones the lower code."""
        signs: dict[int, _Signs] = defaultdict(_Signs)
        for target_id in unknown.formerly:
            if target_id in self.targets:
                signs[target_id].add(Sign.FORMER_CODE, _CERTAINTY[Sign.FORMER_CODE])
        self._see_numbers(unknown.code, signs)
        self._see_codes(unknown.code, signs)
        self._see_names(unknown.name or unknown.code, signs)
        found = [
            Suggestion(target_id, each.strongest, each.percent, 1 - each.doubt)
            for target_id, each in signs.items()
            if 1 - each.doubt >= _LEAST_CERTAIN
        ]
        found.sort(key=lambda each: (-each.certainty, self.targets[each.target_id].code))
        return tuple(found[:most])

    def _take_in(self, target: Known) -> None:
        key = target.target_id
        self.targets[key] = target
        plain = _plain(target.code)
        self._codes[_without_zeros(plain)].append(key)
        for digits in _long_digits(plain):
            self._digits[digits].append(key)
        for piece in _code_pieces(plain):
            self._code_pieces[piece].append(key)
        number = gtin14(target.number)
        if number is not None:
            self._numbers[body_of(number)].append(key)
            self._sorted_numbers.append((number.lstrip("0"), key))
        names = tuple(words_of(name) for name in dict.fromkeys(target.names) if name)
        self._names[key] = names
        for piece in set().union(*(name.pieces for name in names)):
            self._name_pieces[piece].append(key)

    def _see_numbers(self, code: str, signs: dict[int, _Signs]) -> None:
        seen: set[int] = set()
        for number, damage in repaired(code):
            for key in self._numbers.get(body_of(number), ()):
                if key not in seen:
                    seen.add(key)
                    sign = _SIGN_OF[damage]
                    signs[key].add(sign, _CERTAINTY[sign])
        start = rounded_start(code)
        if start is None:
            return
        first = bisect_left(self._sorted_numbers, (start, 0))
        near = self._sorted_numbers[first : first + _CANDIDATES]
        found = {key for number, key in near if number.startswith(start)}
        for key in found:
            # The fewer have these digits, the more they tell.
            signs[key].add(Sign.NUMBER_ROUNDED, _CERTAINTY[Sign.NUMBER_ROUNDED] / len(found) ** 0.5)

    def _see_codes(self, code: str, signs: dict[int, _Signs]) -> None:
        plain = _plain(code)
        if not plain:
            return
        same = self._codes.get(_without_zeros(plain), ())
        for key in same:
            signs[key].add(Sign.SAME_CODE, _CERTAINTY[Sign.SAME_CODE])
        with_digits = {
            key for digits in _long_digits(plain) for key in self._digits.get(digits, ())
        }
        for key in with_digits.difference(same):
            # The same digits in many codes tell none of them.
            signs[key].add(Sign.SAME_DIGITS, _CERTAINTY[Sign.SAME_DIGITS] / len(with_digits) ** 0.5)
        for key in self._likeliest(_code_pieces(plain), self._code_pieces):
            if key not in same and key not in with_digits:
                _compare_codes(plain, _plain(self.targets[key].code), signs[key])

    def _see_names(self, name: str, signs: dict[int, _Signs]) -> None:
        words = words_of(name)
        for key in self._likeliest(words.pieces, self._name_pieces):
            alike = max((name_likeness(words, other) for other in self._names[key]), default=0.0)
            if alike >= _NAME_LIKE_ENOUGH:
                signs[key].add(Sign.SIMILAR_NAME, 0.96 * alike**2, round(100 * alike))

    def _likeliest(self, pieces: Iterable[str], index: dict[str, list[int]]) -> list[int]:
        """Targets that share the rarest pieces; common ones are only looked at while there is time."""
        lists = sorted((index[piece] for piece in pieces if piece in index), key=len)
        weights: Counter[int] = Counter()
        left = _LOOKUPS
        for keys in lists:
            if len(keys) > left:
                break
            left -= len(keys)
            weight = log(1 + len(self.targets) / len(keys))
            for key in keys:
                weights[key] += weight  # type: ignore[assignment]
        return [key for key, _weight in weights.most_common(_CANDIDATES)]


def _compare_codes(one: str, other: str, signs: _Signs) -> None:
    """Something lost in front or behind, or a slip of the fingers."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST_PART and (longer.startswith(shorter) or longer.endswith(shorter)):
        share = len(shorter) / len(longer)
        signs.add(Sign.PART_OF_CODE, 0.5 + 0.4 * share, round(100 * share))
        return
    alike = OSA.normalized_similarity(one, other)
    if alike >= _CODE_LIKE_ENOUGH:
        # Neighbours in a row of numbers are alike too: a weak sign, unless the name agrees.
        signs.add(Sign.SIMILAR_CODE, 0.6 * alike**2, round(100 * alike))


def _plain(code: str) -> str:
    """Letters and digits only, half-width and small."""
    plain = unicodedata.normalize("NFKC", code).casefold().strip()
    plain = re.sub(r"\.0+$", "", plain)
    return re.sub(r"[\W_]+", "", plain)


def _without_zeros(plain: str) -> str:
    """Without zeros in front of each number in the code: A007 and A7 are the same."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", plain)


def _long_digits(plain: str) -> Iterator[str]:
    for run in re.findall(r"[0-9]+", plain):
        digits = run.lstrip("0")
        if len(digits) >= _SHORTEST_PART:
            yield digits


def _code_pieces(plain: str) -> set[str]:
    return {plain[place : place + 3] for place in range(max(1, len(plain) - 2))}
