"""Spellings of codes, and who wins when several could."""

from datetime import date

import pyarrow as pa
import pytest

from accounts.tenancy import active
from vmi.models import Location, LocationCode, Product
from vmi.rules.matching import gtin14, has_check_digit, spellings
from vmi.selectors.matching import Matcher

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("  P1 ", ("P1",)),
        ("Ｐ１", ("Ｐ１", "P1")),
        ("10045.0", ("10045.0", "10045")),
        ("00123", ("00123",)),
        ("", ()),
        (None, ()),
    ],
)
def test_spellings_are_tried_from_the_exact_one_on(code, expected):
    assert spellings(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("6901234567892", "06901234567892"),
        ("036000291452", "00036000291452"),
        ("36000291452", "00036000291452"),
        ("36000291453", None),
        ("4006381333931.0", "04006381333931"),
        ("96385074", "00000096385074"),
        ("1234567", None),
        ("P1", None),
    ],
)
def test_gtins_are_fourteen_digits_and_lost_zeros_need_their_check_digit(code, expected):
    assert gtin14(code) == expected


def test_the_check_digit_of_the_standards_example_agrees():
    # GS1 General Specifications, figure 7.9-1: 6 2 9 1 0 4 1 5 0 0 2 1 3.
    assert has_check_digit("6291041500213")
    assert not has_check_digit("6291041500214")


def test_a_partners_own_code_comes_before_ours_and_ours_before_a_gtin(
    catalogue, map_code, bo, partner_a
):
    Product.objects.filter(code="P3").update(gtin="06901234567892")
    map_code("P1", catalogue["P2"])

    with active(bo.scope):
        matcher = Matcher(partner_a.pk)
        codes = pa.array(["P1", "P3", None, "6901234567892", "P9", "Ｐ3"])
        gtins = pa.array([None, None, "6901234567892", None, "6901234567892", None])
        found = matcher.products(codes, gtins, pa.array([DAY] * 6)).to_pylist()

    p2, p3 = catalogue["P2"].pk, catalogue["P3"].pk
    assert found == [p2, p3, p3, p3, p3, p3]


def test_a_gtin_that_two_products_share_identifies_neither(catalogue, bo, partner_a):
    Product.objects.filter(code__in=["P1", "P2"]).update(gtin="06901234567892")

    with active(bo.scope):
        found = Matcher(partner_a.pk).products(
            pa.array([None], pa.string()), pa.array(["6901234567892"]), pa.array([DAY])
        )

    assert found.to_pylist() == [None]


def test_places_match_by_code_by_another_code_in_its_time_and_by_gln(places, bo, partner_a):
    with active(bo.scope):
        Location.objects.filter(code="S2").update(gln="6901234567892")
        LocationCode.objects.create(
            partner=partner_a, code="OLD1", location=places["S1"], valid_to=date(2026, 3, 1)
        )
        found = Matcher(partner_a.pk).places(
            pa.array(["S1", "OLD1", "OLD1", None]),
            pa.array([None, None, None, "6901234567892"]),
            pa.array([DAY, DAY, date(2026, 3, 2), DAY]),
        )

    s1, s2 = places["S1"].pk, places["S2"].pk
    assert found.to_pylist() == [s1, s1, None, s2]


def test_another_partners_codes_mean_nothing_here(catalogue, map_code, partner_b, chen):
    map_code("X9", catalogue["P1"])

    with active(chen.scope):
        found = Matcher(partner_b.pk).products(
            pa.array(["X9"]), pa.array([None], pa.string()), pa.array([DAY])
        )

    assert found.to_pylist() == [None]
