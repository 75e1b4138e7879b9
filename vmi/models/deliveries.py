"""Documents brought by the drop folder or by mail, and what their senders were answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned
from vmi.models.documents import ReportDocument


class Delivery(PartnerOwned):
    """One time that a document was brought; the same document brought again is another delivery.

    `reference` tells deliveries apart at their door, so that one taken up twice, after a crash or by two
    watchers, is answered once. `told_state` is the state of the document that the sender was told last.
    """

    document = models.ForeignKey(
        ReportDocument, on_delete=models.PROTECT, related_name="deliveries"
    )
    door = models.CharField(max_length=10, choices=ReportDocument.Door.choices)
    reference = models.CharField(max_length=255)
    filename = models.CharField(_("file"), max_length=255, blank=True)
    # Mail only: whom to answer, in which thread and language; no address means no answer.
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    thread = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=10, blank=True)
    brought_at = models.DateTimeField()
    told_state = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField(null=True)
    # Who writes an answer now has it to himself until this moment.
    answering_until = models.DateTimeField(null=True)
    is_done = models.BooleanField(default=False)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "door", "reference"], name="a_delivery_is_taken_once"
            )
        ]
        indexes = [models.Index(fields=["door", "is_done"])]

    def __str__(self) -> str:
        return f"{self.door} {self.reference}"


class MailAddress(PartnerOwned):
    """An address that a partner's system sends reports from; people of the partner need none here.

    With a token, of which only a hash is kept, mail of the partner counts only when it is addressed to it.
    """

    address = models.EmailField(_("e-mail address"), unique=True)
    token_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta(PartnerOwned.Meta):
        verbose_name = _("sender's address")
        verbose_name_plural = _("senders' addresses")

    def __str__(self) -> str:
        return self.address
