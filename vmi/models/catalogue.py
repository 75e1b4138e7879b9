"""Master data: products, the codes that partners call them by, and places."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned


class Supplier(models.Model):
    """Who makes a product: us, or a competitor whose lines partners share."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    is_us = models.BooleanField(_("us"), default=False)
    # By this moment, and by how many there are, readers know that names have changed.
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints = [
            models.UniqueConstraint(
                fields=["is_us"], condition=models.Q(is_us=True), name="only_one_supplier_is_us"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """One thing that is sold, ours or a competitor's. Shared: the catalogue is the same for all."""

    code = models.CharField(_("our code"), max_length=60, unique=True)
    gtin = models.CharField(
        "GTIN", max_length=14, blank=True, db_index=True, help_text=_("14 digits, zeros in front.")
    )
    name = models.CharField(_("name"), max_length=300)
    name_zh = models.CharField(_("Chinese name"), max_length=300, blank=True)
    category = models.CharField(_("category"), max_length=120, blank=True)
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    supplier = models.ForeignKey(
        Supplier, verbose_name=_("supplier"), on_delete=models.PROTECT, related_name="products"
    )
    segment_code = models.CharField(_("segment"), max_length=40, blank=True)
    unit = models.CharField(_("unit"), max_length=12, default="each")
    pack_size = models.PositiveIntegerField(_("pack size"), default=1)
    pallet_size = models.PositiveIntegerField(_("pallet size"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return f"{self.code} {self.display_name}"

    @property
    def display_name(self) -> str:
        """The name in the reader's language."""
        return (
            self.name_zh if self.name_zh and (get_language() or "").startswith("zh") else self.name
        )


class PartnerCode(PartnerOwned):
    """What is common to the codes that a partner calls things by: valid from and to, both days included."""

    code = models.CharField(_("partner's code"), max_length=120)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(PartnerOwned.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.code


class ProductCode(PartnerCode):
    """A product as one partner calls it, for a time: partners use codes again for other things."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta(PartnerOwned.Meta):
        verbose_name = _("product code")
        verbose_name_plural = _("product codes")
        indexes = [models.Index(fields=["partner", "code"])]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "code", "valid_from"], name="one_product_per_code_and_start"
            ),
            models.UniqueConstraint(
                fields=["partner", "code"],
                condition=models.Q(valid_from__isnull=True),
                name="one_product_per_code_without_start",
            ),
        ]


class LocationKind(models.TextChoices):
    STORE = "store", _("store")
    DISTRIBUTION_CENTRE = "dc", _("distribution centre")
    PLANT = "plant", _("plant")


class Location(PartnerOwned):
    """One place of a partner: a store, a distribution centre or a plant."""

    code = models.CharField(_("code"), max_length=120)
    gln = models.CharField("GLN", max_length=13, blank=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=10, choices=LocationKind.choices, default=LocationKind.STORE
    )
    region = models.CharField(_("region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta(PartnerOwned.Meta):
        ordering = ["code"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "code"], name="one_place_per_partner_and_code"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.code


class LocationCode(PartnerCode):
    """Another code that a partner uses for one of its places, for a time."""

    location = models.ForeignKey(
        Location, verbose_name=_("place"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta(PartnerOwned.Meta):
        verbose_name = _("place code")
        verbose_name_plural = _("place codes")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "code", "valid_from"], name="one_place_per_code_and_start"
            ),
            models.UniqueConstraint(
                fields=["partner", "code"],
                condition=models.Q(valid_from__isnull=True),
                name="one_place_per_code_without_start",
            ),
        ]


class MappingKey(PartnerOwned):
    """An idempotency key of a request that mapped codes: with the same key only the same request is taken again."""

    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = _("mapping key")
        verbose_name_plural = _("mapping keys")
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="a_mapping_key_is_used_once")
        ]

    def __str__(self) -> str:
        return self.key


class LeadTime(PartnerOwned):
    """How many days a product takes from our order to a partner; no product means all of them."""

    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta(PartnerOwned.Meta):
        verbose_name = _("lead time")
        verbose_name_plural = _("lead times")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "product"], name="one_lead_time_per_product"
            ),
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(product__isnull=True),
                name="one_general_lead_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.days)
