"""A store of its own for every test."""

from pathlib import Path
from typing import Any

import pytest

from vmi.facts.store import FactStore, fact_store


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> FactStore:
    settings.FACTS_URI = str(tmp_path / "facts")
    settings.FACTS_STORAGE_OPTIONS = {}
    return fact_store()
