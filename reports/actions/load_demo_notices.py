"""Publishes the example's notices below the default site's first page, and sets the site's address."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from wagtail.models import Page, Site

from accounts.actions.base import action
from accounts.models import Partner
from accounts.permissions import Permission
from accounts.tenancy import Scope
from reports.demo.notices import PlannedNotice


@action(Permission.EDIT_MASTER_DATA)
def load_demo_notices(
    _scope: Scope, notices: Iterable[PlannedNotice], partners: Mapping[str, Partner], today: date
) -> int:
    """Publish every notice; how many there are now."""
    folder = _folder(_home())
    # Pages belong to the roof, which this app may not import; its registry gives them.
    notice_page: Any = apps.get_model("content", "NoticePage")
    count = 0
    for planned in notices:
        audience = "kind" if planned.kind else "partner" if planned.partner else "everyone"
        folder.add_child(
            instance=notice_page(
                title=planned.title,
                slug=planned.slug,
                language=planned.language,
                audience=audience,
                partner_kind=planned.kind,
                partner=partners[planned.partner] if planned.partner else None,
                summary=planned.summary,
                body=planned.body,
                published_on=today - timedelta(days=planned.days_ago),
            )
        )
        count += 1
    return count


def _home() -> Page:
    """The default site's first page; the site is told where the portal really is."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        home = Page.get_first_root_node().add_child(instance=Page(title="Tandem", slug="tandem"))
        site = Site(root_page=home, is_default_site=True)
    address = urlsplit(settings.PORTAL_ADDRESS)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = "Tandem"
    site.save()
    home = site.root_page
    home.title = home.draft_title = "Tandem"
    home.save()
    return home


def _folder(home: Page) -> Page:
    index_page: Any = apps.get_model("content", "NoticeIndexPage")
    return index_page.objects.first() or home.add_child(
        instance=index_page(title="通知 Notices", slug="notices")
    )
