"""An X12 852 and an EDIFACT INVRPT becoming posted facts, beside the same content as CSV and the bare tokenizers of pyx12 and pydifact.

Run: python benchmarks/edi.py [--lines 200000]; prints lines a second, peak memory and ratios, each in a process of its own.
"""

# ruff: noqa: E402  (Django wants to be set up before anything of ours is imported)

import argparse
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
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.test")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pydifact.tokenizer import Tokenizer
from pyx12.x12file import X12Reader

from accounts.tenancy import system_scope_for
from benchmarks.intake import FIRST, PLACES, PRODUCTS, master_data, taken_in
from vmi.formats.files import read
from vmi.formats.shape import Reading

_MEGABYTE: Final = 1024


def sections(lines: int) -> Iterator[tuple[date, str, list[tuple[str, int, int]]]]:
    """Every product at every place, day after day: product, on hand and in transit, below their day and place."""
    for start in range(0, lines, PRODUCTS):
        section = start // PRODUCTS
        day = FIRST + timedelta(days=section // PLACES)
        numbers = range(min(PRODUCTS, lines - start))
        told = [(f"P{one:04}", (one + section) * 13 % 97, one * 7 % 23) for one in numbers]
        yield day, f"S{section % PLACES:03}", told


def as_csv(lines: int) -> Iterator[str]:
    yield "date,store code,product code,on hand,in transit\n"
    for day, place, told in sections(lines):
        yield "".join(
            f"{day},{place},{product},{stock},{coming}\n" for product, stock, coming in told
        )


def as_852(lines: int) -> Iterator[str]:
    """A set for each day and place."""
    yield f"ISA*00*{'':10}*00*{'':10}*ZZ*RETAILER       *ZZ*TANDEM         *260511*0600*U*00401*000000001*0*P*>~\n"
    yield "GS*PD*RETAILER*TANDEM*20260511*0600*1*X*004010~\n"
    count = 0
    for count, (day, place, told) in enumerate(sections(lines), start=1):
        yield f"ST*852*{count:04}~\nXQ*H*{day:%Y%m%d}~\nN1*RL**92*{place}~\n"
        yield "".join(
            f"LIN**CB*{product}~\nZA*QA*{stock}*EA~\nZA*QI*{coming}*EA~\n"
            for product, stock, coming in told
        )
        yield f"CTT*{len(told)}~\nSE*{3 * len(told) + 5}*{count:04}~\n"
    yield f"GE*{count}*1~\nIEA*1*000000001~\n"


def as_invrpt(lines: int) -> Iterator[str]:
    """A message for each day and place."""
    yield "UNB+UNOC:3+4012345000009:14+5412345000013:14+260511:0600+1'\n"
    count = 0
    for count, (day, place, told) in enumerate(sections(lines), start=1):
        yield f"UNH+{count}+INVRPT:D:01B:UN:EAN008'\nBGM+35+R{count}+9'\n"
        yield f"DTM+137:{day:%Y%m%d}:102'\nDTM+366:{day:%Y%m%d}:102'\nNAD+GY+{place}::92'\n"
        yield "".join(
            f"LIN+{at}++{product}:IN'\nINV'\nQTY+145:{stock}'\nINV'\nQTY+198:{coming}'\n"
            for at, (product, stock, coming) in enumerate(told, start=1)
        )
        yield f"UNT+{5 * len(told) + 6}+{count}'\n"
    yield f"UNZ+{count}+1'\n"


def prepared(folder: Path) -> Callable[[Path], int]:
    """A portal of its own, and what takes a file into it."""
    settings.FACTS_URI = f"{folder}/facts"
    connections["default"].settings_dict["NAME"] = f"{folder}/tandem.sqlite3"
    call_command("migrate", verbosity=0, skip_checks=True)
    scope = system_scope_for("benchmark")
    partner = master_data(scope)

    def take_in(path: Path) -> int:
        return taken_in(path, scope, partner.pk)[1].lines_posted

    return take_in


def read_lines(path: Path) -> int:
    """All lines through our reader alone."""
    with path.open("rb") as stream:
        return sum(batch.lines.num_rows for batch in read(stream, path.name, Reading()))


def pyx12_tokens(path: Path) -> int:
    with path.open() as stream:
        return sum(one.get_seg_id() == "LIN" for one in X12Reader(stream))


def pydifact_tokens(path: Path) -> int:
    """It wants the whole text at once; a token is a sign or a value."""
    return sum(token.value == "LIN" for token in Tokenizer().get_tokens(path.read_text()))


# How the file is written, and what is done with it; None: it is taken into a portal.
Work = tuple[Callable[[int], Iterator[str]], Callable[[Path], int] | None]
WORK: Final[dict[str, Work]] = {
    "CSV to facts": (as_csv, None),
    "852 to facts": (as_852, None),
    "INVRPT to facts": (as_invrpt, None),
    "CSV read": (as_csv, read_lines),
    "852 read": (as_852, read_lines),
    "INVRPT read": (as_invrpt, read_lines),
    "852 pyx12": (as_852, pyx12_tokens),
    "INVRPT pydifact": (as_invrpt, pydifact_tokens),
}
# Each beside the same content as CSV, and our whole reading beside another's tokens alone.
RATIOS: Final = (
    *(("852 to facts", "CSV to facts"), ("INVRPT to facts", "CSV to facts")),
    *(("852 to facts", "852 pyx12"), ("INVRPT to facts", "INVRPT pydifact")),
    *(("852 read", "852 pyx12"), ("INVRPT read", "INVRPT pydifact")),
)


def measure(name: str, lines: int) -> None:
    """Do the work in this process and say what it took."""
    write, work = WORK[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report")
        with path.open("w") as file:
            file.writelines(write(lines))
        work = work or prepared(Path(folder))
        started, used = time.perf_counter(), time.process_time()
        found = work(path)
        seconds, used = time.perf_counter() - started, time.process_time() - used
        size = path.stat().st_size
        connections.close_all()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {"lines": found, "seconds": seconds, "used": used, "peak": peak, "size": size}
    json.dump(told, sys.stdout)


def measured(name: str, lines: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--work", name, "--lines", str(lines)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  (ourselves)
    found: dict[str, float] = json.loads(done.stdout)
    if found["lines"] != lines:
        raise RuntimeError(f"{name}: {found['lines']:,} of {lines:,} lines came through.")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--work", choices=sorted(WORK), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        measure(asked.work, asked.lines)
        return
    print(f"{asked.lines:,} lines")
    print(f"{'':<18}{'MB':>6}{'s':>8}{'cpu s':>8}{'lines/s':>12}{'peak MB':>10}")
    came: dict[str, dict[str, float]] = {}
    for name in WORK:
        came[name] = found = measured(name, asked.lines)
        print(
            f"{name:<18}{found['size'] / 1e6:>6,.0f}{found['seconds']:>8.2f}{found['used']:>8.2f}"
            f"{found['lines'] / found['seconds']:>12,.0f}{found['peak'] / _MEGABYTE:>10,.0f}"
        )
    print("\nprocessor time, ratio")
    for one, other in RATIOS:
        print(f"{one} ÷ {other:<18}{came[one]['used'] / came[other]['used']:>8.2f}")


if __name__ == "__main__":
    main()
