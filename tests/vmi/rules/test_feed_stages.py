"""Moves of a feed."""

from vmi.models import Feed
from vmi.rules.feed_stages import MOVES, may_move


def test_every_stage_has_its_moves_and_no_other():
    assert MOVES.keys() == set(Feed.Stage.values)
    assert {to for moves in MOVES.values() for to in moves} <= set(Feed.Stage.values)


def test_a_live_feed_can_only_be_paused():
    assert may_move("live", "paused") is True
    assert may_move("live", "trying") is False
    assert may_move("live", "live") is False
    assert may_move("nothing", "live") is False
