"""Addresses of the roof: home, language, the living style page, health."""

from django.urls import path

from portal.shell import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("style/", views.style, name="style"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
