"""What looks wrong in lines that were read, and what the partner put right."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.tenancy import PartnerOwned
from vmi.models.catalogue import Location, Product
from vmi.models.documents import ReportDocument


class Finding(PartnerOwned):
    """One thing about one line that its sender should look at; the line counts all the same."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "open")
        CORRECTED = "corrected", _("corrected")
        CONFIRMED = "confirmed", _("right as it is")
        # A later report replaced the line, or a new reading no longer finds it.
        OVER = "over", _("no longer so")

    document = models.ForeignKey(ReportDocument, on_delete=models.CASCADE, related_name="findings")
    line = models.PositiveBigIntegerField(_("line"))
    # A code of vmi.rules: line_checks, balance, outliers.
    kind = models.CharField(_("kind"), max_length=40)
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, null=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"), null=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    value = models.CharField(_("value"), max_length=255, blank=True)
    expected = models.CharField(_("expected"), max_length=255, blank=True)
    # The line's fields as they were read, as texts; empty where only the facts have them.
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField(_("found"))
    settled_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-found_at", "document_id", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "line", "kind", "field"], name="a_thing_is_found_once"
            )
        ]
        indexes = [
            models.Index(fields=["partner", "state", "kind"]),
            models.Index(fields=["document", "state", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}:{self.line} {self.kind}"


class FindingCount(PartnerOwned):
    """How many findings of a kind a document has, beyond those that are kept; without a kind: its lines with any."""

    document = models.ForeignKey(
        ReportDocument, on_delete=models.CASCADE, related_name="finding_counts"
    )
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    lines = models.PositiveBigIntegerField(_("lines"))

    class Meta(PartnerOwned.Meta):
        verbose_name = _("number of findings")
        verbose_name_plural = _("numbers of findings")
        constraints = [
            models.UniqueConstraint(fields=["document", "kind"], name="a_kind_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind}: {self.lines}"


class LineCorrection(PartnerOwned):
    """What a person put in place of a line's values, with the reason; the document is then read again."""

    document = models.ForeignKey(
        ReportDocument, on_delete=models.CASCADE, related_name="corrections"
    )
    line = models.PositiveBigIntegerField(_("line"))
    # Field → text, as vmi.formats.shape names and cells write them; None takes the value away.
    values = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=500)
    corrected_by = models.CharField(max_length=200)
    corrected_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["document_id", "line", "-corrected_at"]

    def __str__(self) -> str:
        return f"{self.document_id}:{self.line}"
