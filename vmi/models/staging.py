"""Files that a partner's system brings in pieces before it says: now read this."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned
from vmi.models.documents import ReportDocument


def staging_storage() -> FileSystemStorage:
    """Where half files wait; every web process must see the same folder, as pieces are added in place."""
    return FileSystemStorage(location=settings.STAGING_FOLDER, base_url=None)


class StagedFile(PartnerOwned):
    """A file announced, then put to an address of its own, then submitted as a report; gone when it expires.

    `received` are the bytes of whole pieces. The token is worked out from the portal's secret, so
    that a repeated announcement is answered alike and nothing that opens the address is kept.
    """

    public_id = models.UUIDField(unique=True, editable=False)
    key = models.CharField(max_length=255)
    filename = models.CharField(_("file"), max_length=255, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    # What the sender said; empty when nothing was said. The other is what we counted.
    announced_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    received = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    completed_at = models.DateTimeField(null=True)
    document = models.ForeignKey(
        ReportDocument, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(PartnerOwned.Meta):
        verbose_name = _("staged file")
        verbose_name_plural = _("staged files")
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="a_file_is_announced_once")
        ]

    def __str__(self) -> str:
        return f"{self.filename} {self.received}/{self.size}"

    @property
    def stored_name(self) -> str:
        """Its name in the storage, which nobody outside had a say in."""
        return f"{self.partner_id}/{self.public_id.hex}"

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None
