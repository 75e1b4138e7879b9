"""Notices for who asks: in their audience and their language."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Partner
from accounts.tenancy import Scope, active
from portal.content.models import NoticePage
from portal.kernel.errors import NotFound


def notices_for(scope: Scope, language: str) -> QuerySet[NoticePage]:
    """Published notices meant for a partner's people, in this language, the newest first.

    Nobody but a partner's people is the audience of one kind or one partner.
    """
    meant = Q(audience=NoticePage.Audience.EVERYONE)
    kind = _kind_of(scope)
    if kind:
        meant |= Q(audience=NoticePage.Audience.KIND, partner_kind=kind)
        meant |= Q(audience=NoticePage.Audience.PARTNER, partner_id=scope.partner_id)
    rows: QuerySet[NoticePage] = NoticePage.objects.live().public()
    return rows.filter(meant, language=language).order_by("-published_on", "-pk")


def notice_for(scope: Scope, notice_id: int) -> NoticePage:
    """One published notice in any language. Raises NotFound alike for absent ones and those of others."""
    notice: NoticePage | None = NoticePage.objects.live().public().filter(pk=notice_id).first()
    if notice is None or not notice.is_for(scope, _kind_of(scope)):
        raise NotFound("notice_not_found", _("There is no such notice."))
    return notice


def _kind_of(scope: Scope) -> str:
    if scope.partner_id is None:
        return ""
    with active(scope):
        return Partner.objects.get(pk=scope.partner_id).kind
