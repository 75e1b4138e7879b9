"""Machine clients: a partner's systems, and the keys they present."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned


class MachineClient(PartnerOwned):
    """One system of a partner with one key, of which only a hash is kept.

    `key_prefix` is the readable start of the key, so that people can tell keys apart.
    """

    name = models.CharField(_("name"), max_length=120)
    key_prefix = models.CharField(_("key starts with"), max_length=16)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("machine client")
        verbose_name_plural = _("machine clients")

    def __str__(self) -> str:
        return self.name
