"""Notices that the manufacturer writes for its partners, each for an audience."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from accounts.models import PartnerKind
from accounts.tenancy import Scope


class NoticeIndexPage(Page):
    """The folder that notices live in."""

    subpage_types: ClassVar[list[str]] = ["content.NoticePage"]
    max_count = 1

    class Meta:
        verbose_name = _("notices")


class NoticePage(Page):
    """One notice, for everyone, for one kind of partner or for one partner alone."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        KIND = "kind", _("one kind of partner")
        PARTNER = "partner", _("one partner")

    published_on: models.DateField[Any, Any] = models.DateField(_("date"))
    language: models.CharField[Any, Any] = models.CharField(
        _("language"),
        max_length=10,
        choices=[("zh-hans", "简体中文"), ("en", "English")],
        default="zh-hans",
    )
    audience: models.CharField[Any, Any] = models.CharField(
        _("audience"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE
    )
    partner_kind: models.CharField[Any, Any] = models.CharField(
        _("kind of partner"), max_length=20, choices=PartnerKind.choices, blank=True
    )
    partner: models.ForeignKey[Any, Any] = models.ForeignKey(
        "accounts.Partner",
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    summary: models.CharField[Any, Any] = models.CharField(_("in one sentence"), max_length=300)
    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "ol", "ul", "link"])

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("language"),
        FieldPanel("audience"),
        FieldPanel("partner_kind"),
        FieldPanel("partner"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["content.NoticeIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "content/notice.html"

    class Meta:
        verbose_name = _("notice")

    def is_for(self, scope: Scope, kind: str) -> bool:
        """Whether a person of this scope, whose partner is of this kind, is meant."""
        if scope.partner_id is None or self.audience == self.Audience.EVERYONE:
            return True
        if self.audience == self.Audience.KIND:
            return bool(self.partner_kind == kind)
        return bool(self.partner_id == scope.partner_id)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the notice to its audience; everybody else is told that there is none."""
        scope: Scope | None = getattr(request, "scope", None)
        partner = getattr(request.user, "partner", None) if scope is not None else None
        if scope is None or not self.is_for(scope, partner.kind if partner else ""):
            raise Http404
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response
