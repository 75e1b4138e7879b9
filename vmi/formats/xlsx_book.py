"""What a workbook says besides its rows: sheets, shared texts, and which formats are dates or padded codes."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from vmi.formats import limits
from vmi.formats.shape import UnreadableFile
from vmi.formats.xml_stream import End, Start, Text, XmlStream
from vmi.formats.zips import DAMAGES

_PADDED: Final = re.compile("0+")
_MOST_ZEROS: Final = 64
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_LONGEST_TAG: Final = 400


@contextmanager
def damage_named() -> Iterator[None]:
    """A workbook that can't be followed is damaged; the user can save it anew."""
    try:
        yield
    except (*DAMAGES, expat.ExpatError) as problem:
        raise UnreadableFile("damaged_workbook") from problem
    except RuntimeError as problem:
        # zipfile says so of a member that needs a password.
        raise UnreadableFile("encrypted_workbook") from problem


@dataclass(frozen=True)
class Style:
    """What a number format makes of a number: a date, a length of time, or so many digits."""

    is_date: bool = False
    is_duration: bool = False
    digits: int = 0


@dataclass(frozen=True)
class Sheet:
    name: str
    path: str
    is_visible: bool


class Book:
    """The parts of a workbook that are held in memory; their size was bounded before."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        names = archive.namelist()
        path = next(name for name in names if name.endswith("workbook.xml"))
        folder = posixpath.dirname(path)
        links = _links(archive, f"{folder}/_rels/{posixpath.basename(path)}.rels", folder)
        self.starts_1904 = False
        self.sheets = tuple(self._sheets(path, links))
        targets = {target.rpartition("/")[2].casefold(): target for target in links.values()}
        self.texts = self._texts(targets.get("sharedstrings.xml"))
        self.styles = self._styles(targets.get("styles.xml"))

    def _sheets(self, path: str, links: dict[str, str]) -> list[Sheet]:
        sheets: list[Sheet] = []

        def start(name: str, said: dict[str, str]) -> None:
            local = name.rpartition(" ")[2]
            if local == "workbookPr":
                self.starts_1904 = said.get("date1904", "") in {"1", "true"}
            if local != "sheet":
                return
            link = next((said[key] for key in said if key.endswith(" id")), "")
            if link in links and "chartsheet" not in links[link]:
                is_visible = said.get("state", "visible") == "visible"
                sheets.append(Sheet(said["name"], links[link], is_visible))

        _parse(self.archive, path, start)
        return sheets

    def _texts(self, path: str | None) -> list[str]:
        """The texts that cells share, without the reading aids (rPh) that Japanese and Chinese have."""
        if path is None:
            return []
        found = _SharedTexts()
        _parse(self.archive, path, found.start, found.end, found.text)
        return found.texts

    def _styles(self, path: str | None) -> list[Style]:
        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        used: list[int] = []
        inside = {"cellXfs": False}

        def start(name: str, said: dict[str, str]) -> None:
            local = name.rpartition(" ")[2]
            if local == "numFmt":
                formats[int(said["numFmtId"])] = said["formatCode"]
            elif local == "cellXfs":
                inside["cellXfs"] = True
            elif local == "xf" and inside["cellXfs"]:
                used.append(int(said.get("numFmtId", "0")))

        def end(name: str) -> None:
            if name.endswith(" cellXfs"):
                inside["cellXfs"] = False

        if path is not None:
            _parse(self.archive, path, start, end)
        return [_style(formats.get(number, "General")) for number in used]

    def merges(self, path: str) -> dict[int, list[tuple[int, int]]]:
        """Column (from 0) → the spans of rows that are merged downwards from its cell, in their order.

        They stand behind the rows, so the sheet is gone through once more, without being parsed.
        """
        found: dict[int, list[tuple[int, int]]] = {}
        count, rest = 0, b""
        with self.archive.open(path) as member:
            while block := member.read(limits.BLOCK_BYTES):
                text = rest + block
                end = 0
                for matched in _MERGED.finditer(text):
                    end = matched.end()
                    first, last = int(matched[2]), int(matched[4])
                    if first >= last:
                        continue
                    count += 1
                    if count > limits.MERGES:
                        raise UnreadableFile("zip_bomb")
                    found.setdefault(column_of(matched[1].decode()), []).append((first, last))
                rest = text[max(end, len(text) - _LONGEST_TAG) :]
        return {column: sorted(spans) for column, spans in found.items()}


class _SharedTexts:
    """Callbacks of the shared texts' XML."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._depth = {"si": 0, "t": 0, "rPh": 0}

    def start(self, name: str, _said: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in self._depth:
            self._depth[local] += 1

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in self._depth:
            self._depth[local] -= 1
        if local == "si":
            self.texts.append("".join(self._parts)[: limits.CELL_CHARACTERS + 1])
            self._parts.clear()

    def text(self, piece: str) -> None:
        if self._depth["t"] and not self._depth["rPh"]:
            self._parts.append(piece)


def column_of(letters: str) -> int:
    """A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _style(code: str) -> Style:
    if is_timedelta_format(code):
        return Style(is_duration=True)
    if is_date_format(code):
        return Style(is_date=True)
    return Style(digits=min(len(code), _MOST_ZEROS) if _PADDED.fullmatch(code) else 0)


def _links(archive: zipfile.ZipFile, path: str, folder: str) -> dict[str, str]:
    """The parts of the workbook by the ids under which it speaks of them."""
    links: dict[str, str] = {}

    def start(name: str, said: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "Relationship" and said.get("TargetMode") != "External":
            target = said["Target"]
            whole = target if target.startswith("/") else f"{folder}/{target}"
            links[said["Id"]] = posixpath.normpath(whole).lstrip("/")

    _parse(archive, path, start)
    return links


def _parse(
    archive: zipfile.ZipFile,
    path: str,
    start: Start,
    end: End = lambda _name: None,
    text: Text = lambda _piece: None,
) -> None:
    stream = XmlStream(start, end, text)
    with archive.open(path) as member:
        while block := member.read(limits.BLOCK_BYTES):
            stream.feed(block)
    stream.finish()
