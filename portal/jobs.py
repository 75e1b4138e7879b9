"""The one table of periodic work: which task runs how often."""

from datetime import time, timedelta
from typing import Final

from portal.shell.schedule import Job
from portal.shell.tasks import forget_old_results
from vmi.tasks import resume_reports, sweep_staged_files, tidy_up, watch_every_feed

JOBS: Final = (
    Job("resume_reports", resume_reports, every=timedelta(minutes=5)),
    Job("sweep_staged_files", sweep_staged_files, every=timedelta(hours=1)),
    Job("watch_every_feed", watch_every_feed, every=timedelta(minutes=15)),
    Job("tidy_up", tidy_up, at=time(3, 20)),
    Job("forget_old_results", forget_old_results, at=time(3, 40)),
)
