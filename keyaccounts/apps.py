"""The app's name for Django."""

from django.apps import AppConfig


class KeyAccountsConfig(AppConfig):
    name = "keyaccounts"
    default_auto_field = "django.db.models.BigAutoField"
