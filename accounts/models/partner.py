"""Partners: the organisations that the manufacturer works with, alone or in groups."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ScopedManager


class PartnerKind(models.TextChoices):
    BRAND_OWNER = "brand_owner", _("brand owner")
    RETAILER = "retailer", _("retailer")
    DISTRIBUTOR = "distributor", _("distributor")
    GROUP = "group", _("group")


class PartnerManager(ScopedManager["Partner"]):
    """A partner is in scope when it is one of the scope's partners itself."""

    partner_path = "id"


class Partner(models.Model):
    """One organisation. A group is a partner too: the parent that figures roll up to."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    gln = models.CharField(_("GLN"), max_length=13, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # Invented for a demonstration; said wherever the partner's figures are shown.
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    # Wagtail's index of references is kept by a task that knows no scope.
    wagtail_reference_index_ignore = True
    objects: ClassVar[ScopedManager[Self]] = PartnerManager()  # type: ignore[assignment]

    class Meta:
        base_manager_name = "objects"
        ordering = ["code"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return self.display_name

    @property
    def partner_id(self) -> int | None:
        """Its own id, so that the wall treats it like the rows it owns."""
        return self.pk

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return (
            self.name_zh if self.name_zh and (get_language() or "").startswith("zh") else self.name
        )
