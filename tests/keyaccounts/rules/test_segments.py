from datetime import date
from decimal import Decimal

from keyaccounts.rules.segments import Tree, said_nodes, volume_below
from keyaccounts.rules.share import Volume

TREE = Tree(
    {
        "aerosol": None,
        "insecticide": "aerosol",
        "non-insecticide": "aerosol",
        "paint": "non-insecticide",
        "personal-care": "non-insecticide",
    }
)


def volume(quantity: int) -> Volume:
    return Volume(Decimal(quantity), Decimal(0), (), date(2026, 1, 1))


def test_a_segment_includes_everything_below_it():
    assert TREE.within("non-insecticide") == {"non-insecticide", "paint", "personal-care"}
    assert TREE.within("aerosol") == set(TREE.parents)
    assert TREE.roots == ("aerosol",)


def test_a_lineage_leads_to_the_root():
    assert list(TREE.lineage("paint")) == ["paint", "non-insecticide", "aerosol"]
    assert list(TREE.lineage("unheard-of")) == []


def test_a_segment_without_a_figure_is_what_its_parts_add_up_to():
    own = {"insecticide": volume(55), "paint": volume(30)}.get

    assert volume_below(TREE, "aerosol", own).whole == 85  # type: ignore[union-attr]
    assert [node.code for node in said_nodes(TREE, "aerosol", own)] == ["insecticide", "paint"]


def test_a_segment_with_a_figure_is_not_counted_again_by_its_parts():
    own = {"non-insecticide": volume(45), "paint": volume(30)}.get

    assert volume_below(TREE, "aerosol", own).whole == 45  # type: ignore[union-attr]


def test_nothing_said_is_no_volume():
    assert volume_below(TREE, "aerosol", lambda code: None) is None
