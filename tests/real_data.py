"""Where the real data lies beside the project; tests that need it skip where it is absent."""

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("TANDEM_REAL_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data"
)


def real_data(name: str) -> Path:
    """The path of one real file, or a skip that says where it was looked for."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"real data is not at {path}; set TANDEM_REAL_DATA to its folder")
    return path
