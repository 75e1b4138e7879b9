"""Where a partner administrator looks after colleagues and machine clients of the own organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.create_person import NewPerson, create_person
from accounts.actions.deactivate_person import deactivate_person
from accounts.actions.issue_client_key import issue_client_key
from accounts.actions.revoke_client_key import revoke_client_key
from accounts.permissions import Permission, require
from accounts.rules.roles import Role
from accounts.selectors.clients import clients_of
from accounts.selectors.colleagues import colleagues_of
from accounts.tenancy import Scope
from accounts.web.forms import ColleagueForm, KeyForm
from portal.kernel.errors import DomainError, NotFound


def _own_partner(scope: Scope) -> int:
    if scope.partner_id is None:
        raise NotFound("no_partner", _("This page is for people of a partner."))
    return scope.partner_id


def _say(form: ColleagueForm | KeyForm, problem: DomainError) -> None:
    form.add_error(problem.field if problem.field in form.fields else None, str(problem.message))


@login_required
@require_http_methods(["GET", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """List colleagues and keys; make a new one of either."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    require(scope, Permission.MANAGE_COLLEAGUES)
    partner_id = _own_partner(scope)
    is_key = request.POST.get("what") == "key"
    person_form = ColleagueForm(request.POST if request.method == "POST" and not is_key else None)
    key_form = KeyForm(request.POST if is_key else None)
    secret = ""
    if person_form.is_bound and person_form.is_valid():
        try:
            create_person(scope, _new_person(person_form, partner_id))
        except DomainError as problem:
            _say(person_form, problem)
        else:
            messages.success(request, _("Your colleague can sign in now."))
            return redirect("colleagues:list")
    if key_form.is_bound and key_form.is_valid():
        try:
            _client, secret = issue_client_key(scope, partner_id, **key_form.cleaned_data)
            key_form = KeyForm()
        except DomainError as problem:
            _say(key_form, problem)
    page = {
        "people": colleagues_of(scope, partner_id),
        "clients": clients_of(scope, partner_id),
        "person_form": person_form,
        "key_form": key_form,
        "secret": secret,
    }
    return render(request, "accounts/colleagues.html", page)


def _new_person(form: ColleagueForm, partner_id: int) -> NewPerson:
    typed = form.cleaned_data
    return NewPerson(
        typed["email"], typed["name"], Role(typed["role"]), typed["password"], partner_id
    )


@login_required
@require_POST
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Switch a colleague off."""
    deactivate_person(request.scope, person_id)  # type: ignore[attr-defined]
    messages.success(request, _("Switched off. What they did stays."))
    return redirect("colleagues:list")


@login_required
@require_POST
def revoke_key(request: HttpRequest, client_id: int) -> HttpResponse:
    """Take a key back."""
    revoke_client_key(request.scope, client_id)  # type: ignore[attr-defined]
    messages.success(request, _("The key opens nothing any more."))
    return redirect("colleagues:list")
