"""How like two names of products or places are: Latin words, Chinese characters, and sizes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

_CHINESE: Final = re.compile(r"[㐀-鿿]+")
_WORD: Final = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)?|[㐀-鿿]+")
_SIZE: Final = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?)\s*"
    r"(ml|cl|dl|ltr|liter|litre|l|kg|mg|g|毫升|公升|升|千克|公斤|毫克|克)(?![a-z])"
)
# To millilitres and grams.
_UNITS: Final = {
    **dict.fromkeys(("ml", "毫升"), (Decimal(1), "ml")),
    "cl": (Decimal(10), "ml"),
    "dl": (Decimal(100), "ml"),
    **dict.fromkeys(("l", "ltr", "liter", "litre", "升", "公升"), (Decimal(1000), "ml")),
    **dict.fromkeys(("g", "克"), (Decimal(1), "g")),
    **dict.fromkeys(("mg", "毫克"), (Decimal("0.001"), "g")),
    **dict.fromkeys(("kg", "千克", "公斤"), (Decimal(1000), "g")),
}
# Another size is another product, however like the words are; the same one speaks for it.
_OTHER_SIZE: Final = 0.75
_SAME_SIZE: Final = 0.15


@dataclass(frozen=True)
class Words:
    """A name taken apart: its words without sizes, its sizes, and its short pieces to look it up by."""

    text: str
    joined: str
    sizes: frozenset[str]
    pieces: frozenset[str]
    has_chinese: bool


@lru_cache(maxsize=65_536)
def words_of(name: str) -> Words:
    """The name in half-width small letters; sizes are the same however they are written."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    sizes = frozenset(_sizes(plain))
    words = _WORD.findall(_SIZE.sub(" ", plain))
    joined = "".join(words)
    return Words(
        " ".join(words),
        joined,
        sizes,
        frozenset((*_pieces(words), *sizes)),
        bool(_CHINESE.search(joined)),
    )


def name_likeness(left: Words, right: Words) -> float:
    """Between 0 (nothing in common) and 1 (the same words and sizes, in whatever order)."""
    if not left.text or not right.text:
        return 0.0
    if left.has_chinese != right.has_chinese:
        alike = _shared_latin(left, right)
    elif left.has_chinese:
        alike = _chinese_likeness(left.joined, right.joined)
    else:
        in_order = fuzz.token_sort_ratio(left.text, right.text)
        alike = (0.55 * in_order + 0.45 * fuzz.token_set_ratio(left.text, right.text)) / 100
    if left.sizes and right.sizes:
        if left.sizes & right.sizes:
            return alike + (1 - alike) * _SAME_SIZE
        return alike * _OTHER_SIZE
    return alike


def _chinese_likeness(left: str, right: str) -> float:
    """Pairs of characters shared, and how much of the shorter name is in the longer one."""
    one, other = _pairs(left), _pairs(right)
    if not one or not other:
        return fuzz.ratio(left, right) / 100
    shared = len(one & other)
    dice = 2 * shared / (len(one) + len(other))
    contained = shared / min(len(one), len(other))
    return 0.5 * dice + 0.2 * contained + 0.3 * fuzz.ratio(left, right) / 100


def _shared_latin(left: Words, right: Words) -> float:
    """A Chinese name beside an English one: only brand and numbers, written in Latin letters, can agree."""
    one, other = (set(re.findall(r"[a-z0-9]{2,}", words.text)) for words in (left, right))
    return 0.6 * len(one & other) / len(one | other) if one and other else 0.0


def _sizes(plain: str) -> Iterator[str]:
    for amount, unit in _SIZE.findall(plain):
        factor, base = _UNITS[unit]
        size = (Decimal(amount.replace(",", ".")) * factor).normalize()
        yield f"{size:f}{base}"


def _pieces(words: list[str]) -> Iterator[str]:
    """Pairs of Chinese characters; of Latin words the word and its groups of three letters."""
    for word in words:
        if _CHINESE.match(word):
            yield from _pairs(word) or {word}
        else:
            yield word
            marked = f" {word} "
            yield from (marked[place : place + 3] for place in range(len(marked) - 2))


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
