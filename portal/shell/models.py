"""What the roof itself keeps: which periodic jobs were begun for which moment."""

from django.db import models


class JobSlot(models.Model):
    """A job was begun for this moment. Whoever adds the row begins it, so each runs once.

    Shared model: it tells when work was done, and nothing of anybody's.
    """

    job = models.CharField(max_length=60)
    slot = models.DateTimeField()
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["-slot"]
        constraints = [
            models.UniqueConstraint(fields=["job", "slot"], name="a_job_is_begun_once_a_slot")
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.slot:%Y-%m-%d %H:%M}"
