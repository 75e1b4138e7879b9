"""Background work of the roof itself."""

from django.core.management import call_command
from django_tasks import task

_KEPT_DAYS = 14


@task()
def forget_old_results() -> None:
    """Drop the results of tasks that ended two weeks ago; failed ones too, they are in the log."""
    call_command("prune_db_task_results", min_age_days=_KEPT_DAYS, queue_name="*", verbosity=0)
