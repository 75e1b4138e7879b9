import pytest

from reports.demo.spreading import dice, spread


def test_parts_add_up_to_exactly_the_total_in_whole_steps() -> None:
    assert spread(1_000, [1, 1, 1], step=100) == [400, 300, 300]
    assert spread(2_300, [20, 36, 26, 18], step=100) == [500, 800, 600, 400]


def test_what_is_no_whole_step_goes_to_the_largest_part() -> None:
    assert spread(1_050, [3, 1], step=100) == [850, 200]


def test_nothing_can_be_spread_over_nothing() -> None:
    with pytest.raises(ValueError, match="Nothing to spread over"):
        spread(10, [])


def test_dice_of_one_key_fall_the_same_every_time() -> None:
    assert [dice("a", 1).random() for _ in range(2)] == [dice("a", 1).random()] * 2
    assert dice("a", 1).random() != dice("a", 2).random()
