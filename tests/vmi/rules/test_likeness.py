"""How like two names are."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vmi.rules.likeness import name_likeness, words_of


def alike(left: str, right: str) -> int:
    return round(100 * name_likeness(words_of(left), words_of(right)))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Aerosol can 400ml", "Aerosol can 400 ml", 100),
        ("Aerosol can 0.4 L", "400毫升 aerosol CAN", 100),
        ("can aerosol blue", "Blue Aerosol Can", 100),
        ("气雾罐400毫升", "气雾罐 400ml", 100),
        ("ＢＬＵＥ　ＣＡＮ", "blue can", 100),
        ("Blue can", "三片罐", 0),
        ("", "Blue can", 0),
    ],
)
def test_the_same_words_are_alike_however_they_are_written(left, right, expected):
    assert alike(left, right) == expected


def test_another_size_is_further_away_than_no_size_and_the_same_is_nearer():
    other = alike("Insecticide aerosol 300ml", "Insecticide aerosol can 400ml")
    unsaid = alike("Insecticide aerosol", "Insecticide aerosol can 400ml")
    same = alike("Insecticide aerosol 0.4l", "Insecticide aerosol can 400ml")

    assert other < unsaid < same


def test_a_chinese_name_is_found_by_its_pairs_of_characters():
    near = alike("雷达杀虫气雾剂600毫升", "雷达牌杀虫气雾剂 600ml")
    far = alike("雷达杀虫气雾剂600毫升", "榄菊蚊香 600ml")

    assert near > 80
    assert far < 30


def test_slips_of_the_fingers_stay_near():
    assert alike("FIREBAL CINAMON WHISKY", "FIREBALL CINNAMON WHISKEY") > 85
    assert alike("FIREBAL CINAMON WHISKY", "BLACK VELVET") < 45


NAMES = some.text(alphabet="abcdefgh 可乐罐头100mlL.", max_size=20)


@given(NAMES, NAMES)
def test_likeness_is_between_none_and_whole_and_the_same_from_both_sides(left, right):
    one, other = words_of(left), words_of(right)

    assert 0 <= name_likeness(one, other) <= 1
    assert name_likeness(one, other) == pytest.approx(name_likeness(other, one))
