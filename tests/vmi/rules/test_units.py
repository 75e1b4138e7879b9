from decimal import Decimal

import pytest

from vmi.rules.units import UnitKind, pieces_per_unit, unit_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "each"),
        (None, "each"),
        ("  ", "each"),
        ("EA", "each"),
        ("Ea.", "each"),
        ("PCE", "each"),
        ("C62", "each"),
        ("H87", "each"),
        ("件", "each"),
        ("罐", "each"),
        ("ＥＡ", "each"),
        ("DZ", "dozen"),
        ("打", "dozen"),
        ("DZN", "dozen"),
        ("gross", "gross"),
        ("万只", "ten_thousand"),
        ("千罐", "thousand"),
        ("PK", "pack"),
        ("盒", "pack"),
        ("CA", "case"),
        ("CS", "case"),
        ("CT", "case"),
        ("CTN", "case"),
        ("Cases", "case"),
        ("箱", "case"),
        ("PL", "pallet"),
        ("PLT", "pallet"),
        ("PF", "pallet"),
        ("托盘", "pallet"),
        ("KGM", "measured"),
        ("公斤", "measured"),
        ("LTR", "measured"),
        ("zorkmid", None),
        ("箱(24罐)", None),
    ],
)
def test_a_unit_is_known_by_its_word_or_code(text, kind):
    assert unit_kind(text) == kind


def test_what_always_holds_the_same_needs_no_master_data():
    pack = Decimal(6)
    counts = {
        kind: pieces_per_unit(UnitKind(kind), said_pack=pack, product_pack=24, product_pallet=960)
        for kind in ("each", "pair", "dozen", "hundred", "gross", "thousand", "ten_thousand")
    }

    assert counts == {
        "each": Decimal(1),
        "pair": Decimal(2),
        "dozen": Decimal(12),
        "hundred": Decimal(100),
        "gross": Decimal(144),
        "thousand": Decimal(1000),
        "ten_thousand": Decimal(10000),
    }


@pytest.mark.parametrize(
    ("kind", "said_pack", "product_pack", "product_pallet", "pieces"),
    [
        ("case", None, 24, 960, 24),
        ("pack", None, 24, 960, 24),
        ("pallet", None, 24, 960, 960),
        ("case", Decimal(12), 24, 960, 12),
        ("pallet", Decimal(480), 24, 960, 480),
        ("case", Decimal(0), 24, None, 24),
        ("case", Decimal(1), None, None, 1),
    ],
)
def test_what_the_document_says_goes_before_what_the_product_says(
    kind, said_pack, product_pack, product_pallet, pieces
):
    found = pieces_per_unit(
        UnitKind(kind),
        said_pack=said_pack,
        product_pack=product_pack,
        product_pallet=product_pallet,
    )

    assert found == Decimal(pieces)


@pytest.mark.parametrize(
    ("kind", "product_pack", "product_pallet"),
    [
        ("case", None, None),
        ("case", 1, 960),
        ("pallet", 24, None),
        ("measured", 24, 960),
    ],
)
def test_a_pack_that_nobody_has_set_is_not_known(kind, product_pack, product_pallet):
    found = pieces_per_unit(
        UnitKind(kind), product_pack=product_pack, product_pallet=product_pallet
    )

    assert found is None
