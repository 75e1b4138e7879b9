"""Wagtail's own people pages, with our roles in place of its groups."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAppConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.web.people.PersonViewSet"
    default = True
