"""Interchanges as if they had been read, and other people's readers for what we answer."""

import io
import json
import shutil
import tempfile
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyx12
import pyx12.params
import pyx12.x12n_document
from hypothesis import strategies as st
from pydifact.segmentcollection import Interchange as PydifactInterchange

from vmi.formats.edi.reading import read_edi
from vmi.formats.edi.shape import (
    SYNTAX_CODES,
    Delimiters,
    GroupRead,
    InterchangeHead,
    InterchangeRead,
    MessageRead,
    SyntaxProblem,
)
from vmi.formats.edi.writing import AnswerNumbers
from vmi.formats.shape import Reading

MOMENT = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)
NUMBERS = AnswerNumbers(interchange=12, first_group=30)
EDIFACT_SIGNS = Delimiters(element="+", component=":", segment="'", release="?")


def head(standard: Any = "x12", **changes: Any) -> InterchangeHead:
    usual = InterchangeHead(
        position=1,
        standard=standard,
        sender="RETAILER",
        sender_qualifier="ZZ" if standard == "x12" else "14",
        receiver="MAITE",
        receiver_qualifier="ZZ" if standard == "x12" else "14",
        control_number="000000007",
        version="00401" if standard == "x12" else "UNOC:3",
        is_test=False,
        sha256="0" * 64,
        first_byte=0,
        end_byte=100,
        made_on="260513",
        made_at="2300",
    )
    return replace(usual, **changes)


def message(
    acceptance: Any = "A", *problems: SyntaxProblem, reference: str = "0001", **changes: Any
) -> MessageRead:
    usual = MessageRead("852", reference, "004010", acceptance, lines=3, problems=problems)
    return replace(usual, **changes)


def group(*messages: MessageRead, **changes: Any) -> GroupRead:
    usual = GroupRead(
        kind="PD",
        control_number="7",
        version="004010VICS",
        sender="STORES",
        receiver="PLANT",
        agency="X",
        declared_messages=len(messages),
        messages=messages,
    )
    return replace(usual, **changes)


def x12_read(*groups: GroupRead, **changes: Any) -> InterchangeRead:
    usual = InterchangeRead(head(), groups, delimiters=Delimiters("*", ">", "~"))
    return replace(usual, **changes)


def sales_report(acceptance: Any = "A", *problems: SyntaxProblem, **changes: Any) -> MessageRead:
    usual = MessageRead("SLSRPT", "1", "D:96A:UN:EAN004", acceptance, problems=problems)
    return replace(usual, **changes)


def nameless(*messages: MessageRead) -> GroupRead:
    return GroupRead("", "", "", "", "", "", None, messages)


def edifact_read(*groups: GroupRead, **changes: Any) -> InterchangeRead:
    usual = InterchangeRead(head("edifact"), groups, delimiters=EDIFACT_SIGNS)
    return replace(usual, **changes)


def segments_of(content: bytes, terminator: str = "~") -> list[str]:
    return content.decode().split(terminator)[:-1]


def answer_of(row: Any) -> bytes:
    """The answer that an interchange's row keeps."""
    return bytes(row.acknowledgement)


def x12_errors(content: bytes) -> list[str]:
    """What pyx12 has to say against it, checked with its maps of the envelope and of 997."""
    report = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.x12"
        file.write_bytes(content)
        pyx12.x12n_document.x12n_document(
            pyx12.params.params(), str(file), None, None, fd_json=report, map_path=_maps().name
        )
    return _errors_in(json.loads(report.getvalue()))


@cache
def _maps() -> "tempfile.TemporaryDirectory[str]":
    """pyx12's maps, whose 997 knows messages of health care alone, with any message let in."""
    folder = tempfile.TemporaryDirectory()
    own = Path(pyx12.__file__).parent / "map"
    for file in (*own.glob("x12.control*"), *own.glob("[!0-9]*.xml"), own / "997.4010.xml"):
        shutil.copy(file, folder.name)
    changed = Path(folder.name) / "997.4010.xml"
    text = changed.read_text()
    for element in ("AK101", "AK201"):
        begin = text.index(f'<element xid="{element}">')
        first, last = text.index("<valid_codes", begin), text.index("</valid_codes>", begin)
        text = text[:first] + text[last + len("</valid_codes>") :]
    changed.write_text(text)
    return folder


def _errors_in(found: Any) -> list[str]:
    if isinstance(found, list):
        return [error for each in found for error in _errors_in(each)]
    if not isinstance(found, dict):
        return []
    own = [f"{found['err_cde']} {found['err_str']}"] if "err_str" in found else []
    return own + [error for each in found.values() for error in _errors_in(each)]


def pydifact_segments(content: bytes) -> list[tuple[str, list[Any]]]:
    """The segments between UNB and UNZ, as pydifact reads them."""
    with warnings.catch_warnings():
        # It says of each segment that it has no directory of this version to look it up in.
        warnings.simplefilter("ignore")
        found = PydifactInterchange.from_str(content.decode())
    return [(segment.tag, segment.elements) for segment in found.segments]


def own_reading(content: bytes) -> list[InterchangeRead]:
    """What our own reader makes of it."""
    batches = read_edi(io.BytesIO(content), Reading())
    return [read for batch in batches for read in batch.interchanges]


_TEXT = st.text(st.characters(codec="ascii", exclude_characters="\x00"), max_size=12)
PROBLEMS = st.builds(
    SyntaxProblem,
    code=st.sampled_from(sorted(SYNTAX_CODES)),
    segment=st.sampled_from(["", "LIN", "ZA", "SDQ", "CTT", "QTY", "UNT", "SE"]),
    segment_position=st.integers(0, 400),
    element=st.integers(0, 20),
    component=st.integers(0, 5),
    value=_TEXT,
)
