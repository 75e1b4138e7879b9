"""What gets installed is pinned, hashed, and names no address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
PACKAGE = re.compile(r"^([a-z0-9._-]+)(\[[a-z0-9,._-]+\])?==(\S+)")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert [
        line for line in lock.read_text().splitlines() if "http" in line or "--index" in line
    ] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_and_hashed(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())

    assert [entry for entry in entries if not PACKAGE.match(entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", ["portal", "completejourney"])
def test_one_environment_serves_every_list(name: str) -> None:
    develop = versions(ROOT / "locks/develop.txt")

    assert versions(ROOT / f"locks/{name}.txt").items() <= develop.items()


def test_the_list_of_the_portal_is_part_of_the_one_with_the_retail_panel() -> None:
    assert (
        versions(ROOT / "locks/portal.txt").items()
        < versions(ROOT / "locks/completejourney.txt").items()
    )


def versions(lock: Path) -> dict[str, str]:
    found = (PACKAGE.match(line) for line in lock.read_text().splitlines())
    return {match[1]: match[3] for match in found if match}
