"""Run by itself: many processes append one posting at once, and each one of its own."""

import os
import sys
import traceback
from datetime import date

sys.path.insert(0, os.getcwd())  # noqa: PTH109

import pyarrow as pa

from vmi.facts.store import FactStore


def lines() -> pa.RecordBatch:
    """Five lines, made without Django: a child starts as quickly as it can."""
    days = pa.array([date(2026, 1, 1)] * 5)
    numbers = pa.array(range(1, 6))
    return pa.RecordBatch.from_arrays(
        [numbers, numbers, numbers, days, days],
        ["line", "product_id", "location_id", "first_day", "last_day"],
    )


def append(uri: str, number: int, wait: int) -> None:
    os.read(wait, 1)
    store, batches = FactStore(uri), [lines()]
    shared = store.append_once(1, 7, batches)
    store.append_once(100 + number, 7, batches)
    os.write(1, b"already\n" if shared.already_there else b"wrote\n")


def main(uri: str, processes: int) -> int:
    """Forked before anything is opened, and all let go at the same moment."""
    wait, go = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            try:
                append(uri, number, wait)
            except BaseException:  # noqa: BLE001  (the parent has to learn of whatever it was)
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    os.write(go, b"!" * processes)
    return max(os.waitpid(child, 0)[1] for child in children) and 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
