"""Files that a partner tries before a feed goes live: read and judged, never posted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned
from vmi.models.documents import document_storage
from vmi.models.feeds import Feed


class FeedSample(PartnerOwned):
    """One file on trial. What it would do is asked anew each time that its page is opened."""

    filename = models.CharField(_("file"), max_length=255, blank=True)
    content = models.FileField(storage=document_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    # vmi.formats.shape.Reading as JSON, where a person said something of this one file.
    reading = models.JSONField(default=dict)
    sent_by = models.CharField(_("sent by"), max_length=200)
    sent_at = models.DateTimeField(_("sent"))
    # How it did when its feed went live, from 0 to 100.
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    # The feed that went live with it.
    feed = models.ForeignKey(
        Feed, null=True, blank=True, on_delete=models.SET_NULL, related_name="samples"
    )

    class Meta(PartnerOwned.Meta):
        ordering = ["-sent_at", "-id"]
        verbose_name = _("file on trial")
        verbose_name_plural = _("files on trial")
        constraints = [
            models.UniqueConstraint(fields=["partner", "sha256"], name="a_sample_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.filename or f"{self.pk}"
