"""Which address leads where."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal.schema import graphql_view

urlpatterns = [
    path("", include("portal.shell.urls")),
    path("account/", include("allauth.urls")),
    path("partner/", include("vmi.web.urls")),
    path("partner/", include("accounts.web.urls")),
    path("workspace/", include(wagtailadmin_urls)),
    path("machines/", include("vmi.web.machine_urls")),
    path("graphql", graphql_view, name="graphql"),
    path("pages/", include(wagtail_urls)),
]
