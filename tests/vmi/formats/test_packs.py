from decimal import Decimal

import pytest

from vmi.formats.packs import pack_said


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("24", "24"),
        ("24.0", "24.0"),
        ("1*24", "24"),
        ("1×24", "24"),
        ("1 x 24", "24"),
        ("24罐/箱", "24"),
        ("24/箱", "24"),
        ("24入", "24"),
        ("24 pcs/ctn", "24"),
        ("24 pcs", "24"),
        ("", None),
        ("0", None),
        ("-6", None),
        ("2*12", None),
        ("24kg", None),
        ("24x330ml", None),
        ("箱", None),
    ],
)
def test_a_pack_is_read_as_people_write_it_and_what_is_unclear_is_not_guessed(text, pieces):
    assert pack_said(text) == (None if pieces is None else Decimal(pieces))
