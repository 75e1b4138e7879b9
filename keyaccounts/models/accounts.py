"""Key accounts, the people there, visits, promises and complaints."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.tenancy import PartnerOwned
from keyaccounts.models.segments import Segment


class Account(PartnerOwned):
    """The key-account side of a partner: one account each. Internal; partners never see it."""

    class Standing(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("key account")
        ORDINARY = "ordinary", _("ordinary")

    class Line(models.TextChoices):
        FIRST_LINE = "first_line", _("first-line brand")
        SECOND_LINE = "second_line", _("second-line brand")
        FOREIGN = "foreign", _("foreign")

    class Stage(models.TextChoices):
        VENDOR = "vendor", _("vendor")
        PREFERRED = "preferred", _("preferred supplier")
        PARTNER = "partner", _("trusted partner")
        ALLY = "ally", _("strategic ally")

    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing.choices, default=Standing.ORDINARY
    )
    line = models.CharField(_("brand line"), max_length=12, choices=Line.choices, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.VENDOR)
    is_influential = models.BooleanField(_("influential in its industry"), default=False)
    target_share = models.DecimalField(
        _("target share"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    receivable_days = models.PositiveSmallIntegerField(_("receivable days"), null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(fields=["partner"], name="one_account_per_partner")]

    def __str__(self) -> str:
        return str(self.partner)


class AccountSegment(PartnerOwned):
    """A segment that an account buys in; `price` is our usual price for one unit there."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="segments")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+")
    price = models.DecimalField(
        _("our price"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")

    class Meta(PartnerOwned.Meta):
        verbose_name = _("account's segment")
        verbose_name_plural = _("account's segments")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "segment"], name="an_account_is_in_a_segment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.segment_id}"


class Contact(PartnerOwned):
    """A person at the account: what one colleague learned, the next one sees."""

    class Attitude(models.TextChoices):
        SPONSOR = "sponsor", _("sponsor")
        FAVOURABLE = "favourable", _("favourable")
        NEUTRAL = "neutral", _("neutral")
        SCEPTICAL = "sceptical", _("sceptical")

    class Influence(models.TextChoices):
        DECIDES = "decides", _("decides")
        ADVISES = "advises", _("advises")
        USES = "uses", _("uses")

    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)
    influence = models.CharField(
        _("influence"), max_length=10, choices=Influence.choices, blank=True
    )
    attitude = models.CharField(_("attitude"), max_length=12, choices=Attitude.choices, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    preferred_channel = models.CharField(_("preferred channel"), max_length=60, blank=True)
    birthday = models.CharField(
        _("birthday"), max_length=5, blank=True, help_text=_("month-day, such as 03-21")
    )
    likes = models.CharField(_("likes"), max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        ordering = ["name"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name


class Visit(PartnerOwned):
    """A visit, planned or done; what was learned stands in its report."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    visitor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("day of the visit"), db_index=True)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    outcome = models.TextField(_("outcome"), blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)

    class Meta(PartnerOwned.Meta):
        ordering = ["-on"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.on} {self.purpose}"


class PromiseMade(PartnerOwned):
    """Something promised to the account, or by it, until kept."""

    class Side(models.TextChoices):
        OURS = "ours", _("we promised")
        THEIRS = "theirs", _("they promised")

    side = models.CharField(
        _("who promised"), max_length=6, choices=Side.choices, default=Side.OURS
    )
    text = models.CharField(_("promise"), max_length=300)
    made_on = models.DateField(_("promised on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    kept_on = models.DateField(_("kept on"), null=True, blank=True)
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises"
    )

    class Meta(PartnerOwned.Meta):
        ordering = ["due_on", "made_on"]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")

    def __str__(self) -> str:
        return self.text


class Complaint(PartnerOwned):
    """A complaint of the account, open until it is closed."""

    received_on = models.DateField(_("received on"))
    subject = models.CharField(_("subject"), max_length=300)
    product_code = models.CharField(_("product"), max_length=60, blank=True)
    measure = models.TextField(_("what was done"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        ordering = ["-received_on"]
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")

    def __str__(self) -> str:
        return self.subject
