"""What a partner is expected to send, and what its people are told when it does not come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned


class Feed(PartnerOwned):
    """One stream of reports of a partner: what it is, when it is due, and how far it has got to going live."""

    class Stage(models.TextChoices):
        TRYING = "trying", _("being set up")
        LIVE = "live", _("live")
        PAUSED = "paused", _("paused")

    class Cadence(models.TextChoices):
        DAILY = "daily", _("every working day")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")

    name = models.CharField(_("name"), max_length=120)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage.choices, default=Stage.TRYING)
    # vmi.formats.shape.FileKind, "table" for any kind of table, and for EDI the message: 852, INVRPT.
    kind = models.CharField(_("kind"), max_length=10, default="table")
    message = models.CharField(_("message"), max_length=10, blank=True)
    cadence = models.CharField(
        _("how often"), max_length=8, choices=Cadence.choices, default=Cadence.WEEKLY
    )
    # The partner's own working days, Monday is 0, and the country whose holidays it keeps.
    working_days = models.JSONField(_("working days"), default=list)
    country = models.CharField(_("holidays of"), max_length=8, blank=True)
    # The last day of its week, Monday is 0.
    week_ends_on = models.PositiveSmallIntegerField(_("week ends on"), default=6)
    # A period is due so many working days after its last day, by this hour of the portal's time zone.
    due_after_days = models.PositiveSmallIntegerField(_("due after working days"), default=1)
    due_hour = models.PositiveSmallIntegerField(_("due by hour"), default=12)
    expected_from = models.DateField(_("expected from"), null=True, blank=True)
    error_policy = models.CharField(max_length=10, blank=True)
    # A product of which a place says nothing for so long is not carried there any more.
    inactive_after_days = models.PositiveSmallIntegerField(_("inactive after days"), default=56)
    went_live_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "name"], name="one_feed_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Alert(PartnerOwned):
    """Something that people should look at, raised once and closed by itself when it is over."""

    class Kind(models.TextChoices):
        LATE = "late", _("report late")
        MISSING = "missing", _("report missing")
        GAP = "gap", _("days missing")
        PLACES = "places", _("places missing")
        PARKED = "parked", _("lines wait too long")
        CONTROL_NUMBER = "control_number", _("interchange missing")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    # What it is about, so that the same matter is raised once: a feed and period, a code.
    subject = models.CharField(max_length=200)
    feed = models.ForeignKey(
        Feed, null=True, blank=True, on_delete=models.CASCADE, related_name="alerts"
    )
    details = models.JSONField(default=dict)
    raised_at = models.DateTimeField(_("raised"))
    mailed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind", "subject"],
                condition=models.Q(closed_at__isnull=True),
                name="a_matter_is_raised_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class AlertNotice(PartnerOwned):
    """A person was told of an alert; the row is there before the mail goes out, so that it goes once."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = _("notice of an alert")
        verbose_name_plural = _("notices of alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "person"], name="a_person_is_told_of_an_alert_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}/{self.person_id}"
