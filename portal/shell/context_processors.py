"""What every page knows of the portal itself."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def portal(request: HttpRequest) -> dict[str, object]:
    """The firm's name in the page's language, the languages offered, and where to come back to."""
    language = get_language() or settings.LANGUAGE_CODE
    names: dict[str, str] = settings.MANUFACTURER_NAME
    return {
        "manufacturer": names.get(language, names["en"]),
        "languages": settings.LANGUAGES,
        "language": language,
        "here": request.get_full_path(),
    }
