"""For each request: the person's language, the scope, and domain errors as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from accounts.models import Person
from accounts.selectors.scopes import scope_of
from accounts.tenancy import active
from portal.kernel.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonLanguageMiddleware:
    """The language a person chose goes before the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class ScopeMiddleware:
    """Whoever is signed in acts inside their scope; nobody else has one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person) or not person.is_authenticated:
            return self.get_response(request)
        scope = scope_of(person)
        request.scope = scope  # type: ignore[attr-defined]
        with active(scope):
            response = self.get_response(request)
            # Templates are filled here: a response that renders later would do so outside the scope.
            if hasattr(response, "render") and not response.is_rendered:  # type: ignore[attr-defined]
                response.render()
            return response


class DomainErrorMiddleware:
    """An error that the user can mend becomes a page that says how."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, DomainError):
            return None
        return render(request, "shell/problem.html", {"problem": problem}, status=problem.status)
