"""Commands named in the documents exist, and the scripts of bin/ can be run."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SCRIPTS = sorted(path for path in (ROOT / "bin").iterdir() if path.suffix == "")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_management_command_named_exists(document: Path) -> None:
    named = set(re.findall(r"bin/tandem ([a-z][a-z_]+)", document.read_text()))

    assert named - get_commands().keys() - {"help"} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_script_named_exists(document: Path) -> None:
    named = set(re.findall(r"(?<![\w/])bin/([a-z-]+)", document.read_text()))

    assert named - {script.name for script in SCRIPTS} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_linked_exists(document: Path) -> None:
    links = re.findall(r"\]\((?!\w+:|#)([^)#]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_run_and_says_what_it_is_for(script: Path) -> None:
    first, second, *_rest = script.read_text().splitlines()

    assert script.stat().st_mode & 0o111 == 0o111
    assert first == "#!/usr/bin/env bash"
    assert second.startswith("# ")
