"""Every line finds its place."""

import pytest

from vmi.rules.settlement import LineCounts, LinesLost


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (LineCounts(3, 3, 0, 0), "posted"),
        (LineCounts(3, 2, 1, 0), "partly"),
        (LineCounts(3, 2, 0, 1), "partly"),
        (LineCounts(3, 0, 1, 2), "parked"),
        (LineCounts(3, 0, 0, 3), "refused"),
        (LineCounts(), "refused"),
    ],
)
def test_the_state_follows_from_the_counts(counts, state):
    counts.check()

    assert counts.state == state


@pytest.mark.parametrize(
    "counts", [LineCounts(3, 2, 0, 0), LineCounts(3, 2, 1, 1), LineCounts(0, 1, 0, 0)]
)
def test_a_line_too_few_or_too_many_stops_the_settling(counts):
    with pytest.raises(LinesLost):
        counts.check()


def test_released_lines_move_from_parked_to_posted():
    assert LineCounts(5, 2, 2, 1).released(2) == LineCounts(5, 4, 0, 1)
