"""Periodic jobs: when they are due, and that each is begun once for its moment."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import get_default_timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from portal.jobs import JOBS
from portal.shell.actions.begin_due_jobs import begin_due_jobs
from portal.shell.models import JobSlot
from portal.shell.schedule import Job

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 5, 11, 12, 7, tzinfo=SHANGHAI)
# Hypothesis wants the ends without a zone.
FROM, UNTIL = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2024, 2027))


@dataclass
class Noted:
    """A task that only notes that it was enqueued."""

    module_path: str = "tests.noted"
    times: list[int] = field(default_factory=list)

    def enqueue(self) -> None:
        self.times.append(1)


def quarter(task: Noted) -> Job:
    return Job("quarter", task, every=timedelta(minutes=15))


def test_a_job_is_due_at_every_stroke_of_its_distance():
    assert quarter(Noted()).slot(NOON, SHANGHAI) == datetime(2026, 5, 11, 12, 0, tzinfo=SHANGHAI)


def test_a_job_is_due_at_the_very_stroke():
    stroke = datetime(2026, 5, 11, 12, 15, tzinfo=SHANGHAI)

    assert quarter(Noted()).slot(stroke, SHANGHAI) == stroke


def test_a_daily_job_is_due_at_its_hour_of_the_portals_time_zone():
    nightly = Job("nightly", Noted(), at=time(3, 20))

    assert nightly.slot(NOON, SHANGHAI) == datetime(2026, 5, 11, 3, 20, tzinfo=SHANGHAI)
    before = datetime(2026, 5, 11, 3, 19, tzinfo=SHANGHAI)
    assert nightly.slot(before, SHANGHAI) == datetime(2026, 5, 10, 3, 20, tzinfo=SHANGHAI)


def test_a_job_says_one_of_the_two():
    with pytest.raises(ValueError, match="every so often"):
        Job("both", Noted(), every=timedelta(hours=1), at=time(3))
    with pytest.raises(ValueError, match="divides a day"):
        Job("odd", Noted(), every=timedelta(minutes=7))


@given(st.datetimes(timezones=st.just(UTC), min_value=FROM, max_value=UNTIL), st.integers(0, 23))
def test_the_newest_moment_is_not_ahead_and_no_older_than_the_distance(now, hour):
    often = quarter(Noted()).slot(now, SHANGHAI)
    daily = Job("nightly", Noted(), at=time(hour)).slot(now, SHANGHAI)

    assert timedelta(0) <= now - often < timedelta(minutes=15)
    assert timedelta(0) <= now - daily < timedelta(days=1)


@pytest.mark.django_db
def test_a_job_is_begun_once_for_its_moment():
    task = Noted()

    begun = [begin_due_jobs([quarter(task)], NOON + timedelta(minutes=step)) for step in range(9)]

    # 12:07 to 12:15: the moments are 12:00 and 12:15.
    assert begun == [("quarter",), *[()] * 7, ("quarter",)]
    assert len(task.times) == 2


@pytest.mark.django_db
def test_what_was_missed_in_a_pause_is_done_once():
    task = Noted()
    begin_due_jobs([quarter(task)], NOON)

    begin_due_jobs([quarter(task)], NOON + timedelta(days=3))

    assert len(task.times) == 2


@pytest.mark.django_db
def test_a_daily_job_waits_for_its_first_hour_and_is_caught_up_after_a_pause():
    task = Noted()
    nightly = Job("nightly", task, at=time(3, 20))

    assert begin_due_jobs([nightly], NOON) == ()
    assert begin_due_jobs([nightly], NOON + timedelta(hours=23)) == ("nightly",)
    assert begin_due_jobs([nightly], NOON + timedelta(days=4)) == ("nightly",)
    assert len(task.times) == 2


@pytest.mark.django_db
def test_a_task_that_still_waits_for_a_worker_is_not_enqueued_again():
    task = Noted()
    DBTaskResult.objects.create(
        task_path=task.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        queue_name="default",
        priority=0,
        run_after=NOON,
    )

    assert begin_due_jobs([quarter(task)], NOON) == ()
    assert task.times == []


@pytest.mark.django_db
def test_a_task_that_can_not_be_enqueued_is_tried_again():
    class Broken(Noted):
        def enqueue(self) -> None:
            raise OSError("no queue")

    with pytest.raises(OSError, match="no queue"):
        begin_due_jobs([quarter(Broken())], NOON)

    assert JobSlot.objects.count() == 0


@pytest.mark.django_db
def test_moments_of_long_ago_are_forgotten():
    JobSlot.objects.create(job="quarter", slot=NOON - timedelta(days=60), begun_at=NOON)

    begin_due_jobs([quarter(Noted())], NOON)

    assert [slot.slot for slot in JobSlot.objects.all()] == [NOON.replace(minute=0)]


@pytest.mark.django_db(transaction=True)
def test_machines_that_look_at_the_same_moment_begin_it_once():
    task, start = Noted(), Barrier(6)

    def look() -> None:
        start.wait()
        try:
            begin_due_jobs([quarter(task)], NOON)
        finally:
            connection.close()

    machines = [Thread(target=look) for _ in range(6)]
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.join()

    assert len(task.times) == 1


@pytest.mark.django_db
def test_every_job_of_the_portal_runs(monkeypatch, capsys):
    JobSlot.objects.bulk_create(
        JobSlot(job=job.name, slot=NOON - timedelta(days=900), begun_at=NOON) for job in JOBS
    )

    call_command("schedule", once=True)
    call_command("schedule", once=True)

    assert capsys.readouterr().out.split() == [job.name for job in JOBS]
    assert [job.name for job in JOBS] == [
        "resume_reports",
        "sweep_staged_files",
        "watch_every_feed",
        "tidy_up",
        "forget_old_results",
    ]
    assert get_default_timezone() == SHANGHAI


def test_the_jobs_are_listed_with_their_times(capsys):
    call_command("schedule", list=True)

    assert "watch_every_feed         every 0:15:00" in capsys.readouterr().out
