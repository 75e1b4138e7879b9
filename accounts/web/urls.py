"""Addresses of a partner's own administration."""

from django.urls import path

from accounts.web import colleagues

app_name = "colleagues"
urlpatterns = [
    path("colleagues/", colleagues.colleagues, name="list"),
    path("colleagues/<int:person_id>/deactivate/", colleagues.deactivate, name="deactivate"),
    path("colleagues/keys/<int:client_id>/revoke/", colleagues.revoke_key, name="revoke_key"),
]
