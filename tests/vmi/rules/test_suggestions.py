"""What an unknown code could mean, on made-up products and on the real ones of a state."""

import csv
import random

import pytest
from stdnum import ean

from tests.real_data import real_data
from vmi.rules.matching import gtin14
from vmi.rules.suggestions import Catalogue, Known, Sign, Unknown

CATALOGUE = Catalogue.of(
    [
        Known(
            1, "AE-0400", ("Insecticide aerosol can 400ml", "杀虫气雾罐400毫升"), "06901234567892"
        ),
        Known(
            2, "AE-0600", ("Insecticide aerosol can 600ml", "杀虫气雾罐600毫升"), "06901234567908"
        ),
        Known(3, "PT-0400", ("Paint aerosol can 400ml", "油漆气雾罐400毫升"), "00042100005264"),
        Known(4, "PT-0450", ("Paint can, square, 450ml", "方形油漆罐450毫升")),
    ]
)


def told(code: str, name: str = "", *formerly: int) -> list[tuple[int, Sign]]:
    found = CATALOGUE.suggestions(Unknown(code, name, formerly))
    return [(each.target_id, each.sign) for each in found]


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("6901234567892", "", (1, Sign.SAME_NUMBER)),
        ("16901234567899", "", (1, Sign.NUMBER_OF_CASE)),
        ("690123456789", "", (1, Sign.NUMBER_WITHOUT_CHECK)),
        ("6901234567893", "", (1, Sign.NUMBER_WRONG_CHECK)),
        ("04252614", "", (3, Sign.NUMBER_COMPRESSED)),
        ("AE400", "", (1, Sign.SAME_CODE)),
        ("ae_0600.0", "", (2, Sign.SAME_CODE)),
        ("K-AE0600", "", (2, Sign.SAME_CODE)),
        ("CN-PT-0450", "", (4, Sign.PART_OF_CODE)),
        ("X1", "Aerosol can insecticide 0.6 L", (2, Sign.SIMILAR_NAME)),
        ("X1", "杀虫气雾罐 600ml", (2, Sign.SIMILAR_NAME)),
        ("X1", "油漆罐方形", (4, Sign.SIMILAR_NAME)),
    ],
)
def test_the_likest_target_comes_first_with_its_strongest_sign(code, name, expected):
    first = told(code, name)[0]

    assert first[0] == expected[0]
    if code != "K-AE0600":
        assert first[1] == expected[1]


def test_a_code_that_the_partner_used_before_is_told_so():
    assert told("X1", "", 4) == [(4, Sign.FORMER_CODE)]
    assert told("X1", "", 99) == []


def test_two_signs_for_the_same_target_are_more_certain_than_one():
    by_code = CATALOGUE.suggestions(Unknown("AE-0640"))[0]
    by_both = CATALOGUE.suggestions(Unknown("AE-0640", "Insecticide aerosol can 400ml"))[0]

    assert by_both.target_id == 1
    assert by_both.certainty > by_code.certainty


def test_the_percentage_of_a_name_is_told():
    [first, *_rest] = CATALOGUE.suggestions(Unknown("X1", "Insecticide aerosol can 400ml"))

    assert (first.target_id, first.sign, first.percent) == (1, Sign.SIMILAR_NAME, 100)


@pytest.mark.parametrize(("code", "name"), [("", ""), ("Z", ""), ("???", "!!!"), ("Q9", "Bicycle")])
def test_what_is_like_nothing_suggests_nothing(code, name):
    assert told(code, name) == []


def test_at_most_so_many_are_told():
    unknown = Unknown("X1", "Insecticide aerosol can")

    assert len(CATALOGUE.suggestions(unknown, most=1)) == 1
    assert len(CATALOGUE.suggestions(unknown)) == 3


class Mangler:
    """What becomes of names and codes on their way through other people's systems."""

    def __init__(self) -> None:
        self.chance = random.Random(7)  # noqa: S311  (slips that are the same in every run)

    def slip(self, text: str) -> str:
        place = self.chance.randrange(1, len(text) - 1)
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        return self.chance.choice([text[:place] + text[place + 1 :], swapped])

    def name(self, text: str) -> str:
        words = text.split()
        way = self.chance.randrange(4)
        if way == 0:
            return self.slip(self.slip(text))
        if way == 1:
            self.chance.shuffle(words)
            return " ".join(words)
        if way == 2:
            if len(words) > 2:
                del words[self.chance.randrange(len(words) - 1)]
            return self.slip(" ".join(words)).lower()
        return " ".join(word[:4] if len(word) > 5 and word.isalpha() else word for word in words)


@pytest.fixture(scope="module")
def iowa() -> list[Known]:
    """4,762 real products."""
    with real_data("iowa/products.csv").open(encoding="utf-8") as content:
        return [
            Known(
                number,
                row["item"],
                (f"{row['description']} {row['ml']}ML",),
                gtin14(row["upc"]) or "",
            )
            for number, row in enumerate(csv.DictReader(content))
        ]


def shared_words(left: str, right: str) -> float:
    """Shared words ÷ all words: the plain way, which has to be beaten."""
    one, other = set(left.casefold().split()), set(right.casefold().split())
    return len(one & other) / len(one | other)


def share_found(known: list[Known], found: "dict[int, list[int]]") -> float:
    """Among the first three is the product itself, or one of the very same name."""
    by_id = {each.target_id: each.names for each in known}
    hits = sum(
        any(by_id[each] == by_id[target] for each in suggested)
        for target, suggested in found.items()
    )
    return hits / len(found)


@pytest.mark.real_data
@pytest.mark.slow
def test_mangled_names_of_real_products_are_found_in_the_first_three(iowa):
    catalogue, mangler = Catalogue.of(iowa), Mangler()
    sample = mangler.chance.sample([each for each in iowa if len(each.names[0]) > 14], 150)
    came = {each.target_id: mangler.name(each.names[0]) for each in sample}
    found = {
        key: [each.target_id for each in catalogue.suggestions(Unknown("X1", name))]
        for key, name in came.items()
    }
    plain = {
        key: [
            target
            for _score, target in sorted(
                (-shared_words(name, each.names[0]), each.target_id) for each in iowa
            )[:3]
        ]
        for key, name in came.items()
    }

    assert share_found(iowa, found) >= 0.9
    assert share_found(iowa, found) >= share_found(iowa, plain) + 0.1


@pytest.mark.real_data
@pytest.mark.slow
def test_damaged_codes_and_numbers_of_real_products_are_found(iowa):
    catalogue, mangler = Catalogue.of(iowa), Mangler()
    codes = mangler.chance.sample([each for each in iowa if len(each.code) > 3], 150)
    bodies = [each.number[1:-1] for each in iowa]
    unshared = [each for each in iowa if each.number and bodies.count(each.number[1:-1]) == 1]
    numbers = mangler.chance.sample(unshared, 100)

    def firsts(wanted):
        return sum(
            catalogue.suggestions(Unknown(code))[0].target_id == each.target_id
            for each, code in wanted
        )

    assert firsts((each, f"IA00{each.code}") for each in codes) == len(codes)
    cases = [(each, f"1{each.number[1:-1]}") for each in numbers]
    assert firsts((each, body + ean.calc_check_digit(body)) for each, body in cases) >= 95
    assert firsts((each, each.number[1:-1].lstrip("0")) for each in numbers) >= 95
