"""Documents that partners send, and what became of every line of them."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PartnerOwned
from vmi.rules.settlement import LineCounts


def document_storage() -> Storage:
    """Where the bytes are kept; never below an address that a browser can ask for."""
    return storages["documents"]


class ReadingProfile(PartnerOwned):
    """How a partner's files are read, remembered after the first one: vmi.formats.shape.Reading as JSON.

    `headers` is the header row that it belongs to, so that a partner may send files of several shapes.
    """

    name = models.CharField(_("name"), max_length=120, blank=True)
    headers = models.JSONField(_("header row"), default=list)
    headers_hash = models.CharField(max_length=64)
    reading = models.JSONField(_("how it is read"), default=dict)
    changed_at = models.DateTimeField(_("changed"))

    class Meta(PartnerOwned.Meta):
        verbose_name = _("reading profile")
        verbose_name_plural = _("reading profiles")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "headers_hash"], name="one_profile_per_header_row"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.headers_hash[:8]


class ReportDocument(PartnerOwned):
    """One activity report as it came, byte for byte, and how far its taking-in is.

    lines_in = lines_posted + lines_parked + lines_refused + lines_duplicate as soon as the state is settled.
    An archive is kept as a document too; what it holds are documents of their own, with it as `parent`.
    """

    class Door(models.TextChoices):
        UPLOAD = "upload", _("upload")
        API = "api", "GraphQL"
        SHELL = "shell", _("command line")
        FOLDER = "folder", _("drop folder")
        MAIL = "mail", _("e-mail")
        AS2 = "as2", "AS2"

    class ErrorPolicy(models.TextChoices):
        POST_GOOD = "post_good", _("post the good lines")
        REFUSE_ALL = "refuse_all", _("refuse the whole report")

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        NEEDS_MAPPING = "needs_mapping", _("columns to be named")
        READING = "reading", _("being read")
        POSTED = "posted", _("posted")
        PARTLY = "partly", _("posted in part")
        PARKED = "parked", _("waiting for codes")
        REFUSED = "refused", _("refused")
        UNPACKED = "unpacked", _("unpacked")

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    feed = models.ForeignKey(
        "Feed", null=True, blank=True, on_delete=models.SET_NULL, related_name="documents"
    )
    door = models.CharField(max_length=10, choices=Door.choices)
    filename = models.CharField(_("file"), max_length=255, blank=True)
    content = models.FileField(storage=document_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    sender = models.CharField(_("sent by"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received"), db_index=True)
    # What the sender said about this one document (vmi.formats.shape.Reading as JSON), beyond the profile.
    reading = models.JSONField(default=dict)

    # What a line that can't be read means for the others; empty is as agreed for the feed, and
    # without a feed the good lines are posted.
    error_policy = models.CharField(max_length=10, choices=ErrorPolicy.choices, blank=True)
    # What it turned out to be: vmi.formats.shape.FileKind, or "archive".
    kind = models.CharField(_("kind"), max_length=10, blank=True)

    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.RECEIVED
    )
    # Why the whole document was refused, or what is missing: a code of vmi.formats.reasons.
    problem_code = models.CharField(max_length=60, blank=True)
    problem_details = models.JSONField(default=dict)

    first_day = models.DateField(_("first day"), null=True)
    last_day = models.DateField(_("last day"), null=True)
    # The last day of which it tells what happened or stood; a forecast speaks of days to come.
    told_until = models.DateField(null=True)
    # The days that it speaks of, as [first, last] pairs: what it replaces in earlier documents.
    covered = models.JSONField(default=list)
    speaks_of_flow = models.BooleanField(default=False)
    speaks_of_stock = models.BooleanField(default=False)
    speaks_of_forecast = models.BooleanField(default=False)
    # What is no line and must not be lost: vmi.formats.shape.Note as JSON, equal ones counted.
    notes = models.JSONField(default=list)
    # Control totals: measure → unit → {"in", "posted", "parked", "duplicate"}, as texts.
    quantities = models.JSONField(default=dict)

    lines_in = models.PositiveBigIntegerField(_("lines in"), default=0)
    lines_posted = models.PositiveBigIntegerField(_("posted"), default=0)
    lines_parked = models.PositiveBigIntegerField(_("parked"), default=0)
    lines_refused = models.PositiveBigIntegerField(_("refused"), default=0)
    lines_duplicate = models.PositiveBigIntegerField(_("sent twice"), default=0)
    bytes_read = models.PositiveBigIntegerField(default=0)
    # Who reads it now and when it was last heard of; a silent reader is taken for dead.
    claimed_by = models.CharField(max_length=80, blank=True)
    heard_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta(PartnerOwned.Meta):
        ordering = ["-received_at", "-id"]
        verbose_name = _("activity report")
        verbose_name_plural = _("activity reports")
        constraints = [
            # The same bytes from the same partner are the same document, whoever brings them how often.
            models.UniqueConstraint(fields=["partner", "sha256"], name="a_document_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.filename or f"{self.pk}"

    @property
    def is_settled(self) -> bool:
        return self.state not in {self.State.RECEIVED, self.State.READING, self.State.NEEDS_MAPPING}

    @property
    def counts(self) -> LineCounts:
        """What became of its lines."""
        return LineCounts(
            self.lines_in,
            self.lines_posted,
            self.lines_parked,
            self.lines_refused,
            self.lines_duplicate,
        )

    @property
    def groups(self) -> list[str]:
        """Which groups of measures it speaks of: flow, stock, forecast."""
        said = {
            "flow": self.speaks_of_flow,
            "stock": self.speaks_of_stock,
            "forecast": self.speaks_of_forecast,
        }
        return [group for group, is_said in said.items() if is_said]


class Posting(PartnerOwned):
    """Rows of one document written to the facts at one time. Only a current posting is seen.

    A document has a first posting, and another each time that parked lines of it find their match.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("being written")
        CURRENT = "current", _("current")
        SUPERSEDED = "superseded", _("replaced")
        DISCARDED = "discarded", _("given up")
        # Its document was read again, with other columns, codes or corrections.
        READ_ANEW = "read_anew", _("read anew")

    # Lines that such an attempt found count no more; they are swept away.
    UNCOUNTED = (State.DISCARDED, State.READ_ANEW)

    document = models.ForeignKey(ReportDocument, on_delete=models.PROTECT, related_name="postings")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    lines = models.PositiveBigIntegerField(default=0)
    # Until when its document told when it became current; of another reading it may be another day.
    last_day = models.DateField(null=True)
    created_at = models.DateTimeField()
    current_at = models.DateTimeField(null=True)
    # Since when it is replaced as a whole, or its document read anew; a past moment is told by this.
    superseded_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.pk}"


class Supersession(PartnerOwned):
    """For which days, both included, and which group of measures a posting gave way to a later document."""

    class Group(models.TextChoices):
        FLOW = "flow", _("movements")
        STOCK = "stock", _("stock")
        FORECAST = "forecast", _("forecast")

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="supersessions")
    superseded_by = models.ForeignKey(
        ReportDocument, on_delete=models.PROTECT, related_name="supersessions"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    group = models.CharField(max_length=8, choices=Group.choices)
    # A posting wholly replaced is left out by its id; its supersessions then only tell the history.
    is_whole = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # Since when it holds no more, because either document was read anew; kept to answer for the past.
    ended_at = models.DateTimeField(null=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = _("supersession")
        verbose_name_plural = _("supersessions")
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "superseded_by", "group", "first_day"],
                condition=models.Q(ended_at__isnull=True),
                name="a_document_supersedes_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} < {self.superseded_by_id}"


class PostingRevision(models.Model):
    """A counter that goes up whenever the list of visible postings changes: half of every cache key.

    Shared model: one row for the whole portal, no partner's data in it.
    """

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class DocumentLine(PartnerOwned):
    """A line that did not post with its document: parked until its code is known, or refused with the reason.

    `values` holds what was read of a parked line (field → text, as in vmi.formats.shape), so that it can post later.
    """

    class State(models.TextChoices):
        PARKED = "parked", _("parked")
        RELEASED = "released", _("posted later")
        REFUSED = "refused", _("refused")
        DUPLICATE = "duplicate", _("sent twice")

    document = models.ForeignKey(ReportDocument, on_delete=models.CASCADE, related_name="lines")
    # The attempt that found it; an attempt given up takes its lines with it.
    attempt = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="found_lines")
    released_by = models.ForeignKey(
        Posting, null=True, on_delete=models.PROTECT, related_name="released_lines"
    )
    line = models.PositiveBigIntegerField(_("line"))
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=60)
    field = models.CharField(_("field"), max_length=40, blank=True)
    value = models.CharField(_("value"), max_length=255, blank=True)
    raw = models.TextField(_("as it came"), blank=True)
    values = models.JSONField(default=dict)

    class Meta(PartnerOwned.Meta):
        ordering = ["document_id", "line"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        indexes = [
            models.Index(fields=["partner", "state", "field", "value"]),
            models.Index(fields=["document", "state", "line"]),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}:{self.line}"


class SubmissionKey(PartnerOwned):
    """An idempotency key of a partner's submission: the same key and body get the same receipt again.

    A key belongs to one operation; another may use it for something else.
    """

    operation = models.CharField(max_length=40, default="submit_lines")
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    document = models.ForeignKey(ReportDocument, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = _("submission key")
        verbose_name_plural = _("submission keys")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "operation", "key"], name="a_key_is_used_once"
            )
        ]

    def __str__(self) -> str:
        return self.key
