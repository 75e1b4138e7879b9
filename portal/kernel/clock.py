"""The only place that asks what time it is; rules take `today` as an argument."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware."""
    return timezone.now()


def today() -> date:
    """Today's date where the portal is run (settings.TIME_ZONE)."""
    return timezone.localdate()
