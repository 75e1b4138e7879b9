"""A store of its own for every test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vmi.facts.store import FactStore, fact_store


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> Iterator[FactStore]:
    settings.FACTS_URI = str(tmp_path / "facts")
    settings.FACTS_STORAGE_OPTIONS = {}
    return fact_store()
