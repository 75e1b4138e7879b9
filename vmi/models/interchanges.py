"""The ledger of EDI interchanges: what came, what was answered, and which numbers are used."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned
from vmi.models.documents import ReportDocument


class Interchange(PartnerOwned):
    """One interchange of a partner's document, with the syntax verdict on it and our acknowledgement."""

    class State(models.TextChoices):
        # Claimed by a document that is still being read.
        TAKEN = "taken", _("being read")
        SETTLED = "settled", _("taken")
        # The very same interchange came before, in another file.
        RESENT = "resent", _("sent again")
        # Its control number was used before, with other content.
        REUSED = "reused", _("refused: number used before")

    document = models.ForeignKey(
        ReportDocument, on_delete=models.PROTECT, related_name="interchanges"
    )
    position = models.PositiveIntegerField()
    standard = models.CharField(max_length=8)
    sender = models.CharField(_("sender"), max_length=60, blank=True)
    sender_qualifier = models.CharField(max_length=8, blank=True)
    receiver = models.CharField(_("receiver"), max_length=60, blank=True)
    receiver_qualifier = models.CharField(max_length=8, blank=True)
    control_number = models.CharField(_("control number"), max_length=35, blank=True)
    version = models.CharField(max_length=20, blank=True)
    is_test = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    kinds = models.JSONField(_("messages"), default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TAKEN)
    # The interchange that took the number, for one that was sent again or refused.
    first = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later")
    acceptance = models.CharField(max_length=1, blank=True)
    # Groups, messages and problems: vmi.formats.edi.shape.GroupRead as JSON.
    groups = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    acknowledgement = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = _("interchange")
        verbose_name_plural = _("interchanges")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="an_interchange_has_one_row_per_document"
            ),
            models.UniqueConstraint(
                fields=["partner", "standard", "sender_qualifier", "sender", "control_number"],
                condition=models.Q(state__in=["taken", "settled"]) & ~models.Q(control_number=""),
                name="a_control_number_is_taken_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.control_number}"


class ControlNumber(PartnerOwned):
    """The last control number that we gave to a partner, in one standard."""

    standard = models.CharField(max_length=8)
    last = models.PositiveBigIntegerField(default=0)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("control number")
        verbose_name_plural = _("control numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "standard"], name="one_counter_per_partner_and_standard"
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.last}"
