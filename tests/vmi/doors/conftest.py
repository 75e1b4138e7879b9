"""A small catalogue, and a drop folder with folders of two partners."""

import pytest

from tests.vmi.intake.conftest import catalogue, places

__all__ = ["catalogue", "drop", "places"]


@pytest.fixture
def drop(settings, tmp_path, partner_a, partner_b, catalogue, places):
    """The drop folder; a file in it is complete as soon as it is looked at."""
    root = tmp_path / "drop"
    settings.DROP_FOLDER = str(root)
    settings.DROP_SETTLE_SECONDS = 0
    for code in ("A", "B"):
        (root / code / "in").mkdir(parents=True)
    return root
