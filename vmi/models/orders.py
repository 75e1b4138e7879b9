"""Orders that partners placed with us."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned
from vmi.models.catalogue import Location, Product


class Order(PartnerOwned):
    """One order of a partner: as our order system knows it, or as the partner's own `document` said."""

    document = models.ForeignKey(
        "ReportDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    number = models.CharField(_("number"), max_length=60)
    ordered_on = models.DateField(_("ordered"), db_index=True)
    wanted_on = models.DateField(_("wanted"), null=True, blank=True)
    promised_on = models.DateField(_("promised"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    ship_to = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    currency = models.CharField(_("currency"), max_length=3)

    class Meta(PartnerOwned.Meta):
        ordering = ["-ordered_on", "number"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="one_order_per_number")
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(PartnerOwned):
    """One product of an order; `amount` is its net value in the order's currency, None when no price was said."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=3)
    delivered_quantity = models.DecimalField(
        _("delivered"), max_digits=18, decimal_places=3, null=True
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=4, null=True)
    # The line of the document that it came from.
    line = models.PositiveBigIntegerField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")

    def __str__(self) -> str:
        return f"{self.order_id}/{self.product_id}"
