"""Notices inside other pages of the partner site."""

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.translation import get_language

from accounts.tenancy import Scope
from portal.content.models import NoticePage
from portal.content.selectors.notices import notices_for

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_notices(context: Context, count: int = 3) -> list[NoticePage]:
    """The newest notices for the person whose page this is."""
    request: HttpRequest = context["request"]
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return list(notices_for(scope, get_language() or "")[:count])
