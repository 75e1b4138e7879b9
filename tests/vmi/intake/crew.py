"""Runs in a process of its own: forks workers on the database of a test, some of which die at a chosen moment.

A worker with `killed_at` is killed a random while after it has begun so many steps of its reading, wherever it is then.

Waves follow each other; the jobs of a wave run at the same time. Nothing here opens the facts before it
forks, as their threads would not live on in a child.
"""

import io
import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.tenancy import active, system_scope_for
from portal.kernel.events import unheard
from tests.vmi.formats.edi_answers import group, message, x12_read
from vmi.actions import admit_interchanges as admitting
from vmi.actions import read_report as reading
from vmi.actions import release_parked_lines as releasing
from vmi.actions.map_code import map_product_code
from vmi.actions.receive_report import receive_report
from vmi.actions.resume_intake import resume_intake
from vmi.actions.settle_interchanges import settle_interchanges
from vmi.actions.streams import FactWriter
from vmi.events import DocumentReceived
from vmi.formats.edi.shape import InterchangeHead
from vmi.models import ReportDocument
from vmi.selectors.scopes import scope_for_work

DIED = 9


def main() -> None:
    """Orders come in, exit codes go out, both as JSON."""
    json.dump(carry_out(json.load(sys.stdin)), sys.stdout)


def carry_out(orders: dict[str, Any]) -> list[list[int]]:
    settings.FACTS_URI = orders["facts"]
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": orders["documents"], "base_url": None},
        },
    }
    return [run_wave(jobs) for jobs in orders["waves"]]


def run_wave(jobs: list[dict[str, Any]]) -> list[int]:
    start = time.time() + 0.2
    workers = [fork(job, start) for job in jobs]
    return [os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) for worker in workers]


def fork(job: dict[str, Any], start: float) -> int:
    worker = os.fork()
    if worker:
        return worker
    code = 1
    try:
        time.sleep(max(0.0, start - time.time()))
        work(job)
        code = 0
    except BaseException:  # noqa: BLE001  (the exit code tells it)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def work(job: dict[str, Any]) -> None:
    if job.get("die_at"):
        MOMENTS[job["die_at"]]()
    if job.get("killed_at"):
        dawdle(job["killed_at"], random.Random(job["seed"]))  # noqa: S311  (no secret)
    JOBS.get(job["do"], post)(job)
    if job.get("killed_at") in begun:
        # The blow may be late.
        time.sleep(60)


def resume(_job: dict[str, Any]) -> None:
    resume_intake(system_scope_for("resume"))


def release(job: dict[str, Any]) -> None:
    releasing.release_parked_lines(scope_for_work(job["partner"], "test"), job["partner"])


def map_code(job: dict[str, Any]) -> None:
    # What is mapped is released at once, as tasks run at once in tests.
    scope = scope_for_work(job["partner"], "test")
    map_product_code(scope, job["partner"], job["code"], job["product"])


def read(job: dict[str, Any]) -> None:
    reading.read_report(scope_for_work(job["partner"], "test"), job["document"])


def post(job: dict[str, Any]) -> None:
    """Receive and read; with `heads` only their interchanges are taken, or settled too."""
    scope = scope_for_work(job["partner"], "test")
    content = io.BytesIO(job["content"].encode())
    # Nobody else reads it meanwhile and lets go of what is taken here.
    with unheard(DocumentReceived):
        receipt = receive_report(
            scope, job["partner"], content, filename="report.csv", door="shell"
        )
    if "heads" in job:
        heads = [InterchangeHead(**head) for head in job["heads"]]
        with active(scope):
            take_interchanges(ReportDocument.objects.get(pk=receipt.document_id), job["do"], heads)
        return
    document = reading.read_report(scope, receipt.document_id)
    if document.state not in {"posted", "partly", "parked"}:
        raise AssertionError(document.state)


JOBS: dict[str, Callable[[dict[str, Any]], None]] = {
    "release": release,
    "map": map_code,
    "read": read,
    "resume": resume,
}


def take_interchanges(document: ReportDocument, do: str, heads: list[InterchangeHead]) -> None:
    admitting.admit_interchanges(document, heads)
    if do == "settle":
        with transaction.atomic():
            settle_interchanges(document, [x12_read(group(message()), head=head) for head in heads])


def dawdle(killed_at: int, chance: random.Random) -> None:
    """Sleep a little before and after every step of reading; at the one of this number the last moment is drawn."""
    for place, name in STEPS:
        setattr(place, name, slowed(getattr(place, name), killed_at, chance))


def slowed(step: Callable[..., Any], killed_at: int, chance: random.Random) -> Callable[..., Any]:
    def slowly(*args: Any, **kwargs: Any) -> Any:
        begun.append(len(begun) + 1)
        if begun[-1] == killed_at:
            blow = (os.getpid(), signal.SIGKILL)
            threading.Timer(chance.uniform(0, 0.3), os.kill, blow).start()
        time.sleep(chance.uniform(0, 0.1))
        done = step(*args, **kwargs)
        time.sleep(chance.uniform(0, 0.1))
        return done

    return slowly


def die(*_args: Any, **_kwargs: Any) -> None:
    os._exit(DIED)


def after(module: Any, name: str) -> Callable[[], None]:
    """Die as soon as the function has done its work."""

    def arrange() -> None:
        done = getattr(module, name)

        def work_and_die(*args: Any, **kwargs: Any) -> None:
            done(*args, **kwargs)
            die()

        setattr(module, name, work_and_die)

    return arrange


def instead_of(module: Any, name: str) -> Callable[[], None]:
    return lambda: setattr(module, name, die)


# The numbers of the steps that this worker has begun.
begun: list[int] = []
STEPS: list[tuple[Any, str]] = [
    *((reading, "sweep_discarded_lines"), (reading, "chosen_reading"), (reading, "begin_posting")),
    *((reading, "admit_interchanges"), (reading, "sort_batch"), (reading, "keep_lines")),
    *((FactWriter, "write"), (FactWriter, "finish"), (reading, "write_outcome")),
    *((reading, "make_current"), (reading, "settle_interchanges"), (reading, "replace_earlier")),
]
MOMENTS: dict[str, Callable[[], None]] = {
    "admitted": after(admitting, "admit_interchanges"),
    "claimed": instead_of(reading, "chosen_reading"),
    "posting begun": after(reading, "begin_posting"),
    "lines kept": after(reading, "keep_lines"),
    "rows half written": after(FactWriter, "write"),
    "rows written": after(FactWriter, "finish"),
    "nearly settled": after(reading, "replace_earlier"),
    "settled": after(reading, "_settle"),
    "release begun": after(releasing, "_tie"),
    "release written": after(FactWriter, "finish"),
    "release nearly settled": after(releasing, "replace_earlier"),
}
