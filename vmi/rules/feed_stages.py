"""How a feed moves between being set up, live and paused."""

from typing import Final

# Only a live feed is waited for. A feed that is paused can be taken up again where it was.
MOVES: Final[dict[str, frozenset[str]]] = {
    "trying": frozenset({"live", "paused"}),
    "live": frozenset({"paused"}),
    "paused": frozenset({"live", "trying"}),
}


def may_move(stage: str, to: str) -> bool:
    """Whether a feed of this stage may go to the other; staying is no move."""
    return to in MOVES.get(stage, frozenset())
