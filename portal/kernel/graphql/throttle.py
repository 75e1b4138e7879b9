"""The bucket of each caller: emptied by what a request may cost, refilled with time and by refunds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from math import ceil

from django.core.cache import cache

from portal.kernel import clock

from .options import Options

_LOCK_SECONDS = 2
_PATIENCE_SECONDS = 0.25


class Throttled(Exception):
    """The bucket has too little; it will have enough in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Bucket:
    """One caller's points, kept in the cache under the caller's key.

    The key names tenant and token, so that no tenant drains another's bucket. A caller who waits
    finds it full again; an empty cache is a full bucket.
    """

    def __init__(self, caller_key: str, options: Options) -> None:
        digest = sha256(caller_key.encode()).hexdigest()[:32]
        self.key = f"graphql-bucket-{digest}"
        self.size = options.bucket_size
        self.rate = options.bucket_points_per_second

    def available(self) -> int:
        return int(self._level())

    def take(self, points: int) -> None:
        """Take the points, or raise Throttled and take none."""
        with self._locked():
            level = self._level()
            if points > level:
                raise Throttled(max(1, ceil((points - level) / self.rate)))
            self._keep(level - points)

    def settle(self, taken: int, used: int) -> None:
        """Give back what was taken and not used, or take what was used above it."""
        if taken == used:
            return
        with self._locked():
            self._keep(min(self.size, max(0.0, self._level() + taken - used)))

    def _level(self) -> float:
        kept = cache.get(self.key)
        if kept is None:
            return float(self.size)
        level, moment = float(kept[0]), float(kept[1])
        passed = max(0.0, clock.now().timestamp() - moment)
        return min(float(self.size), level + passed * self.rate)

    def _keep(self, level: float) -> None:
        # Long enough to refill: after that, absent means full.
        timeout = ceil(self.size / self.rate) + 1
        cache.set(self.key, (level, clock.now().timestamp()), timeout)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time per caller; after a short wait imprecise counting is better than none."""
        lock = f"{self.key}-lock"
        give_up = time.monotonic() + _PATIENCE_SECONDS
        is_mine = cache.add(lock, 1, _LOCK_SECONDS)
        while not is_mine and time.monotonic() < give_up:
            time.sleep(0.005)
            is_mine = cache.add(lock, 1, _LOCK_SECONDS)
        try:
            yield
        finally:
            if is_mine:
                cache.delete(lock)
