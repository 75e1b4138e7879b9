"""Segments of the market, and who buys how much from whom in them."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned


class Segment(models.Model):
    """A part of the market; segments form a tree. Shared: the market is the same for all."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return (
            self.name_zh if self.name_zh and (get_language() or "").startswith("zh") else self.name
        )


class Confidence(models.TextChoices):
    """How a figure is known. The first two count as known, the last as estimated."""

    DECLARED = "declared", _("declared by the partner")
    DERIVED = "derived", _("derived from activity reports")
    ESTIMATED = "estimated", _("estimated")


class MarketFigure(PartnerOwned):
    """What demand and supply figures share: account, segment, period (both days included), source, confidence."""

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=12, default="each")
    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("as of"))
    confidence = models.CharField(_("how it is known"), max_length=10, choices=Confidence.choices)

    class Meta(PartnerOwned.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.partner_id}/{self.segment_id} {self.first_day}–{self.last_day}"


class DemandFigure(MarketFigure):
    """The whole volume an account buys in a segment and period, from anyone."""

    class Meta(PartnerOwned.Meta):
        verbose_name = _("demand figure")
        verbose_name_plural = _("demand figures")
        indexes = [models.Index(fields=["partner", "segment", "first_day"])]


class SupplierKind(models.TextChoices):
    COMPETITOR = "competitor", _("competitor")
    SELF_MADE = "self_made", _("made by the account itself")


class SupplyFigure(MarketFigure):
    """What somebody else than us supplies of that demand. Our own part is never typed: it comes from orders."""

    kind = models.CharField(_("what supplies it"), max_length=12, choices=SupplierKind.choices)
    supplier_name = models.CharField(_("supplier"), max_length=120, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("supply figure")
        verbose_name_plural = _("supply figures")
        indexes = [models.Index(fields=["partner", "segment", "first_day"])]
