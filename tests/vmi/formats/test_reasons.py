"""Every code that is raised stands in the table, and the other way round."""

import re
from pathlib import Path

import vmi
from vmi.formats.reasons import NOTES, REFUSALS, UNREADABLE

FOLDERS = ("formats", "actions")
SOURCES = {
    path: path.read_text()
    for folder in FOLDERS
    for path in Path(vmi.__path__[0], folder).rglob("*.py")
}
CODE = "".join(text for path, text in SOURCES.items() if path.name != "reasons.py")


def test_every_code_of_a_refused_line_is_listed_and_used():
    raised = set(re.findall(r'CellError\("(\w+)"\)', CODE))
    assert raised <= set(REFUSALS)
    assert [code for code in REFUSALS if f'"{code}"' not in CODE] == []


def test_every_code_of_an_unreadable_file_is_listed_and_used():
    raised = set(re.findall(r'UnreadableFile\(\s*"(\w+)"', CODE))
    assert raised <= set(UNREADABLE)
    assert [code for code in UNREADABLE if f'"{code}"' not in CODE] == []


def test_every_code_of_a_note_is_listed_and_used():
    told = set(re.findall(r'\b[nN]ote\(\s*"(\w+)"', CODE))
    assert told <= NOTES
    assert [code for code in NOTES if f'"{code}"' not in CODE] == []
