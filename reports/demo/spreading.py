"""Whole numbers split exactly by weights, and dice that always fall the same."""

import random
from collections.abc import Sequence


def dice(*key: object) -> random.Random:
    """Numbers that look drawn but are the same on every machine; `key` says for what."""
    return random.Random("/".join(map(str, ("tandem", *key))))  # noqa: S311 - nothing is secret here


def spread(total: int, weights: Sequence[float], *, step: int = 1) -> list[int]:
    """`total` in parts by `weights`, each a multiple of `step`, adding up to exactly `total`.

    Largest remainders get the steps left over; what is no whole step goes to the largest part.
    """
    whole = sum(weights)
    if not weights or whole <= 0:
        raise ValueError("Nothing to spread over.")
    steps, odd = divmod(total, step)
    exact = [steps * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: steps - sum(parts)]:
        parts[place] += 1
    found = [part * step for part in parts]
    found[max(range(len(found)), key=lambda place: found[place])] += odd
    return found
