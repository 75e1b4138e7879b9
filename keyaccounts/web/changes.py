"""What people write down about an account: visits, plans, promises, people, figures, standing."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from keyaccounts.actions.confirm_key_account import confirm_key_account
from keyaccounts.actions.keep_promise import keep_promise
from keyaccounts.actions.note_contact import note_contact
from keyaccounts.actions.plan_visit import plan_visit
from keyaccounts.actions.record_visit import record_visit
from keyaccounts.actions.set_market_figure import set_demand_figure, set_supply_figure
from keyaccounts.models import Account
from keyaccounts.selectors.gates import account_for, contact_for, promise_for
from keyaccounts.web.asking import scope_in
from keyaccounts.web.forms import ContactForm, FigureForm, PlanForm, VisitForm
from portal.kernel.clock import today
from portal.kernel.errors import DomainError, NotFound

read_and_write = require_http_methods(["GET", "HEAD", "POST"])


@read_and_write
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """The two-minute visit report; a next visit is planned along with it."""
    scope = scope_in(request)
    account = account_for(scope, code)
    require(scope, Permission.PLAN_VISITS)
    form = VisitForm(request.POST or None, initial={"on": today()})

    def save() -> None:
        record_visit(scope, code, form.report())
        if form.next_day is not None:
            plan_visit(scope, code, on=form.next_day, purpose=form.cleaned_data["next_step"])

    words = (_("What came of the visit?"), _("File the report"), _("The visit is filed."))
    return _form_page(request, account, form, save, words)


@require_POST
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a visit from the account's page."""
    scope = scope_in(request)
    account = account_for(scope, code)
    form = PlanForm(request.POST)

    def save() -> None:
        plan_visit(scope, code, on=form.cleaned_data["on"], purpose=form.cleaned_data["purpose"])

    words = (_("Plan a visit"), _("Plan it"), _("The visit is planned."))
    return _form_page(request, account, form, save, words)


@read_and_write
def person(request: HttpRequest, code: str, contact_id: int | None = None) -> HttpResponse:
    """Write down who is who."""
    scope = scope_in(request)
    account = account_for(scope, code)
    require(scope, Permission.EDIT_ACCOUNTS)
    contact = None if contact_id is None else contact_for(scope, contact_id)
    if contact is not None and contact.partner_id != account.partner_id:
        raise NotFound("row_not_found", _("There is no such entry."))
    form = ContactForm(request.POST or None, instance=contact)

    def save() -> None:
        note_contact(scope, code, form.notes(), contact_id=contact_id)

    words = (_("Who is who"), _("Save"), _("The person is noted."))
    return _form_page(request, account, form, save, words)


@read_and_write
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a demand, or what others supply of it."""
    scope = scope_in(request)
    account = account_for(scope, code)
    require(scope, Permission.EDIT_ACCOUNTS)
    form = FigureForm(request.POST or None, initial={"as_of": today(), "period": today().year})

    def save() -> None:
        said = form.cleaned_data
        if said["whose"] == "demand":
            set_demand_figure(scope, code, form.statement())
            return
        set_supply_figure(
            scope,
            code,
            form.statement(),
            kind=said["whose"],
            supplier_name=said["supplier_name"],
        )

    words = (_("How much does it need, and from whom?"), _("Save"), _("The figure is noted."))
    return _form_page(request, account, form, save, words)


@require_POST
def promise_kept(request: HttpRequest, code: str, promise_id: int) -> HttpResponse:
    """Tick a promise off."""
    scope = scope_in(request)
    account = account_for(scope, code)
    if promise_for(scope, promise_id).partner_id != account.partner_id:
        raise NotFound("row_not_found", _("There is no such entry."))
    keep_promise(scope, promise_id)
    messages.success(request, _("The promise is kept."))
    return redirect("keyaccounts:account", code=code)


@require_POST
def standing(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm a key account, or turn the proposal down."""
    account = confirm_key_account(
        scope_in(request), code, standing=request.POST.get("standing", Account.Standing.CONFIRMED)
    )
    messages.success(
        request,
        _("%(account)s: %(standing)s.")
        % {
            "account": account.partner.display_name,
            "standing": account.get_standing_display(),
        },
    )
    return redirect("keyaccounts:account", code=code)


def _form_page(
    request: HttpRequest,
    account: Account,
    form: BaseForm,
    save: Callable[[], None],
    words: tuple[str, str, str],
) -> HttpResponse:
    """A form of its own page: what is wrong stands at its field, and what was typed stays. `words` are question, button, done."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except DomainError as problem:
            form.add_error(
                problem.field if problem.field in form.fields else None, str(problem.message)
            )
        else:
            messages.success(request, words[2])
            return redirect("keyaccounts:account", code=account.partner.code)
    return render(
        request,
        "keyaccounts/form.html",
        {
            "page_title": words[0],
            "account": account,
            "form": form,
            "question": words[0],
            "button": words[1],
        },
        status=422 if form.errors else 200,
    )
