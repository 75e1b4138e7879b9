"""Article numbers that came damaged."""

import pytest

from vmi.rules.number_repair import Damage, body_of, repaired, rounded_start, upc_a_of


@pytest.mark.parametrize(
    ("compressed", "expected"),
    [
        # GS1 US, "UPC-E": the six ways to leave out zeros.
        ("01234505", "012000003455"),
        ("01234514", "012100003454"),
        ("04252614", "042100005264"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234558", "012345000058"),
        ("21234558", None),
        ("1234558", None),
    ],
)
def test_a_compressed_number_is_written_out(compressed, expected):
    assert upc_a_of(compressed) == expected


@pytest.mark.parametrize(
    ("came", "number", "damage"),
    [
        ("6901234567892", "06901234567892", Damage.NONE),
        ("690-1234-56789-2", "06901234567892", Damage.NONE),
        ("36000291452", "00036000291452", Damage.NONE),
        ("16901234567899", "16901234567899", Damage.CASE),
        ("690123456789", "06901234567892", Damage.NO_CHECK_DIGIT),
        ("6901234567893", "06901234567892", Damage.WRONG_CHECK_DIGIT),
        ("04252614", "00042100005264", Damage.COMPRESSED),
        ("4252614", "00042100005264", Damage.COMPRESSED),
        ("４２５２６１４", "00000042526148", Damage.NO_CHECK_DIGIT),
    ],
)
def test_a_damaged_number_is_one_of_few(came, number, damage):
    found = {each.number: each.damage for each in repaired(came)}

    assert found[number] == damage


@pytest.mark.parametrize("came", ["", None, "P1", "12345", "123456789012345", "6.9E+12"])
def test_what_is_no_number_is_not_repaired(came):
    assert repaired(came) == ()


def test_a_case_and_its_piece_have_the_same_body():
    [case] = [each for each in repaired("16901234567899") if each.damage is Damage.CASE]

    assert body_of(case.number) == body_of("06901234567892")


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ("6.901235E+12", "690123"),
        ("6,901235e12", "690123"),
        ("6.9E+12", None),
        ("6.901235E+2", None),
        ("6901234567892", None),
        ("", None),
    ],
)
def test_a_rounded_number_keeps_its_first_digits(came, expected):
    assert rounded_start(came) == expected
