"""Feeds: what is expected, what came, what is missing, and what was agreed."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Partner
from accounts.permissions import Permission
from accounts.selectors.partners import partners_of
from accounts.tenancy import Scope
from portal.kernel.errors import DomainError, NotFound
from portal.kernel.numbers import moment_in_words, number_in_words
from vmi.actions.change_working_days import change_working_days
from vmi.actions.confirm_feed import confirm_feed
from vmi.actions.move_feed import move_feed
from vmi.actions.save_feed import save_feed
from vmi.actions.watch_feeds import watch_feeds
from vmi.models import Alert, Feed, Location
from vmi.rules.feed_calendar import Cadence
from vmi.selectors.alerts import alert_count, open_alerts
from vmi.selectors.feed_proposals import FeedProposal, feed_proposals
from vmi.selectors.feeds import FeedStatus, feed_for, feed_rows, feed_status
from vmi.web.asking import PARTNER, WORKSPACE, Side, language, scope_in
from vmi.web.feed_forms import FeedForm, WorkingDaysForm
from vmi.web.feed_words import (
    alert_row,
    cell_of,
    feed_row,
    key_to_signs,
    promise_of,
)

View = Callable[..., HttpResponse]
FEEDS_A_PAGE = 25
ALERTS_SHOWN = 30
_PLACES_NAMED = 20


def _feeds(request: HttpRequest, side: Side) -> HttpResponse:
    """Every feed with its last periods; on POST a proposed one is confirmed."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    if request.method == "POST":
        return _confirm(request, side, scope)
    page = Paginator(feed_rows(scope), FEEDS_A_PAGE).get_page(request.GET.get("page"))
    statuses = [feed_status(scope, feed) for feed in page]
    alerts = open_alerts(scope)
    proposals = feed_proposals(scope)
    return render(
        request,
        side.template("feeds"),
        {
            "side": side.namespace,
            "is_workspace": side is WORKSPACE,
            "headline": _headline(scope, side, alerts, statuses, proposals),
            "lead": _lead(side, statuses, proposals),
            "page": page,
            "rows": [feed_row(status) for status in statuses],
            "alerts": [
                alert_row(each, to_partner=side is PARTNER) for each in alerts[:ALERTS_SHOWN]
            ],
            "alerts_left": max(0, len(alerts) - ALERTS_SHOWN),
            "proposals": [(each, promise_of(each.learned)) for each in proposals],
            "signs": key_to_signs(),
            "may_edit": scope.may(Permission.SUBMIT_REPORTS),
        },
    )


def _feed(request: HttpRequest, side: Side, feed_id: int) -> HttpResponse:
    """One feed with its calendar; on POST its working days change, or it is paused and taken up again."""
    scope = scope_in(request, side, Permission.VIEW_REPORTS)
    feed = feed_for(scope, feed_id)
    form = WorkingDaysForm(feed=feed)
    if request.method == "POST" and "stage" in request.POST and side is WORKSPACE:
        return _move(request, side, scope, feed)
    if request.method == "POST":
        form = WorkingDaysForm(request.POST, feed=feed)
        if form.is_valid():
            typed = form.cleaned_data
            change_working_days(scope, feed.pk, typed["working_days"], country=typed["country"])
            watch_feeds(scope, feed.partner_id)
            messages.success(request, _("The working days are kept."))
            return redirect(side.address("feed"), feed.pk)
    status = feed_status(scope, feed)
    row = feed_row(status)
    return render(
        request,
        side.template("feed"),
        {
            "side": side.namespace,
            "is_workspace": side is WORKSPACE,
            "feed": feed,
            "row": row,
            "headline": _feed_headline(side, status),
            "lead": _feed_lead(status),
            "calendar": [cell_of(Cadence(feed.cadence), each) for each in reversed(status.periods)],
            "silent": _silent_places(status),
            "alerts": [
                alert_row(each, to_partner=side is PARTNER)
                for each in open_alerts(scope, feed=feed)
            ],
            "form": form,
            "may_edit": scope.may(Permission.SUBMIT_REPORTS),
            "can_pause": feed.stage == Feed.Stage.LIVE,
            "can_resume": feed.stage == Feed.Stage.PAUSED,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feed_terms(request: HttpRequest, feed_id: int | None = None) -> HttpResponse:
    """What is agreed of a feed, new or known; the manufacturer's people alone."""
    scope = scope_in(request, WORKSPACE, Permission.SUBMIT_REPORTS)
    feed = None if feed_id is None else feed_for(scope, feed_id)
    form = FeedForm(request.POST or None, feed=feed)
    partners = partners_of(scope)
    chosen = feed.partner_id if feed is not None else _chosen(request, partners)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_feed(scope, chosen or 0, form.terms, feed_id=feed_id)
        except NotFound as problem:
            form.add_error(None, str(problem.message))
        except DomainError as problem:
            form.add_error(
                problem.field if problem.field in form.fields else None, str(problem.message)
            )
        else:
            watch_feeds(scope, saved.partner_id)
            messages.success(request, _("The feed is kept."))
            return redirect("intake:feed", saved.pk)
    return render(
        request,
        WORKSPACE.template("feed_form"),
        {"feed": feed, "form": form, "partners": partners, "chosen": chosen},
    )


def _confirm(request: HttpRequest, side: Side, scope: Scope) -> HttpResponse:
    wanted = request.POST.get("confirm", "")
    partner_id = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0
    try:
        feed = confirm_feed(scope, partner_id)
    except DomainError as problem:
        messages.error(request, str(problem.message))
        return redirect(side.address("feeds"))
    watch_feeds(scope, feed.partner_id)
    messages.success(request, _("Agreed. From now on we tell you when a report is missing."))
    return redirect(side.address("feed"), feed.pk)


def _move(request: HttpRequest, side: Side, scope: Scope, feed: Feed) -> HttpResponse:
    try:
        move_feed(scope, feed.pk, request.POST.get("stage", ""))
        watch_feeds(scope, feed.partner_id)
    except DomainError as problem:
        messages.error(request, str(problem.message))
    else:
        messages.success(request, _("The feed is kept."))
    return redirect(side.address("feed"), feed.pk)


def _headline(
    scope: Scope,
    side: Side,
    alerts: tuple[Alert, ...],
    statuses: list[FeedStatus],
    proposals: tuple[FeedProposal, ...],
) -> str:
    """What is owed, in one sentence."""
    if alerts:
        return _what_is_owed(scope, side, alerts)
    if statuses:
        return _("Everything that was due is here")
    if proposals and side is PARTNER:
        return _("Is this how you report?")
    return _("No report is expected yet")


def _what_is_owed(scope: Scope, side: Side, alerts: tuple[Alert, ...]) -> str:
    if side is WORKSPACE:
        count = alert_count(scope).partners
        words = ngettext(
            "%(number)s partner owes us something", "%(number)s partners owe us something", count
        )
    elif len(alerts) == 1:
        return alert_row(alerts[0], to_partner=True).title
    else:
        count = len(alerts)
        words = ngettext("%(number)s thing is missing", "%(number)s things are missing", count)
    return words % {"number": number_in_words(count, language())}


def _lead(side: Side, statuses: list[FeedStatus], proposals: tuple[FeedProposal, ...]) -> str:
    if statuses and side is PARTNER:
        return _next_due(statuses)
    if statuses:
        return _("What partners agreed to send, and what came of it.")
    if proposals:
        return _(
            "We have looked at the reports so far. Confirm the rhythm, and we tell you when one is missing."
        )
    return _("Once a few reports have come, their rhythm is proposed here as what is expected.")


def _next_due(statuses: list[FeedStatus]) -> str:
    waiting = [status.next_due for status in statuses if status.next_due is not None]
    if not waiting:
        return ""
    first = min(waiting, key=lambda status: status.due_at)
    return _("The next report is due on %(due)s.") % {
        "due": moment_in_words(first.due_at, language())
    }


def _feed_headline(side: Side, status: FeedStatus) -> str:
    feed, open_periods = status.feed, status.open_periods
    if feed.stage == Feed.Stage.PAUSED:
        return _("This feed is paused: nothing is expected")
    if feed.stage == Feed.Stage.TRYING:
        return _("This feed is being set up: nothing is expected yet")
    if not open_periods:
        return _("Everything that was due is here")
    words = ngettext(
        "%(number)s report is missing or incomplete",
        "%(number)s reports are missing or incomplete",
        len(open_periods),
    )
    return words % {"number": number_in_words(len(open_periods), language())}


def _feed_lead(status: FeedStatus) -> str:
    return _next_due([status]) if status.feed.stage == Feed.Stage.LIVE else ""


def _silent_places(status: FeedStatus) -> list[str]:
    """Names of the places that the newest judged period misses."""
    judged = status.judged
    missing = frozenset[int]() if judged is None else status.silent.get(judged.period, frozenset())
    rows = Location.objects.filter(pk__in=missing).order_by("code")
    return [f"{place.code} {place.name}".strip() for place in rows[:_PLACES_NAMED]]


def _chosen(request: HttpRequest, partners: list[Partner]) -> int | None:
    """The partner that was chosen, of those in scope."""
    wanted = request.POST.get("partner") or request.GET.get("partner", "")
    return next((partner.pk for partner in partners if str(partner.pk) == wanted), None)


def _on(side: Side, view: View) -> View:
    def shown(request: HttpRequest, **parts: int) -> HttpResponse:
        return view(request, side, **parts)

    guarded: View = login_required(require_http_methods(["GET", "HEAD", "POST"])(shown))
    return guarded


feeds, workspace_feeds = _on(PARTNER, _feeds), _on(WORKSPACE, _feeds)
feed, workspace_feed = _on(PARTNER, _feed), _on(WORKSPACE, _feed)
