"""Files on trial: drop a sample, see how it is read, say what is unclear, and let the feed go live."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.selectors.partners import partners_of
from accounts.tenancy import Scope
from portal.kernel.errors import DomainError, Invalid
from vmi.actions.create_location import NewLocation, create_location
from vmi.actions.go_live import go_live_with
from vmi.actions.map_code import map_code
from vmi.actions.teach_activity import teach_activity
from vmi.actions.teach_sample import teach_dialect, teach_sample
from vmi.actions.try_file import try_file
from vmi.models import FeedSample
from vmi.selectors.trial_parts import Trial
from vmi.selectors.trials import sample_for, samples_of, trial_of
from vmi.web.asking import PARTNER, WORKSPACE, Side, scope_in
from vmi.web.forms import ColumnsForm
from vmi.web.trial_forms import (
    DialectForm,
    GoLiveForm,
    TryForm,
    measure_choices,
    measure_in,
)
from vmi.web.trial_words import check_words, headline_of

View = Callable[..., HttpResponse]
SAMPLES_A_PAGE = 20
_SAMPLE_ROWS = 5


def _samples(request: HttpRequest, side: Side) -> HttpResponse:
    """Drop a file, and the files that were tried before."""
    scope = scope_in(request, side, Permission.SUBMIT_REPORTS)
    is_sent = request.method == "POST"
    form = TryForm(request.POST, request.FILES) if is_sent else TryForm()
    partner_id = scope.partner_id or _number(request.POST.get("partner", ""))
    if is_sent and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            sample = try_file(scope, partner_id, file, filename=file.name or "")
        except DomainError as problem:
            form.add_error("file" if isinstance(problem, Invalid) else None, str(problem.message))
        else:
            return redirect(side.address("sample_tried"), sample.pk)
    return render(
        request,
        side.template("samples"),
        {
            "side": side.namespace,
            "is_workspace": side is WORKSPACE,
            "form": form,
            "partners": partners_of(scope),
            "partner_id": partner_id,
            "page": Paginator(samples_of(scope), SAMPLES_A_PAGE).get_page(request.GET.get("page")),
        },
        status=422 if form.errors else 200,
    )


def _sample(request: HttpRequest, side: Side, sample_id: int) -> HttpResponse:
    """What the file would do; on POST a code gets a meaning, the dialect changes, or the feed goes live."""
    scope = scope_in(request, side, Permission.SUBMIT_REPORTS)
    sample = sample_for(scope, sample_id)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    if asked in _OF_CODES:
        return _OF_CODES[asked](request, scope, sample)
    trial = trial_of(scope, sample)
    dialect = _dialect_form(request if asked == "dialect" else None, trial)
    live = GoLiveForm(request.POST if asked == "live" else None, outline=trial.outline)
    done: HttpResponse | None = None
    if dialect is not None and dialect.is_bound and dialect.is_valid():
        done = _teach_dialect(request, side, scope, sample, dialect)
    elif live.is_bound and live.is_valid():
        done = _go_live(request, side, scope, sample, live)
    return done or render(
        request,
        side.template("sample_tried"),
        {
            "side": side.namespace,
            "is_workspace": side is WORKSPACE,
            "sample": sample,
            "trial": trial,
            "eyebrow": f"{sample.partner.display_name} · {sample.filename}"
            if side is WORKSPACE
            else sample.filename,
            "headline": headline_of(trial),
            "checks": check_words(trial),
            "dialect": dialect,
            "live": live,
            "measures": measure_choices(),
        },
        status=422 if (dialect and dialect.errors) or live.errors else 200,
    )


def _dialect_form(request: HttpRequest | None, trial: Trial) -> DialectForm | None:
    """The dialect as it is, or as it was typed; None for a table."""
    if trial.outline is None or not trial.is_edi:
        return None
    return DialectForm(request.POST if request else None, dialect=trial.outline.reading.dialect)


def _teach_dialect(
    request: HttpRequest, side: Side, scope: Scope, sample: FeedSample, form: DialectForm
) -> HttpResponse:
    teach_dialect(scope, sample.pk, form.dialect)
    messages.success(request, _("Kept. Messages of this sender are read like this from now on."))
    return redirect(side.address("sample_tried"), sample.pk)


def _go_live(
    request: HttpRequest, side: Side, scope: Scope, sample: FeedSample, form: GoLiveForm
) -> HttpResponse | None:
    """To the feed; None when the form has to be filled in again."""
    try:
        feed = go_live_with(scope, sample.pk, form.terms)
    except DomainError as problem:
        if problem.field in form.fields:
            form.add_error(problem.field, str(problem.message))
            return None
        messages.error(request, str(problem.message))
        return redirect(side.address("sample_tried"), sample.pk)
    messages.success(
        request, _("The feed is live. From now on we tell you when a report is missing.")
    )
    return redirect(side.address("feed"), feed.pk)


def _map(request: HttpRequest, scope: Scope, sample: FeedSample) -> HttpResponse:
    """A code of the file gets its meaning: one of the suggestions, one that was looked up, or a new place."""
    code, target = request.POST.get("code", ""), request.POST.get("target", "")
    is_product = request.POST.get("kind") == "product"
    try:
        if target == "new" and not is_product:
            create_location(
                scope, sample.partner_id, NewLocation(code, request.POST.get("name", ""))
            )
        elif target_id := _number(target):
            map_code(
                scope,
                sample.partner_id,
                code,
                product_id=target_id if is_product else None,
                location_id=None if is_product else target_id,
            )
        else:
            raise Invalid("nothing_chosen", _("Choose what the code means first."), "target")
    except DomainError as problem:
        messages.error(request, str(problem.message))
    else:
        messages.success(request, _("%(code)s is known now.") % {"code": code})
    return redirect(f"{request.path}#codes")


def _teach(request: HttpRequest, scope: Scope, sample: FeedSample) -> HttpResponse:
    """A code of a quantity gets its meaning."""
    code = request.POST.get("code", "")
    try:
        teach_activity(scope, sample.pk, code, measure_in(request))
    except DomainError as problem:
        messages.error(request, str(problem.message))
    else:
        messages.success(request, _("%(code)s is known now.") % {"code": code})
    return redirect(f"{request.path}#activities")


_OF_CODES: Final = {"code": _map, "activity": _teach}


def _columns(request: HttpRequest, side: Side, sample_id: int) -> HttpResponse:
    """Say what the columns of the file mean, once for every file with this header row."""
    scope = scope_in(request, side, Permission.SUBMIT_REPORTS)
    sample = sample_for(scope, sample_id)
    trial = trial_of(scope, sample)
    if trial.outline is None or trial.is_edi:
        return redirect(side.address("sample_tried"), sample.pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, outline=trial.outline)
    if form.is_bound and form.is_valid():
        try:
            teach_sample(scope, sample.pk, form.reading)
        except DomainError as problem:
            form.add_error(
                problem.field if problem.field in form.fields else None, str(problem.message)
            )
        else:
            messages.success(
                request, _("Thank you. Files with this header row are read like this from now on.")
            )
            return redirect(side.address("sample_tried"), sample.pk)
    return render(
        request,
        side.template("sample_columns"),
        {
            "side": side.namespace,
            "document": sample,
            "problem": trial.problem,
            "form": form,
            "headers": trial.outline.headers,
            "sample": trial.outline.sample[:_SAMPLE_ROWS],
        },
        status=422 if form.errors else 200,
    )


def _number(text: str) -> int:
    """The number that a form sent, 0 for what is none: no row has it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _on(side: Side, view: View) -> View:
    def shown(request: HttpRequest, **parts: int) -> HttpResponse:
        return view(request, side, **parts)

    guarded: View = login_required(require_http_methods(["GET", "HEAD", "POST"])(shown))
    return guarded


samples, workspace_samples = _on(PARTNER, _samples), _on(WORKSPACE, _samples)
sample_tried, workspace_sample_tried = _on(PARTNER, _sample), _on(WORKSPACE, _sample)
sample_columns, workspace_sample_columns = _on(PARTNER, _columns), _on(WORKSPACE, _columns)
