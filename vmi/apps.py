"""The app's name for Django."""

from django.apps import AppConfig


class VmiConfig(AppConfig):
    name = "vmi"
    default_auto_field = "django.db.models.BigAutoField"
