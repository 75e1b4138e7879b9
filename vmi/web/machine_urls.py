"""Addresses for systems alone: no session opens them, only what stands in the Authorization header."""

from django.urls import path

from vmi.web import staged

app_name = "machines"
urlpatterns = [
    path("files/<uuid:public_id>", staged.staged_file, name="staged_file"),
]
