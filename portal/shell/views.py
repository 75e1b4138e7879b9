"""The roof's own pages: the way home, the choice of language, the living style page."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.choose_language import choose_language
from accounts.models import Person
from portal.shell.samples import SampleForm, sample

# Where the two sides of the table work.
PARTNER_HOME = "/partner/"
WORKSPACE_HOME = "/workspace/"


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead a person to the place where he works."""
    person = request.user
    is_partner = isinstance(person, Person) and person.is_partner_person
    return redirect(PARTNER_HOME if is_partner else WORKSPACE_HOME)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the portal in another language from now on; unknown ones change nothing."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        choose_language(request.scope, chosen)  # type: ignore[attr-defined]
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=60 * 60 * 24 * 365,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component, from its real template: both languages, both themes, side by side."""
    themes = ("dark", "light") if "swap" in request.GET else ("light", "dark")
    columns = [
        {
            "language": code,
            "theme": theme,
            "sample": sample(code),
            "form": SampleForm(auto_id=f"{theme}_%s"),
            "wrong_form": SampleForm({"quantity": "-5"}, auto_id=f"{theme}_wrong_%s"),
        }
        for code, theme in zip(("zh-hans", "en"), themes, strict=True)
    ]
    return render(request, "shell/style/page.html", {"columns": columns})
