"""Notices inside other pages of the partner site."""

from collections.abc import Sequence

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.translation import get_language

from portal.content.models import NoticePage
from portal.content.selectors.notices import notices_for

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_notices(context: Context, count: int = 3) -> Sequence[NoticePage]:
    """The newest notices for the person whose page this is."""
    request: HttpRequest = context["request"]
    return notices_for(request.scope, get_language() or "")[:count]  # type: ignore[attr-defined]
