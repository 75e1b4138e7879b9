"""Every code that is raised stands in the table, and the other way round."""

import re
from pathlib import Path

import vmi.formats
from vmi.formats.reasons import REFUSALS, UNREADABLE

SOURCES = {path.name: path.read_text() for path in Path(vmi.formats.__file__).parent.glob("*.py")}
CODE = "".join(text for name, text in SOURCES.items() if name != "reasons.py")


def test_every_code_of_a_refused_line_is_listed_and_used():
    raised = set(re.findall(r'CellError\("(\w+)"\)', CODE))
    assert raised <= set(REFUSALS)
    assert [code for code in REFUSALS if f'"{code}"' not in CODE] == []


def test_every_code_of_an_unreadable_file_is_listed_and_used():
    raised = set(re.findall(r'UnreadableFile\(\s*"(\w+)"', CODE))
    assert raised <= set(UNREADABLE)
    assert [code for code in UNREADABLE if f'"{code}"' not in CODE] == []
