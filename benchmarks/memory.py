"""Whether memory stays flat: the peak at one and at ten million lines beside each other, each in a process of its own.

Run: python benchmarks/memory.py [--lines 1000000] [--times 10] [--only read-csv]
"""

# ruff: noqa: E402  (Django wants to be set up before anything of ours is imported)

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, Final, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.test")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from accounts.tenancy import system_scope_for
from benchmarks.intake import PLACES, PRODUCTS, master_data, taken_in
from vmi.actions.read_report import read_report
from vmi.formats.files import read
from vmi.formats.shape import Reading
from vmi.selectors.parts import parts_of

_FIRST: Final = date(2020, 1, 1)
_LINES_A_BLOCK: Final = 100_000
_MEGABYTE: Final = 1024


def blocks(lines: int, *, has_reference: bool) -> Iterator[bytes]:
    """Day lines of every product at every place; with a reference of its own for each, where asked."""
    more = ",invoice no" if has_reference else ""
    yield f"date,product code,store code,units sold,on hand,sales value{more}\n".encode()
    for start in range(0, lines, _LINES_A_BLOCK):
        numbers = range(start, min(start + _LINES_A_BLOCK, lines))
        yield "".join(_line(number, has_reference=has_reference) for number in numbers).encode()


def _line(number: int, *, has_reference: bool) -> str:
    product, place = number % PRODUCTS, number // PRODUCTS % PLACES
    day = _FIRST + timedelta(days=number // (PRODUCTS * PLACES))
    more = f",I{number}" if has_reference else ""
    return (
        f"{day},P{product:04},S{place:03},{product * 7 % 23},{product * 13 % 97},"
        f"{number * 31 % 9973 / 100:.2f}{more}\n"
    )


def written(folder: Path, lines: int, kind: str, *, has_reference: bool) -> Path:
    path = folder / f"report.csv{'.gz' if kind == 'gz' else ''}"
    open_it = gzip.open if kind == "gz" else open
    with cast("BinaryIO", open_it(path, "wb")) as file:
        for block in blocks(lines, has_reference=has_reference):
            file.write(block)
    return path


def read_lines(path: Path) -> int:
    """All lines through the formats alone."""
    open_it = gzip.open if path.suffix == ".gz" else open
    with cast("BinaryIO", open_it(path, "rb")) as stream:
        return sum(batch.lines.num_rows for batch in read(stream, path.name, Reading()))


def take_in(path: Path) -> int:
    """All lines through the whole intake, into the facts."""
    folder = path.parent
    settings.FACTS_URI = f"{folder}/facts"
    connections["default"].settings_dict["NAME"] = f"{folder}/tandem.sqlite3"
    call_command("migrate", verbosity=0, skip_checks=True)
    scope = system_scope_for("benchmark")
    partner = master_data(scope)
    _, document = taken_in(path, scope, partner.pk)
    parts = parts_of(scope, document.pk).parts
    documents = [read_report(scope, part.document.pk) for part in parts] or [document]
    connections.close_all()
    return sum(each.lines_posted for each in documents)


WORK: Final[dict[str, tuple[Callable[[Path], int], str, bool]]] = {
    "read-csv": (read_lines, "csv", False),
    "read-gz": (read_lines, "gz", False),
    "read-references": (read_lines, "csv", True),
    "intake-csv": (take_in, "csv", False),
    "intake-gz": (take_in, "gz", False),
}


def measure(name: str, lines: int) -> None:
    """Do the work in this process and say what it took."""
    work, kind, has_reference = WORK[name]
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), lines, kind, has_reference=has_reference)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        found = work(path)
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump({"lines": found, "seconds": seconds, "before": before, "peak": peak}, sys.stdout)


def measured(name: str, lines: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--work", name, "--lines", str(lines)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  (ourselves)
    found: dict[str, float] = json.loads(done.stdout)
    if found["lines"] != lines:
        raise RuntimeError(f"{name}: {found['lines']:,} of {lines:,} lines came through.")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--only", choices=sorted(WORK))
    parser.add_argument("--work", choices=sorted(WORK), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        measure(asked.work, asked.lines)
        return
    print(f"{'':<16}{'lines':>12}{'lines/s':>12}{'peak MB':>10}   ratio")
    for name in [asked.only] if asked.only else WORK:
        few, many = (measured(name, asked.lines * times) for times in (1, asked.times))
        for found in (few, many):
            ratio = f"{many['peak'] / few['peak']:8.2f}" if found is many else ""
            print(
                f"{name:<16}{found['lines']:>12,.0f}{found['lines'] / found['seconds']:>12,.0f}"
                f"{found['peak'] / _MEGABYTE:>10,.0f}{ratio}"
            )


if __name__ == "__main__":
    main()
