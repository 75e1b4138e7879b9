"""Puts periodic jobs into the queue, each once for each moment that it is due for, on however many machines."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Final

from django.db import transaction
from django.utils.timezone import get_default_timezone
from django_tasks_db.models import DBTaskResult

from portal.shell.models import JobSlot
from portal.shell.schedule import Job

_SLOTS_KEPT: Final = timedelta(days=40)
_WAITING: Final = "READY"


def begin_due_jobs(
    jobs: Iterable[Job], now: datetime, *, zone: tzinfo | None = None
) -> tuple[str, ...]:
    """Enqueue every job that is due and was not begun for its moment; the names of those begun here.

    The row of the moment and the task are written together: a process that dies between leaves
    neither, and another one does it. A daily job is not caught up on a portal that never ran it.
    """
    place = zone or get_default_timezone()
    return tuple(job.name for job in jobs if _begin(job, job.slot(now, place), now))


def _begin(job: Job, slot: datetime, now: datetime) -> bool:
    if JobSlot.objects.filter(job=job.name, slot=slot).exists():
        return False
    with transaction.atomic():
        is_new_here = job.is_daily and not JobSlot.objects.filter(job=job.name).exists()
        # Of several processes that get here together, the unique constraint lets one through.
        _row, is_first = JobSlot.objects.get_or_create(
            job=job.name, slot=slot, defaults={"begun_at": now}
        )
        if not is_first or is_new_here or _waits(job):
            return False
        job.enqueue()
        JobSlot.objects.filter(job=job.name, slot__lt=slot - _SLOTS_KEPT).delete()
    return True


def _waits(job: Job) -> bool:
    """Whether the last one has not been begun by a worker: two in the queue do no more than one."""
    rows = DBTaskResult.objects.filter(task_path=job.task.module_path, status=_WAITING)
    return bool(rows.exists())
