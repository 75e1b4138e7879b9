"""Lines of a file that are equal in every cell to an earlier one, found in sixteen bytes a line."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

# Two hashes of each line under two keys: 96 bits of them are kept, and 32 for its number. Among a hundred
# million lines the chance that any two unequal ones agree is one in ten million million.
_KEYS: Final = ("of a line, first", "of a line, other")
_PARTS: Final = 64
_SHIFT: Final = np.uint64(64 - 6)
_LOW: Final = np.uint64(0xFFFFFFFF)
_LINE_BITS: Final = np.uint64(32)
# New lines are kept apart from the many before them until they are so many, or an eighth of those.
_FEW: Final = 4_096
_SHARE: Final = 8

_Hashes = npt.NDArray[np.uint64]


class Copies:
    """Remembers every line that was looked at, and tells which were there before."""

    def __init__(self) -> None:
        self._parts = [_Part() for _ in range(_PARTS)]

    def found(self, raws: Sequence[str], numbers: Sequence[int]) -> dict[int, int]:
        """The places (in `raws`) of lines that were there before → the number of the first such line."""
        if not raws:
            return {}
        texts = np.array(raws, dtype=object)
        first, other = (_hashes(texts, key) for key in _KEYS)
        line = np.asarray(numbers, dtype=np.uint64)
        rest = (other & _LOW) << _LINE_BITS | line
        order = np.lexsort((rest, first))
        first, rest = first[order], rest[order]
        is_again = np.zeros(len(first), dtype=bool)
        is_again[1:] = (first[1:] == first[:-1]) & (_other(rest[1:]) == _other(rest[:-1]))
        # The first of the equal ones in this batch stands for all of them.
        heads = np.flatnonzero(~is_again)
        known = self._remembered(first[heads], rest[heads])
        origins = np.where(known > 0, known, (rest & _LOW)[heads])
        origin = origins[np.cumsum(~is_again) - 1]
        places = np.flatnonzero(origin != (rest & _LOW))
        return dict(zip(order[places].tolist(), origin[places].tolist(), strict=True))

    def _remembered(self, first: _Hashes, rest: _Hashes) -> _Hashes:
        """The line that each was first, or 0 for a new one, which is remembered now."""
        known = np.zeros(len(first), dtype=np.uint64)
        ends = np.searchsorted(first >> _SHIFT, np.arange(_PARTS + 1, dtype=np.uint64))
        for part, begin, end in zip(self._parts, ends[:-1], ends[1:], strict=True):
            if begin < end:
                known[begin:end] = part.remembered(first[begin:end], rest[begin:end])
        return known


class _Part:
    """The lines whose hashes begin alike, sorted: parts are small, so that growing one costs little memory."""

    def __init__(self) -> None:
        self._many = _none()
        self._few = _none()

    def remembered(self, first: _Hashes, rest: _Hashes) -> _Hashes:
        known = np.maximum(_looked_up(self._many, first, rest), _looked_up(self._few, first, rest))
        is_new = known == 0
        self._few = _merged(self._few, (first[is_new], rest[is_new]))
        if len(self._few[0]) > max(_FEW, len(self._many[0]) // _SHARE):
            self._many, self._few = _merged(self._many, self._few), _none()
        return known


def _none() -> tuple[_Hashes, _Hashes]:
    return np.empty(0, np.uint64), np.empty(0, np.uint64)


def _looked_up(kept: tuple[_Hashes, _Hashes], first: _Hashes, rest: _Hashes) -> _Hashes:
    """The number of the line with these hashes, 0 where there is none."""
    firsts, rests = kept
    if not len(firsts):
        return np.zeros(len(first), dtype=np.uint64)
    places = np.minimum(np.searchsorted(firsts, first), len(firsts) - 1)
    is_same = (firsts[places] == first) & (_other(rests[places]) == _other(rest))
    return np.where(is_same, rests[places] & _LOW, np.uint64(0))


def _merged(kept: tuple[_Hashes, _Hashes], new: tuple[_Hashes, _Hashes]) -> tuple[_Hashes, _Hashes]:
    places = np.searchsorted(kept[0], new[0])
    return np.insert(kept[0], places, new[0]), np.insert(kept[1], places, new[1])


def _other(rest: _Hashes) -> _Hashes:
    return rest >> _LINE_BITS


def _hashes(texts: npt.NDArray[np.object_], key: str) -> _Hashes:
    return pd.util.hash_array(texts, hash_key=key, categorize=False)
