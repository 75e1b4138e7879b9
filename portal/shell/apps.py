"""The app's name for Django, and the table of events."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "portal.shell"
    label = "shell"

    def ready(self) -> None:
        """Join events to their listeners once every app is there."""
        from portal import wiring  # noqa: PLC0415  (models must be loaded first)

        wiring.connect_events()
