"""Where the lines are drawn: what makes a key account, and how the matrix is cut."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Thresholds(models.Model):
    """The firm's settings for key accounts, one row at most; without it the defaults hold. Shared."""

    key_account_revenue = models.DecimalField(
        _("yearly revenue that makes a key account"),
        max_digits=18,
        decimal_places=2,
        default=Decimal(5_000_000),
    )
    share_line = models.DecimalField(
        _("share of wallet from which we defend"),
        max_digits=5,
        decimal_places=4,
        default=Decimal("0.5"),
    )
    value_line = models.DecimalField(
        _("value from which an account is large"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: the average of all accounts."),
    )
    deepen_above = models.DecimalField(
        _("our share of a segment above which we deepen"),
        max_digits=5,
        decimal_places=4,
        default=Decimal("0.3333"),
    )

    class Meta:
        verbose_name = _("thresholds")
        verbose_name_plural = _("thresholds")

    def __str__(self) -> str:
        return str(_("thresholds"))
