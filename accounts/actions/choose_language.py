"""A person chooses the language of the portal."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.tenancy import ActorKind, Scope
from portal.kernel.errors import Invalid


def choose_language(scope: Scope, language: str) -> None:
    """Remember the person's language, in the workspace too. Raises Invalid for one we don't have.

    No permission is needed: a person changes nobody but himself.
    """
    if language not in dict(settings.LANGUAGES):
        raise Invalid("language_unknown", _("Choose one of the languages offered."), "language")
    if scope.actor.kind is ActorKind.PERSON and scope.actor.id is not None:
        Person.objects.filter(pk=scope.actor.id).update(language=language)
