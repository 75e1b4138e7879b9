"""The ledger of EDI interchanges: what came, what was answered, and which numbers are used."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned
from vmi.models.documents import ReportDocument


class Interchange(PartnerOwned):
    """One interchange of a partner's document, with the syntax verdict on it and our acknowledgement.

    What became of its lines is the document's affair; syntax alone is judged and answered here.
    """

    class State(models.TextChoices):
        # Its number is taken by a document that is still being read.
        TAKEN = "taken", _("being read")
        SETTLED = "settled", _("taken")
        # Nothing of it could be taken: the number is free again for the corrected one.
        REJECTED = "rejected", _("rejected")
        # The very same interchange came before, in another file or place of it.
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
    # vmi.rules.running_numbers: how often the sender's numbers had rolled over, and where it stands in line.
    cycle = models.PositiveIntegerField(default=0)
    sequence = models.PositiveBigIntegerField(null=True)
    version = models.CharField(max_length=20, blank=True)
    is_test = models.BooleanField(default=False)
    is_enveloped = models.BooleanField(default=True)
    is_acknowledgement = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    kinds = models.JSONField(_("messages"), default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TAKEN)
    # The interchange that took the number, for one that was sent again or refused.
    first = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later")
    acceptance = models.CharField(max_length=1, blank=True)
    # Groups, messages and problems, as vmi.formats.edi.keeping writes them; the counts are of all.
    groups = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    message_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    lines = models.PositiveBigIntegerField(default=0)
    # Our answer byte for byte; once given it is never another.
    acknowledgement = models.BinaryField(null=True)
    answer_kinds = models.CharField(max_length=20, blank=True)
    answer_number = models.CharField(max_length=14, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    received_at = models.DateTimeField(_("received"))

    class Meta(PartnerOwned.Meta):
        verbose_name = _("interchange")
        verbose_name_plural = _("interchanges")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="an_interchange_has_one_row_per_document"
            ),
            models.UniqueConstraint(
                fields=[
                    *("partner", "standard", "sender_qualifier", "sender"),
                    *("control_number", "cycle"),
                ],
                condition=models.Q(state__in=["taken", "settled"], is_enveloped=True)
                & ~models.Q(control_number=""),
                name="a_control_number_is_taken_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["partner", "standard", "sender_qualifier", "sender", "sequence"],
                name="numbers_of_a_sender",
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.control_number}"


class ControlNumber(PartnerOwned):
    """The last number that we gave an answer to a partner, in one standard."""

    class Kind(models.TextChoices):
        INTERCHANGE = "interchange", _("interchange")
        GROUP = "group", _("functional group")

    standard = models.CharField(max_length=8)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INTERCHANGE)
    last = models.PositiveBigIntegerField(default=0)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("control number")
        verbose_name_plural = _("control numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "standard", "kind"], name="one_counter_per_partner_and_standard"
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.last}"
