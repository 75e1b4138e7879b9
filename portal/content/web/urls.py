"""Addresses of notices; included by the partner site, whose namespace they share."""

from django.urls import path

from portal.content.web import notices

urlpatterns = [
    path("", notices.notices, name="notices"),
    path("<int:notice_id>/", notices.notice, name="notice"),
]
